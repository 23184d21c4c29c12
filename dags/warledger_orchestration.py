"""What the Airflow DAG files share: the assets between them, the writer's pool, which failures to try again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, RetryAction
from airflow.sdk.definitions.retry_policy import RetryDecision, RetryPolicy

from ingest.stack.home import WAREHOUSE_POOL

__all__ = ["OWNER", "PUBLISHED_WAREHOUSE", "RAW_ARTICLES", "RETRIES", "WAREHOUSE_POOL"]

OWNER = "warledger"

#: Written by ingest_articles: there are batches in the landing folder that the warehouse may not have yet.
RAW_ARTICLES = Asset("raw_articles")
#: Written by build_warehouse: the pointer names a new snapshot.
PUBLISHED_WAREHOUSE = Asset("published_warehouse")


class RetryWhatMayPass(RetryPolicy):
    """Try again after a lock, a full disk or a broken read; fail at once on anything that the same data would do again.

    An exception may say so itself (`retryable`, as BuildError does); otherwise an OSError is taken to pass,
    except a path that is not there. Airflow evaluates this in the task's own process and stores the reason with the
    task.
    """

    def evaluate(
        self, exception: BaseException, try_number: int, max_tries: int, context: Any | None = None
    ) -> RetryDecision:
        missing = isinstance(exception, FileNotFoundError | NotADirectoryError | IsADirectoryError)
        may_pass = getattr(exception, "retryable", isinstance(exception, OSError) and not missing)
        action = RetryAction.RETRY if may_pass else RetryAction.FAIL
        reason = "a lock or a disk: worth another try" if may_pass else "the same again would fail again"
        return RetryDecision(action=action, reason=f"{reason}: {exception}")


#: The retry settings of every task here.
RETRIES: dict[str, Any] = {
    "retries": 3,
    "retry_delay": timedelta(seconds=30),
    "retry_policy": RetryWhatMayPass(),
}
