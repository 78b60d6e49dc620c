"""The round trip with Anki itself: a package of it comes over, goes out again, and Anki has the same cards.

usage: python -m bench.anki_round_trip PYTHON_WITH_ANKI PACKAGE

Ends with 1 if a card differs.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.usage import file, taken
from csmdrill.content.deck import Cloze, LibraryCard, Number
from csmdrill.content.library import Place, find_files, shipped_root
from csmdrill.content.template import deletions_in
from csmdrill.core.clock import SimulatedClock
from csmdrill.core.home import Home
from csmdrill.exchange.outgoing import notes_of, number_text
from csmdrill.practice.model import Question
from csmdrill.practice.posing import pose
from csmdrill.services.bring import Wish, bring
from csmdrill.services.send_out import deck_of, send_out
from csmdrill.services.workspace import Workspace

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
OPENER = Path(__file__).with_name("open_in_anki.py")


def words(text: str) -> str:
    """Return a text as it compares: no marks of bold, single spaces."""
    return " ".join(re.sub(r"\*\*", "", text).split())


def opened(python: str, path: Path, base: Path | None = None) -> list[dict[str, Any]]:
    """Return the cards that Anki has after importing a file, over another one if there is a base."""
    over = ["--over", str(base)] if base else []
    done = subprocess.run([python, str(OPENER), *over, str(path)], capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)[str(path)]
    return found


def answers(card: LibraryCard, asked: Question) -> list[str]:
    """Return what Anki's answer must have of a card's."""
    if isinstance(card.card, Cloze):
        return [each.text for each in deletions_in(card.card.text) if each.id == card.part]
    if isinstance(card.card, Number):
        return [number_text(card.card)]
    return [words(asked.answer)]


def differences(cards: tuple[LibraryCard, ...], there: list[dict[str, Any]]) -> list[str]:
    """Return where Anki's cards are not ours."""
    found = []
    by_guid: dict[str, list[dict[str, Any]]] = {}
    for each in there:
        by_guid.setdefault(each["guid"], []).append(each)
    for note in notes_of(cards, NOW.date())[0]:
        family = note.key
        mine = [card for card in cards if card.family == family]
        theirs = sorted(by_guid.pop(note.guid, []), key=lambda each: each["place"])
        if len(mine) != len(theirs):
            found.append(f"{family}: {len(mine)} cards here, {len(theirs)} in Anki")
        for card, other in zip(mine, theirs, strict=False):
            asked = pose(card.card, card.part, f"{card.family}:0", NOW.date())
            if words(asked.prompt) not in words(other["question"]):
                found.append(f"{card.key}: asks {asked.prompt!r} here, {other['question']!r} in Anki")
            if not all(word in words(other["answer"]) for word in answers(card, asked)):
                found.append(f"{card.key}: answers {asked.answer!r} here, {other['answer']!r} in Anki")
    found += [f"{guid}: only in Anki" for guid in by_guid]
    return found


def tried(python: str, home: Home, deck: Path, folder: Path) -> int:
    """Send one deck out in both forms and return the number of differences."""
    found = 0
    cards = deck_of(home, str(deck)).cards
    for form in (".apkg", ".tsv"):
        target = folder / f"{deck.name.partition('.')[0]}{form}"
        send_out(home, str(deck), target, NOW)
        there = opened(python, target)
        wrong = differences(cards, there)
        found += len(wrong)
        print(f"{target.name:34} {len(cards):3} cards here, {len(there):3} in Anki, {len(wrong)} differ")
        for line in wrong[:10]:
            print("   ", line)
    return found


def doubled(python: str, home: Home, deck: Path, package: Path, folder: Path) -> int:
    """Send a deck back over the package that it came from, and return how many cards Anki then has twice."""
    found = 0
    before = opened(python, package)
    for form in (".apkg", ".tsv"):
        target = folder / f"back{form}"
        send_out(home, str(deck), target, NOW)
        more = len(opened(python, target, package)) - len(before)
        found += abs(more)
        print(f"{f'{target.name} over {package.name}':34} {len(before):3} cards before, {more:+} after")
    return found


def main(python: str, package: Path) -> int:
    """Run everything and return the exit code."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        home = Home(folder / "home")
        brought = folder / "brought.deck.yaml"
        with Workspace(home, SimulatedClock(NOW)) as workspace:
            done = bring(workspace, package, Wish(target=brought))
        print(f"{package.name}: {done.cards} notes, {done.reviews.added} facts, {len(done.lost)} losses")
        decks = [brought, *(path for _, path in find_files([Place(shipped_root(), "shipped")]))]
        wrong = sum(tried(python, home, deck, folder) for deck in decks)
        return int(wrong + doubled(python, home, brought, package, folder) > 0)


if __name__ == "__main__":
    python_with_anki, wanted = map(file, taken(sys.argv[1:], __doc__, 2, 2))
    sys.exit(main(str(python_with_anki), wanted))
