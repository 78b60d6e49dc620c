"""The real program in a real terminal: keys go in as bytes, the screen is read back through pyte."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyte
import pytest

from csmdrill.practice.model import Rating, Verdict
from csmdrill.services import library
from csmdrill.services.cards import CardHistory, history
from csmdrill.services.practise import Drill
from csmdrill.services.workspace import open_workspace
from tests.terminal.drilling import ALL_KINDS
from tests.terminal.hand_clock import BY_HAND, HandClock

if sys.platform != "win32":
    import fcntl
    import termios

NEED_A_TERMINAL = (
    "bytes",
    "editing",
    "every_action",
    "importing",
    "painting_there",
    "program",
    "role_play",
    "second_week",
    "shipped_role_plays",
    "surroundings",
    "two_homes",
    "window",
)
collect_ignore = (
    [f"test_{name}.py" for name in NEED_A_TERMINAL] if sys.platform == "win32" else []
)  # there are no pseudo terminals

NOW = "2026-11-24T09:00:00+01:00"
PATIENCE = 60.0
PAUSE = 0.01
"""Seconds of silence after which a program that has no frames, as line mode, is taken to wait."""

LOOK_AGAIN = 0.2
"""Seconds after which a condition is looked at anew that may come true without a change of the screen."""

ASKS_FOR_FRAMES = b"\x1b[?2026$p"
HAS_FRAMES = b"\x1b[?2026;2$y"
FRAME_BEGINS, FRAME_ENDS = b"\x1b[?2026h", b"\x1b[?2026l"

SEEN = Verdict(right=None, suggestion=Rating.GOOD)
KEYS = {
    "enter": b"\r",
    "escape": b"\x1b",
    "space": b" ",
    "backspace": b"\x7f",
    "delete": b"\x1b[3~",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
}

TAKE_THE_TERMINAL = """\
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def bytes_of(key: str) -> bytes:
    """Return what a terminal sends for a key; several letters that name no key are typed one by one."""
    if key.startswith("ctrl+"):
        return bytes([ord(key[-1]) & 0x1F])
    return KEYS.get(key) or key.encode()


class Screen(pyte.Screen):
    """A screen that passes over requests to the keyboard, which pyte would take for colours and fail on."""

    def select_graphic_rendition(self, *attrs: int, private: bool = False) -> None:
        """Set colours and the like."""
        if not private:
            super().select_graphic_rendition(*attrs)


class Terminal:
    """A terminal with csmdrill running in it.

    Args:
        words: what Python is told to run.
        environ: its whole environment.
        folder: where it is started.
        size: columns and lines.
    """

    def __init__(
        self, words: list[str], environ: dict[str, str], folder: Path, size: tuple[int, int]
    ) -> None:
        self.received = bytearray()
        self._screen = Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._ours, theirs = os.openpty()
        self._resize_window(*size)
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", TAKE_THE_TERMINAL, *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            env=environ,
            start_new_session=True,
        )
        os.close(theirs)

    @property
    def lines(self) -> list[str]:
        """The screen, line by line."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    @property
    def flowing(self) -> str:
        """The screen as running words, whatever the lines they were broken into."""
        return " ".join(self.text.split())

    @property
    def said(self) -> str:
        """Everything the terminal was sent, controls and all."""
        return self.received.decode(errors="replace")

    def cells(self, words: str) -> list[Any]:
        """Return the cells that show some words, with their colours."""
        row, column = next(
            (row, line.index(words)) for row, line in enumerate(self._screen.display) if words in line
        )
        return [self._screen.buffer[row][column + each] for each in range(len(words))]

    @property
    def picture(self) -> list[list[Any]]:
        """Every cell of the screen, row by row, with its colours."""
        rows, columns = range(self._screen.lines), range(self._screen.columns)
        return [[self.cell(row, column) for column in columns] for row in rows]

    def cell(self, row: int, column: int) -> Any:  # noqa: ANN401 - pyte says nothing of it
        """Return the cell at a place, with its colours."""
        return self._screen.buffer[row][column]

    def wipe(self) -> None:
        """Make the screen blank; the program knows nothing of it."""
        self._screen.erase_in_display(2)

    def wait_for(self, what: str | Callable[[], bool], patience: float = PATIENCE) -> None:
        """Read from the program until words are on the screen, or a condition holds.

        Raises:
            AssertionError: it never came true; says what the screen shows instead.
        """
        holds = what if callable(what) else lambda: what in self.flowing
        deadline = time.monotonic() + patience
        while not holds():
            alive = self._read(deadline)
            if not alive and not holds():
                raise AssertionError(f"{what!r} never came; the program ended and said:\n{self.said[-2000:]}")
            if time.monotonic() > deadline:
                raise AssertionError(f"{what!r} never came; the screen shows:\n{self.text}")

    def press(self, *keys: str) -> None:
        """Send keys by name, or letters as they stand."""
        for key in keys:
            os.write(self._ours, bytes_of(key))

    def resize(self, columns: int, lines: int) -> None:
        """Give the window another size."""
        self._screen.resize(lines, columns)
        self._resize_window(columns, lines)

    def kill(self, with_signal: int = signal.SIGKILL) -> int:
        """Send a signal and return how the program ended."""
        self._process.send_signal(with_signal)
        return self.exit_code()

    def exit_code(self) -> int:
        """Read to the end of the program and return its exit code; negative for a signal."""
        deadline = time.monotonic() + PATIENCE
        while self._read(deadline):
            assert time.monotonic() < deadline, f"the program does not end; the screen shows:\n{self.text}"
        code = self._process.wait(timeout=PATIENCE)
        assert "Traceback" not in self.said
        return code

    def close(self) -> None:
        """End the program if it still runs, and close the terminal."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(timeout=PATIENCE)
        with contextlib.suppress(OSError):
            os.close(self._ours)

    def _resize_window(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def _read(self, deadline: float) -> bool:
        """Feed what the program writes to the screen, whole frames of it; returns whether more may come."""
        patience = LOOK_AGAIN
        while select.select([self._ours], [], [], patience)[0] or self._in_a_frame(deadline):
            try:
                sent = os.read(self._ours, 65536)
            except OSError as error:
                if error.errno == errno.EIO:  # the other end is closed
                    return False
                raise
            if not sent:
                return False
            self._take(sent)
            patience = PAUSE
        return True

    def _take(self, sent: bytes) -> None:
        """Show what was sent, and say that frames are understood where that is asked."""
        asked = self.received.count(ASKS_FOR_FRAMES)
        self.received += sent
        self._stream.feed(sent)
        if self.received.count(ASKS_FOR_FRAMES) > asked:
            os.write(self._ours, HAS_FRAMES)

    def _in_a_frame(self, deadline: float) -> bool:
        """Wait for the rest of a frame that has begun; returns whether there is some."""
        begun = self.received.count(FRAME_BEGINS) > self.received.count(FRAME_ENDS)
        left = max(0.0, deadline - time.monotonic())
        return begun and bool(select.select([self._ours], [], [], left)[0])


class Desk:
    """One home, and terminals opened on it.

    Args:
        folder: the home is a folder in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self._open: list[Terminal] = []

    def environ(self, **more: str) -> dict[str, str]:
        """Return the environment of a usual terminal, with this home and a practice clock."""
        unset = ("NO_COLOR", "EDITOR", "VISUAL", "COLORFGBG", "COLUMNS", "LINES", "LC_ALL")
        kept = {name: value for name, value in os.environ.items() if name not in unset}
        own = {"CSMDRILL_HOME": str(self.home), "CSMDRILL_NOW": NOW}
        return kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor"} | own | more

    def open(
        self,
        *words: str | Path,
        size: tuple[int, int] = (80, 24),
        environ: dict[str, str] | None = None,
        clock: HandClock | None = None,
    ) -> Terminal:
        """Start csmdrill in a terminal; its stage goes by the machine's clock, or by one moved by hand."""
        program = ["-m", "csmdrill"] if clock is None else ["-c", BY_HAND, str(clock.path)]
        return self.open_python(*program, *map(str, words), size=size, environ=environ)

    def open_python(
        self, *words: str, size: tuple[int, int] = (80, 24), environ: dict[str, str] | None = None
    ) -> Terminal:
        """Start Python in a terminal, told to run something else than csmdrill as it is."""
        terminal = Terminal(list(words), self.environ(**environ or {}), self.folder, size)
        self._open.append(terminal)
        return terminal

    def run(self, *words: str | Path) -> str:
        """Run a command of csmdrill without a terminal and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "csmdrill", *map(str, words)],
            cwd=self.folder,
            env=self.environ(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout

    def facts(self, kind: str) -> list[dict[str, Any]]:
        """Return the facts of one kind, oldest first."""
        with open_workspace(self.environ()) as workspace:
            facts = [msgspec.json.decode(line) for line in workspace.store.export_lines()]
        return [fact for fact in facts if fact["kind"] == kind]

    def card(self, key: str) -> CardHistory:
        """Return what is kept of a card, as `csmdrill card show` tells it."""
        with open_workspace(self.environ()) as workspace:
            library.refresh(workspace)
            return history(workspace, key)

    def practised(self, day: str, *answers: tuple[str, Rating]) -> None:
        """Answer cards of the person's own decks on an earlier day, by their keys, due or not."""
        with open_workspace(self.environ(CSMDRILL_NOW=f"{day}T09:00:00+01:00")) as workspace:
            library.refresh(workspace)
            for key, rating in answers:
                Drill(workspace, keys=(key,)).grade(rating, 4000, SEEN)

    def allow_new_cards(self, number: int) -> None:
        """Allow so many new cards a day."""
        with open_workspace(self.environ()) as workspace:
            workspace.change("new", number)

    def write(self, name: str, text: str) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def close(self) -> None:
        """Close every terminal."""
        for terminal in self._open:
            terminal.close()


@pytest.fixture
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A home without practice; marked `no_home`, one that does not exist yet. What was opened is closed."""
    made = Desk(tmp_path)
    if "no_home" not in request.keywords:
        shutil.copytree(request.getfixturevalue("furnished"), made.home)
    yield made
    made.close()


@pytest.fixture
def kinds(desk: Desk) -> Path:
    """A deck with every kind of card, all of them allowed on one day."""
    desk.allow_new_cards(20)
    return desk.write("kinds.deck.yaml", ALL_KINDS)
