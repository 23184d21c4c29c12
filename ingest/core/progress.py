"""Progress of long work: whoever calls a step may pass a function that takes one line at a time."""

from collections.abc import Callable

#: Takes one line of progress.
Progress = Callable[[str], None]


def silent(_: str) -> None:
    """Take a line of progress and drop it."""
