"""Makes a file's name one that every system takes."""

from __future__ import annotations

DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{kind}{digit}" for kind in ("com", "lpt") for digit in "0123456789¹²³"}
)
"""What Windows takes for a device, whatever follows its first dot (Microsoft, "Naming Files")."""


def portable(name: str) -> str:
    """Return the name, with `my-` before one that Windows would take for a device.

    Args:
        name: of a file, without folders, made of letters, digits, `-`, `_` and dots.
    """
    first = name.partition(".")[0].rstrip(" ")
    return f"my-{name}" if first.casefold() in DEVICES else name
