"""The order of steps: what the command line and the DAGs call."""
