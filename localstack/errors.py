"""The one exception of the local stack."""

from __future__ import annotations


class StackError(RuntimeError):
    """Why the stack cannot start, run or stop: one clear sentence, and whatever log lines explain it.

    `log_lines` are shown below the sentence; they may be empty.
    """

    def __init__(self, message: str, log_lines: list[str] | None = None) -> None:
        super().__init__(message)
        self.log_lines = log_lines or []
