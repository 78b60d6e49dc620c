"""What is wrong with a content file, and where: a value that is collected, sorted and shown."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

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

    def as_text(self) -> str:
        """Return `path:line:col: CODE message`."""
        return f"{self.path}:{self.line}:{self.col}: {self.code} {self.message}"

    def as_github(self) -> str:
        """Return the annotation that a workflow run shows beside the line."""
        where = f"file={_property(self.path)},line={self.line},col={self.col},title={self.code}"
        return f"::{self.severity} {where}::{_escaped(self.message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
