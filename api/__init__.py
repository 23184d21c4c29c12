"""The published warehouse over HTTP: lists and single facts, series, fact pages, feeds. Read-only.

Run by `warledger api`. Queries are those of the dashboard (`dashboards.queries`), so that both give one answer.
"""
