"""A person at a shell: runs csmdrill on a home of its own and a practice clock, here or as a real process."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from csmdrill.cli.main import run
from csmdrill.services.workspace import Workspace, open_workspace
from tests.cli.role_plays import CRITERION, RUBRIC, SCENARIO

NOW = "2026-11-24T09:00:00+01:00"

EVERY_KIND = Path(__file__).parents[1] / "decks" / "every_kind.deck.yaml"
ALL_KINDS = EVERY_KIND.read_text(encoding="utf-8").partition("  - {id: c10")[0]
"""The first nine cards: one of each kind, a case of both sorts."""

SMALL = """\
format: csmdrill/deck@1
id: small
title: A small deck
competency: outcome-discovery
cards:
  - {id: first, kind: recall, prompt: First prompt?, answer: First answer., why: First why.}
  - {id: second, kind: recall, prompt: Second prompt?, answer: Second answer., why: Second why.}
  - {id: third, kind: recall, prompt: Third prompt?, answer: Third answer., why: Third why.}
"""

HEADING = re.compile(
    r"^(?P<title>.+?) · (?P<kind>[a-z]+) · (?P<to_go>\d+) to go(?P<changed> · changed.*)?$", re.MULTILINE
)
OPTION = re.compile(r"^  ([a-h])  (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Ended:
    """What a command line left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever was printed
        """What stdout holds, as JSON."""
        return msgspec.json.decode(self.out)

    @property
    def facts(self) -> list[dict[str, Any]]:
        """What stdout holds, as JSON Lines."""
        return [msgspec.json.decode(line) for line in self.out.splitlines()]

    @property
    def cards(self) -> list[Asked]:
        """The cards that line mode asked, in order."""
        return cards_in(self.out)

    @property
    def prompts(self) -> list[str]:
        """What the cards asked, the first line of each."""
        return [card.prompt for card in self.cards]


@dataclass(frozen=True)
class Asked:
    """A card as line mode asks it."""

    title: str
    kind: str
    to_go: int
    changed: bool
    text: str

    @property
    def prompt(self) -> str:
        """The first line of what it asks."""
        return self.text.splitlines()[1]

    def letter_of(self, words: str) -> str:
        """Return the letter before an option."""
        options = [(found[1], found[2]) for found in OPTION.finditer(self.text)]
        return next(letter for letter, option in options if option == words)


def cards_in(text: str) -> list[Asked]:
    """Return the cards that a stretch of line mode asks."""
    found = list(HEADING.finditer(text))
    ends = [*(each.start() for each in found[1:]), len(text)]
    return [
        Asked(
            each["title"], each["kind"], int(each["to_go"]), bool(each["changed"]), text[each.start() : end]
        )
        for each, end in zip(found, ends, strict=False)
    ]


class Answering(io.TextIOBase):
    """A stdin that reads each card before it answers and rates it."""

    def __init__(self, reply: Callable[[Asked], tuple[str, str]], hear: Callable[[], str]) -> None:
        self._reply = reply
        self._hear = hear
        self._rating = ""
        self.heard = ""

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # text, not bytes
        """Return the line that the last prompt asks for."""
        said = self._hear()
        self.heard += said
        if said.endswith("answer> "):
            answer, self._rating = self._reply(cards_in(said)[-1])
            return f"{answer}\n"
        return f"{self._rating}\n"


class Shell:
    """Runs command lines on one home.

    Args:
        folder: where the person stands; the home is a folder in it.
    """

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._capsys = capsys
        self._patch = patch
        patch.chdir(folder)
        for name in ("NO_COLOR", "EDITOR", "VISUAL", "COLORFGBG"):
            patch.delenv(name, raising=False)
        self.home_is(folder / "home")
        self.at(NOW)

    def home_is(self, home: Path) -> None:
        """Use another home from now on."""
        self.home = home
        self._patch.setenv("CSMDRILL_HOME", str(home))

    def at(self, now: str) -> None:
        """Start the clock there from now on; empty for the machine's own."""
        self._patch.setenv("CSMDRILL_NOW", now)

    def write(self, name: str, text: str) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def __call__(self, *words: str | Path, stdin: str = "") -> Ended:
        """Run a command line in this process."""
        with io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8") as typed:
            return self._run(words, typed)

    def practise(self, reply: Callable[[Asked], tuple[str, str]], *words: str | Path) -> Ended:
        """Practise in line mode in this process; `reply` returns the answer and the rating of a card."""
        stdin = Answering(reply, lambda: self._capsys.readouterr().out)
        ended = self._run(("practice", "--plain", *words), stdin)
        return Ended(ended.code, stdin.heard + ended.out, ended.err)

    def start(self, *words: str | Path, **environ: str) -> subprocess.Popen[bytes]:
        """Start a real process with pipes."""
        return subprocess.Popen(
            [sys.executable, "-m", "csmdrill", *map(str, words)],
            cwd=self.folder,
            env=os.environ | environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def process(self, *words: str | Path, stdin: str = "", **environ: str) -> Ended:
        """Run a command line as a real process, to its end."""
        with self.start(*words, **environ) as process:
            out, err = process.communicate(stdin.encode(), timeout=60)
        return _plain(Ended(process.returncode, out.decode(), err.decode()))

    def facts(self, kind: str = "") -> list[dict[str, Any]]:
        """Return the facts of the home, of one kind if it is named."""
        return [fact for fact in self("data", "export").facts if not kind or fact["kind"] == kind]

    def _run(self, words: tuple[str | Path, ...], stdin: io.TextIOBase) -> Ended:
        self._capsys.readouterr()
        self._patch.setattr(sys, "stdin", stdin)
        code = run([str(word) for word in words])
        said = self._capsys.readouterr()
        return _plain(Ended(int(code), said.out, said.err))


def _plain(ended: Ended) -> Ended:
    """Return what it is given, after looking for what no command may ever print."""
    said = ended.out + ended.err
    assert "Traceback" not in said
    assert "\x1b" not in said
    return ended


@pytest.fixture
def shell(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Shell:
    """A person at a shell, with a home in which nothing was practised yet; marked `no_home`, without one."""
    if "no_home" not in request.keywords:
        shutil.copytree(request.getfixturevalue("furnished"), tmp_path / "home")
    return Shell(tmp_path, capsys, monkeypatch)


@pytest.fixture
def kinds(shell: Shell) -> Path:
    """A deck with every kind of card, in the order of its file."""
    return shell.write("kinds.deck.yaml", ALL_KINDS)


@pytest.fixture
def small(shell: Shell) -> Path:
    """A deck with three plain cards."""
    return shell.write("small.deck.yaml", SMALL)


@pytest.fixture
def room(shell: Shell) -> Shell:
    """A person with one scenario of their own."""
    criteria = "".join(CRITERION.replace("ID", name) for name in ("asks", "waits", "sums", "closes"))
    shell.write("home/scenarios/talk.rubric.yaml", RUBRIC + criteria)
    shell.write("home/scenarios/call.scenario.yaml", SCENARIO)
    return shell


@pytest.fixture
def opened(room: Shell) -> Iterator[Workspace]:
    """The open workspace of that person."""
    workspace = open_workspace({"CSMDRILL_HOME": str(room.home), "CSMDRILL_NOW": "2026-11-24T09:00:00+01:00"})
    yield workspace
    workspace.close()
