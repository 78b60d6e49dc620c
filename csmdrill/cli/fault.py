"""Write an unexpected error where its finder can send it from, instead of on the screen."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import Path

from csmdrill.core.errors import CsmdrillError
from csmdrill.core.home import find_home


def keep_fault(error: BaseException, environ: Mapping[str, str]) -> Path | None:
    """Write the error's traceback to `last-fault.txt` in the home.

    Returns:
        The file, or None if it could not be written.
    """
    try:
        kept = find_home(environ).root / "last-fault.txt"
        kept.write_text("".join(traceback.format_exception(error)), encoding="utf-8", newline="\n")
    except (OSError, CsmdrillError):
        return None
    return kept
