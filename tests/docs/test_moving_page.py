"""docs/moving.md leads to a new laptop: its commands are run on two machines, and nothing is missing."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from tests.docs.conftest import Reader
from tests.docs.pages import blocks_of

MOVING = "docs/moving.md"
OLDEST = "practice-20261124T080000Z.db"
DECK = """\
format: csmdrill/deck@1
id: page
title: A deck for the page
competency: outcome-discovery
cards:
  - {id: first, kind: typed, prompt: Who?, accept: [the sponsor], why: w}
"""


def commands(name: str) -> list[list[str]]:
    """Return the command lines of one block on the page."""
    (block,) = [block for block in blocks_of(MOVING, "sh") if block.info == f"sh {name}"]
    return [shlex.split(line)[1:] for line in block.text.splitlines()]


class Laptops:
    """Two machines, each with a home, and a reader who sits at one of them."""

    def __init__(self, reader: Reader, patch: pytest.MonkeyPatch) -> None:
        self.reader = reader
        self._patch = patch
        self.old, self.new = reader.folder / "old", reader.folder / "new"
        self.sit_at(self.old)
        reader.write("old/decks/page.deck.yaml", DECK)
        assert reader("practice", "--plain", stdin="the sponsor\n3\nq\n").code == 0

    def sit_at(self, home: Path) -> None:
        """Use the machine with that home."""
        self.home = home
        self._patch.setenv("CSMDRILL_HOME", str(home))

    def follow(self, block: str, *more: str) -> str:
        """Do what a block says, with more words behind each command; returns what it printed."""
        said = [self.reader(*words, *more) for words in commands(block)]
        assert [each.code for each in said] == [0] * len(said), [each.err for each in said]
        return "".join(each.out for each in said)

    def facts(self) -> list[str]:
        """Return the facts of the machine one sits at, with what was typed."""
        return self.reader("data", "export", "--with-text").out.splitlines()

    def practise(self) -> None:
        """Answer two cards, whichever are due."""
        done = self.reader("practice", "--plain", "--new", "2", stdin="\n3\n\n3\nq\n")
        assert done.code == 0


@pytest.fixture
def laptops(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> Laptops:
    """The old machine with some practice, and a new one without anything."""
    return Laptops(reader, monkeypatch)


def test_by_a_backup(laptops: Laptops) -> None:
    listed = laptops.follow("old")
    facts, due = laptops.facts(), laptops.reader("due", "--json").out
    latest = Path(listed.splitlines()[0].split()[-1])
    shutil.copyfile(latest, laptops.reader.folder / OLDEST)
    shutil.copytree(laptops.old / "decks", laptops.new / "decks")
    laptops.sit_at(laptops.new)
    assert "Nothing is wrong." in laptops.follow("new")
    assert laptops.facts() == facts
    assert laptops.reader("due", "--json").out == due
    level(laptops)


def test_by_the_whole_folder(laptops: Laptops) -> None:
    facts, due = laptops.facts(), laptops.reader("due", "--json").out
    shutil.copytree(laptops.old, laptops.new)
    laptops.sit_at(laptops.new)
    assert (laptops.facts(), laptops.reader("due", "--json").out) == (facts, due)
    level(laptops)


def test_by_an_export_into_a_home_with_practice(laptops: Laptops) -> None:
    laptops.follow("export")
    facts = laptops.facts()
    laptops.sit_at(laptops.new)
    laptops.practise()
    laptops.follow("import")
    assert set(facts) <= set(laptops.facts())
    level(laptops)


def level(laptops: Laptops) -> None:
    """Practise on both machines, export on each and import into the other, as the last section says."""
    for home in (laptops.old, laptops.new):
        laptops.sit_at(home)
        laptops.practise()
    for _ in range(2):
        for giver, taker in ((laptops.old, laptops.new), (laptops.new, laptops.old)):
            laptops.sit_at(giver)
            laptops.follow("export", "--replace")
            laptops.sit_at(taker)
            laptops.follow("import")
    here = laptops.facts()
    laptops.sit_at(laptops.new)
    assert laptops.facts() == here
    for home in (laptops.old, laptops.new):
        laptops.sit_at(home)
        assert laptops.reader("doctor", "--rebuild").code == 0
