"""A role-play and a rating that die in the middle: what was sent and set is there on the next start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.soak.jobs import CRITERIA, CRITERION, RUBRIC, SCENARIO

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a word of Unix")


class Person:
    """Somebody at a real process with pipes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = os.environ | {"CSMDRILL_HOME": str(folder / "home"), "PYTHONUNBUFFERED": "1"}
        self.environ.pop("CSMDRILL_NOW", None)
        shelf = folder / "home" / "scenarios"
        shelf.mkdir(parents=True)
        criteria = "".join(CRITERION.replace("ID", name) for name in CRITERIA)
        (shelf / "talk.rubric.yaml").write_text(RUBRIC + criteria, encoding="utf-8")
        self.scenario = shelf / "call.scenario.yaml"
        self.scenario.write_text(SCENARIO, encoding="utf-8")
        self.process: subprocess.Popen[str] | None = None

    def start(self, *words: str) -> None:
        """Start a command."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "csmdrill", *words],
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def types(self, line: str) -> None:
        """Send a line."""
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def sees(self, words: str) -> str:
        """Read until a line holds these words; returns all that was read."""
        assert self.process is not None
        assert self.process.stdout is not None
        read = ""
        for line in self.process.stdout:
            read += line
            if words in line:
                return read
        raise AssertionError(read)

    def dies(self) -> None:
        """Kill it as nothing can be caught."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=30)
        self.close()

    def ends(self) -> str:
        """Close its stdin and read the rest."""
        assert self.process is not None
        rest, _ = self.process.communicate(timeout=60)
        return rest

    def close(self) -> None:
        """Let its pipes go."""
        if self.process is not None:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait(timeout=30)
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None and not pipe.closed:
                    pipe.close()


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    """Somebody with one scenario of their own."""
    made = Person(tmp_path)
    yield made
    made.close()


def begin(person: Person, *words: str) -> None:
    """Begin a role-play and say a line that is answered."""
    person.start("roleplay", "my/call", "--plain", *words)
    person.sees("you will rate yourself")
    person.types("4")
    person.sees("Hello.")
    person.types("What is it about?")
    person.sees("Hm.")


def test_a_killed_attempt_is_offered_with_every_line_and_a_killed_rating_where_it_stood(
    person: Person,
) -> None:
    begin(person, "--seed", "3")
    person.dies()
    person.scenario.write_text(SCENARIO.replace("Hm.", "Changed."), encoding="utf-8")
    person.start("roleplay", "my/call", "--plain")
    read = person.sees("go on with it?")
    assert "A call was broken off at 0:0" in read
    person.types("y")
    read = person.sees("Hm.")
    assert "you: What is it about?" in read
    person.types("bye")
    person.sees("one line on how it went")
    person.types("went well")
    person.sees("Kept as")
    person.sees("which are true")
    person.dies()
    person.start("attempts", "show", "last", "--json")
    shown = person.ends()
    assert '"predicted": 4.0' in shown
    assert '"end": "won"' in shown
    assert '"reflection": "went well"' in shown
    assert shown.count("What is it about?") == 2  # put in, and heard
    person.start("rate", "last", "--as", "coach")
    for answer, following in (
        ("a", "rating, 1 to 5"),
        ("4", "evidence"),
        ("", "comment"),
        ("Fine.", "Does waits"),
    ):
        person.types(answer)
        person.sees(following)
    person.dies()
    person.start("rate", "last", "--as", "coach")
    read = person.sees("which are true")
    assert "Kept from before: 1 of 4." in read
    assert "Does waits" in read
    assert "Does asks" not in read.partition("Kept from before")[2]


def test_an_attempt_is_left_to_its_terminal_and_begun_anew_where_going_on_is_turned_down(
    person: Person,
) -> None:
    begin(person, "--seed", "3")
    other = Person.__new__(Person)
    other.folder, other.environ = person.folder, person.environ
    other.start("attempts")
    assert "broken off" not in other.ends()
    person.dies()
    person.start("roleplay", "my/call", "--plain")
    person.sees("go on with it?")
    person.types("n")
    person.sees("you will rate yourself")
    person.dies()
    person.start("roleplay", "my/call", "--plain")
    assert "broken off" not in person.sees("you will rate yourself")


def test_a_benchmark_that_is_killed_is_void_and_says_so(person: Person) -> None:
    person.scenario.write_text(
        SCENARIO.replace("title: A call", "title: A call\nbenchmark: true"), encoding="utf-8"
    )
    begin(person)
    person.dies()
    person.start("attempts")
    said = person.ends()
    assert "does not count" in said
    assert "benchmark, 0:0" in said
    assert "void" in said
    person.start("roleplay", "my/call", "--plain")
    assert "tried today" in person.ends()
