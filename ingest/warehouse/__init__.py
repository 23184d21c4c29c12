"""Landing zone to published warehouse: load, dbt, audit, publishing, read-only connections."""
