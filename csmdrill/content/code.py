"""What one problem code is made of."""

from __future__ import annotations

from msgspec import Struct

from csmdrill.content.problem import Severity


class Code(Struct, frozen=True):
    """One kind of problem.

    Args:
        code: T text, Y YAML, M model, D deck, P pack, S scenario, R rubric; stable for ever.
        severity: errors leave something out, warnings do not.
        title: a few words.
        explanation: what it means, why, and how to mend it, with a small example.
    """

    code: str
    severity: Severity
    title: str
    explanation: str


def error(code: str, title: str, explanation: str) -> Code:
    """Return a code that leaves something out."""
    return Code(code, "error", title, explanation)


def warning(code: str, title: str, explanation: str) -> Code:
    """Return a code that leaves nothing out."""
    return Code(code, "warning", title, explanation)
