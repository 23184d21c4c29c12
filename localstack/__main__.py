"""`python -m localstack demo`: the stack's commands without the rest of the command line."""

from __future__ import annotations

import argparse
import sys

from ingest.settings import Settings, SettingsError
from localstack import StackError, add_commands


def main() -> int:
    """Run the command line; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m localstack", description="Airflow and the dashboard on this machine."
    )
    add_commands(parser)
    options = parser.parse_args()
    try:
        return int(options.run(Settings.from_environment(), options))
    except (StackError, SettingsError) as error:
        print(f"warledger stack: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; what was started goes on running, `make stop` ends it", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
