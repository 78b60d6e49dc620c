"""Open the person's editor at a line; the only place that starts another program."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

GOTO = ("code", "code-insiders", "codium", "cursor")
COLON = ("subl", "zed", "hx", "helix")
PLUS = ("vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "ne", "mg", "pico")
FALLBACKS = ("nano", "vim", "vi", "notepad")


def editor_words(environ: Mapping[str, str], *, windows: bool = sys.platform == "win32") -> list[str]:
    """Return the editor's command from VISUAL or EDITOR, else the first usual one installed, else nothing.

    Args:
        environ: of the process.
        windows: a backslash parts folders; elsewhere it quotes what follows.
    """
    for name in ("VISUAL", "EDITOR"):
        if environ.get(name, "").strip():
            return _words_in(environ[name], windows=windows)
    for name in FALLBACKS:
        found = shutil.which(name)
        if found:
            return [found]
    return []


def command_at(words: list[str], path: Path, line: int) -> list[str]:
    """Return the command that opens a file at a line, in the form that the editor wants.

    Args:
        words: the editor's own command.
        path: the file.
        line: counted from 1.
    """
    name = Path(words[0]).stem.lower()
    if name in GOTO:
        return [*words, "--goto", f"{path}:{line}"]
    if name in COLON:
        return [*words, f"{path}:{line}"]
    if name in PLUS:
        return [*words, f"+{line}", str(path)]
    return [*words, str(path)]


def run_editor(command: list[str]) -> str:
    """Run an editor until it ends.

    Returns:
        What went wrong as a sentence, or nothing.
    """
    try:
        program = shutil.which(command[0]) or command[0]  # on Windows `code` is a file code.cmd
        ended = subprocess.run([program, *command[1:]], check=False)  # noqa: S603 - the person's own editor, no shell
    except OSError as error:
        return f"The editor {command[0]} cannot be started: {error.strerror}."
    return f"The editor ended with status {ended.returncode}." if ended.returncode else ""


def _words_in(command: str, *, windows: bool) -> list[str]:
    """Return the words of a command line; one whose quotes do not close names the editor as a whole."""
    try:
        words = shlex.split(command, posix=not windows)
    except ValueError:
        return [command.strip()]
    return [word.strip('"') for word in words] if windows else words
