"""What is wrong with a content file, and where: a value that is collected, sorted and shown."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from csmdrill.core.text import one_line

Severity = Literal["error", "warning"]


class Problem(Struct, frozen=True, order=True):
    """One problem; as JSON an object of these six keys in this order.

    Args:
        path: of the file, as it is to be shown.
        line: counted from 1.
        col: counted from 1, in characters.
        code: names an entry of `codes`, for `csmdrill explain CODE`.
        severity: an error leaves something out, a warning does not.
        message: one sentence without the position.
    """

    path: str
    line: int
    col: int
    code: str
    severity: Severity
    message: str

    @property
    def is_error(self) -> bool:
        """Whether something was left out because of it."""
        return self.severity == "error"

    def __str__(self) -> str:
        """Return the text form, `path:line:col: CODE message`, on one line whatever the file is called."""
        return one_line(f"{self.path}:{self.line}:{self.col}: {self.code} {self.message}")
