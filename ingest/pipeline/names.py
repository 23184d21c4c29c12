"""Names that DAGs, the local stack and the container's start share."""

from __future__ import annotations

#: The pool whose single slot keeps two tasks from writing the build database at once; created by `demo` and by compose.
WAREHOUSE_POOL = "warehouse"

#: The pool that bounds how many sources are fetched at the same time: each reads articles with processes of its own.
SOURCES_POOL = "sources"

#: Queues of Celery (docker-compose.scale.yml); other executors have none. Workers of `reading` keep nothing, so there
#: may be any number on any machine. `warehouse` has one worker that does one task at a time, beside the build database;
#: all tasks that name no queue go there.
READING_QUEUE = "reading"
WAREHOUSE_QUEUE = "warehouse"

#: The logger of what our tasks say; everything else in their logs is Airflow's.
LOGGER = "warledger"

#: Every pool that a task of the DAGs uses, with its slots and what Airflow says of it. A task whose pool is missing
#: waits for ever.
POOLS = (
    (WAREHOUSE_POOL, 1, "One slot: one task at a time writes the build database."),
    (SOURCES_POOL, 4, "Sources that are fetched at the same time."),
)
