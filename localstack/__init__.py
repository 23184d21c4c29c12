"""The local stack: Airflow and the dashboard as processes of this machine, started, followed and stopped.

`python -m localstack demo` is what `make demo` runs. Docker is not involved: docker-compose.yml lays out the same
parts for an engine.
"""

from localstack.commands import add_commands
from localstack.errors import StackError

__all__ = ["StackError", "add_commands"]
