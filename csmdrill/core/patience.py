"""Whether it is still worth waiting for another program: not once the person is leaving."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

_WORTH_WAITING: ContextVar[Callable[[], bool]] = ContextVar("worth_waiting")


def wait_only_while(worth_waiting: Callable[[], bool]) -> None:
    """Let whatever this thread does from now on wait for other programs only while that says so."""
    _WORTH_WAITING.set(worth_waiting)


def is_worth_waiting() -> bool:
    """Return whether to go on waiting for another program; where nobody has said, it is."""
    asked = _WORTH_WAITING.get(None)
    return asked is None or asked()
