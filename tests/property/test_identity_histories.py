"""Whatever happens to a deck between two looks at it, every card keeps the history that is its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from csmdrill.content.deck import Recall
from csmdrill.content.library import places, scan
from csmdrill.core.clock import Moment, SystemClock, moment
from csmdrill.core.home import Home
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.model import Memory, Rating
from csmdrill.storage import engine
from csmdrill.storage.facts import ReviewDraft
from csmdrill.storage.store import Store, open_store

CARDS = 3
DECKS = ("a", "b")
START = datetime(2026, 1, 5, 12, tzinfo=UTC)
PACK_FILE = "format: csmdrill/pack@1\nid: {}\ntitle: A team\n"
SHELVES = ("decks", "packs/plain", "packs/team", "given", "given-team")
"""Folders that the decks may lie in; the first two are in the home, the given ones beside it."""

PACKS = {"packs/team": "team", "given-team": "guests"}
"""The packs of the shelves that have a pack file."""


class Written(msgspec.Struct, frozen=True):
    """A card as its author has it: where it stands, its present id, and the keys it had before."""

    deck: str
    name: str
    aliases: tuple[str, ...] = ()
    words: int = 0
    revision: int = 1
    there: bool = True


State = tuple[Written, ...]


class Author:
    """Someone who edits two decks under version control, and now and then puts them on another shelf."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = Home(root / "home")
        self.shelf = SHELVES[0]
        self.state: State = tuple(Written(DECKS[0], f"card{number}") for number in range(CARDS))
        self.history: list[State] = [self.state]
        self._names = 0
        for shelf in SHELVES:
            self._folder(shelf).mkdir(parents=True)
        for shelf, pack in PACKS.items():
            (self._folder(shelf) / "csmdrill-pack.yaml").write_text(PACK_FILE.format(pack))
        self._write()

    @property
    def pack(self) -> str:
        """The pack that the decks are in where they lie now."""
        return PACKS.get(self.shelf, "my")

    def key(self, card: Written) -> str:
        """Return the key of a card as things stand."""
        return f"{self.pack}/{card.deck}/{card.name}"

    def given(self) -> list[Path]:
        """Return what has to be named on the command line for the decks to be found."""
        return [self._folder(self.shelf)] if self.shelf.startswith("given") else []

    def change(self, which: int, deed: str) -> None:
        """Do one thing to one card."""
        card = self.state[which]
        self._names += 1
        earlier = tuple(dict.fromkeys([*card.aliases, self.key(card)]))
        deeds: dict[str, dict[str, object]] = {
            "edit": {"words": self._names},
            "raise": {"revision": card.revision + 1, "words": self._names},
            "rename": {"name": f"card{which}-{self._names}", "aliases": earlier},
            "rename back": self._named_as_before(card),
            "move": {"deck": DECKS[card.deck == DECKS[0]], "aliases": earlier},
            "remove": {"there": not card.there},
        }
        changed = msgspec.structs.replace(card, **deeds[deed])
        self._keep((*self.state[:which], changed, *self.state[which + 1 :]))

    def revert(self, back: int) -> None:
        """Go back to what the decks were at some time since they were put on this shelf."""
        self._keep(self.history[back % len(self.history)])

    def carry(self, shelf: str) -> None:
        """Put the decks on another shelf, as they are."""
        for deck in DECKS:
            name = f"{deck}.deck.yaml"
            if shelf != self.shelf:
                shutil.move(self._folder(self.shelf) / name, self._folder(shelf) / name)
        self.shelf = shelf
        self.history = [self.state]

    def _named_as_before(self, card: Written) -> dict[str, object]:
        here = f"{self.pack}/{card.deck}/"
        for before in card.aliases:
            if before.startswith(here):
                others = tuple(key for key in (*card.aliases, self.key(card)) if key != before)
                return {"name": before.removeprefix(here), "aliases": others}
        return {}

    def _folder(self, shelf: str) -> Path:
        return (self.root if shelf.startswith("given") else self.home.root) / shelf

    def _keep(self, state: State) -> None:
        self.state = state
        self.history.append(state)
        self._write()

    def _write(self) -> None:
        for deck in DECKS:
            path = self._folder(self.shelf) / f"{deck}.deck.yaml"
            path.write_text("\n".join(self._lines(deck)) + "\n", encoding="utf-8")

    def _lines(self, deck: str) -> Iterator[str]:
        yield f"format: csmdrill/deck@1\nid: {deck}\ntitle: Deck {deck}\ncompetency: outcome-discovery"
        cards = [card for card in self.state if card.there and card.deck == deck]
        yield "cards:" if cards else "cards: []"
        for card in cards:
            yield f"  - id: {card.name}\n    kind: recall\n    revision: {card.revision}"
            yield f"    prompt: What now, {card.words}?\n    answer: This.\n    why: Because."
            if card.aliases:
                yield f"    aliases: [{', '.join(card.aliases)}]"


class Reader:
    """A store that looks at the decks now and then, and what each card ought to remember."""

    def __init__(self, store: Store, author: Author) -> None:
        self.store = store
        self.author = author
        self.seen: State = ()
        self.memories: dict[int, Memory] = {}
        self.last_seen: dict[int, int] = {}
        self.reviews = 0
        self.looks = 0

    def look(self) -> None:
        """Read the decks, and hold every card against what it ought to remember."""
        self.looks += 1
        found = places(self.author.home, self.author.given())
        self.store.sync_content(scan(found, self.store.known_files()), self._now())
        assert self.store.problems() == []
        self.seen = self.author.state
        for number, card in enumerate(self.seen):
            stored = self.store.card(self.author.key(card))
            assert (stored is not None) == card.there
            if stored is not None:
                assert stored.memory == self.memories.get(number)
                assert isinstance(stored.card, Recall)
                assert stored.card.prompt == f"What now, {card.words}?"
        if not self.author.given():
            self._nothing_else_is_due()
        remembered = [msgspec.json.decode(line) for line in self.store.canonical_dump()]
        assert sum(line[10] for line in remembered if line[0] == "card") == self.reviews

    def review(self, number: int) -> None:
        """Answer a card as it was at the last look."""
        card = self.seen[number]
        stored = self.store.card(self.author.key(card))
        if stored is None:
            return
        draft = ReviewDraft(
            key=stored.key,
            hash=stored.hash,
            revision=card.revision,
            competency="",
            rating=Rating.GOOD,
            took_ms=1,
        )
        self.memories[number] = self.store.record_review(draft, self._now(), MemoryModel()).after
        self.last_seen[number] = card.revision
        self.reviews += 1

    def do(self, deed: str, number: int) -> None:
        """Do one thing to the decks, or look at them, or answer a card."""
        if deed == "look":
            self.look()
        elif deed == "review":
            self.review(number)
        elif deed == "revert":
            self.author.revert(number)
        elif deed == "carry":
            self.look()  # what changed before is seen before; both at once want an alias that names the pack
            self.author.carry(SHELVES[number])
            self.look()
        else:
            self.author.change(number, deed)

    def _nothing_else_is_due(self) -> None:
        today = self._now().day
        expected = {
            self.author.key(card)
            for number, card in enumerate(self.seen)
            if card.there and (memory := self.memories.get(number)) is not None and self._due(number, memory)
        }
        assert {row.key for row in self.store.due_cards(today)} == expected

    def _due(self, number: int, memory: Memory) -> bool:
        today = self._now().day
        if memory.due_at is not None:
            return memory.due_day < today
        return memory.due_day <= today or self.seen[number].revision > self.last_seen[number]

    def _now(self) -> Moment:
        return moment(START + timedelta(days=self.reviews, hours=self.looks % 3), UTC)


DEEDS = st.one_of(
    st.tuples(
        st.sampled_from(["edit", "raise", "rename", "rename back", "move", "remove"]),
        st.integers(0, CARDS - 1),
    ),
    st.tuples(st.just("revert"), st.integers(0, 30)),
    st.tuples(st.just("review"), st.integers(0, CARDS - 1)),
    st.tuples(st.just("look"), st.just(0)),
    st.tuples(st.just("carry"), st.integers(0, len(SHELVES) - 1)),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(DEEDS, max_size=25))
@example([("rename", 0), ("look", 0), ("review", 0), ("revert", 0)])
@example([("review", 0), ("rename", 0), ("look", 0), ("revert", 0), ("rename", 0), ("look", 0)])
@example([("review", 0), ("move", 0), ("look", 0), ("review", 0), ("revert", 0)])
@example([("carry", 3), ("review", 0), ("carry", 0), ("review", 0), ("carry", 2), ("edit", 0), ("carry", 1)])
@example(
    [("carry", 4), ("review", 1), ("carry", 0), ("rename", 1), ("carry", 2), ("review", 1), ("carry", 0)]
)
def test_histories_follow_their_cards(deeds: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        author = Author(Path(folder).resolve())
        store = open_store(author.home, SystemClock())
        engine.raw(store._connection).execute("PRAGMA synchronous = OFF")  # only replay is at stake
        reader = Reader(store, author)
        reader.look()
        for deed, number in deeds:
            reader.do(deed, number)
        reader.look()
        assert store.check(deep=True) == []
        store.close()


def test_of_a_deck_moved_and_edited_at_once_one_card_must_have_kept_its_words(tmp_path: Path) -> None:
    author = Author(tmp_path)
    store = open_store(author.home, SystemClock())
    reader = Reader(store, author)
    reader.look()
    reader.review(0)
    reader.review(1)
    author.carry("packs/team")
    author.change(0, "edit")
    reader.look()
    store.close()


def test_another_pack_with_the_same_ids_and_other_words_takes_no_history(tmp_path: Path) -> None:
    author = Author(tmp_path)
    store = open_store(author.home, SystemClock())
    reader = Reader(store, author)
    reader.look()
    reader.review(0)
    author.carry("packs/team")
    for card in range(CARDS):
        author.change(card, "edit")
    reader.memories.clear()
    reader.look()
    store.close()


@pytest.mark.parametrize("alias", ["my/a", "my/a/card0"])
def test_a_deck_moved_and_edited_at_once_names_where_it_came_from(alias: str, tmp_path: Path) -> None:
    author = Author(tmp_path)
    store = open_store(author.home, SystemClock())
    reader = Reader(store, author)
    reader.look()
    reader.review(0)
    author.carry("packs/team")
    author.change(0, "edit")
    path = author.home.packs / "team" / "a.deck.yaml"
    whole = alias.count("/") == 1
    before, after = (
        ("title:", f"aliases: [{alias}]\ntitle:")
        if whole
        else ("    prompt:", f"    aliases: [{alias}]\n    prompt:")
    )
    path.write_text(path.read_text().replace(before, after, 1))
    reader.look()
    store.close()
