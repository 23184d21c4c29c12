"""The dashboard: pages over the published warehouse, which is all that they read."""
