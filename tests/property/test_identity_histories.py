"""Whatever happens to a deck between two looks at it, every card keeps the history that is its own."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from csmdrill.content.deck import LibraryCard, Recall
from csmdrill.content.library import DeckFile, Scan
from csmdrill.core.clock import Moment, SystemClock, moment
from csmdrill.core.home import Home
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.model import Memory, Rating
from csmdrill.storage import engine
from csmdrill.storage.facts import ReviewDraft
from csmdrill.storage.store import Store, open_store

CARDS = 3
FILES = ("/a.deck.yaml", "/b.deck.yaml")
START = datetime(2026, 1, 5, 12, tzinfo=UTC)


class Written(msgspec.Struct, frozen=True):
    """A card as its author has it: the present name, the earlier ones, and where it stands."""

    name: str
    aliases: tuple[str, ...] = ()
    hash: str = "h0"
    revision: int = 1
    file: str = FILES[0]
    there: bool = True


State = tuple[Written, ...]


class Author:
    """Someone who edits decks under version control."""

    def __init__(self) -> None:
        self.state: State = tuple(Written(f"p/d/card{number}") for number in range(CARDS))
        self.history: list[State] = [self.state]
        self._names = 0

    def change(self, which: int, deed: str) -> None:
        """Do one thing to one card."""
        card = self.state[which]
        self._names += 1
        fresh = f"p/d/card{which}-{self._names}"
        earlier = tuple(dict.fromkeys([*card.aliases, card.name]))
        replaced = {
            "edit": {"hash": f"h{self._names}"},
            "raise": {"revision": card.revision + 1, "hash": f"h{self._names}"},
            "rename": {"name": fresh, "aliases": earlier},
            "rename back": {
                "name": card.aliases[0] if card.aliases else card.name,
                "aliases": tuple(name for name in earlier if not card.aliases or name != card.aliases[0]),
            },
            "move": {"file": FILES[1] if card.file == FILES[0] else FILES[0]},
            "remove": {"there": not card.there},
        }[deed]
        changed = msgspec.structs.replace(card, **replaced)  # type: ignore[arg-type]
        self._keep((*self.state[:which], changed, *self.state[which + 1 :]))

    def revert(self, back: int) -> None:
        """Go back to a state of long ago."""
        self._keep(self.history[back % len(self.history)])

    def scan(self, looks: int) -> Scan:
        """Return what the library would see."""
        files = tuple(
            DeckFile(path=path, pack="p", origin="shipped", digest=str(looks), cards=self._cards(path))
            for path in FILES
        )
        return Scan(unchanged=(), changed=files, gone=())

    def _cards(self, path: str) -> tuple[LibraryCard, ...]:
        return tuple(
            LibraryCard(
                key=card.name,
                family=card.name,
                part="",
                hash=card.hash,
                revision=card.revision,
                competency="",
                tags=(),
                aliases=tuple(name for name in card.aliases if name != card.name),
                deck_title="",
                path=path,
                line=1,
                position=number,
                card=Recall(prompt="?", answer="!"),
            )
            for number, card in enumerate(self.state)
            if card.there and card.file == path
        )

    def _keep(self, state: State) -> None:
        self.state = state
        self.history.append(state)


DEEDS = st.one_of(
    st.tuples(
        st.sampled_from(["edit", "raise", "rename", "rename back", "move", "remove"]),
        st.integers(0, CARDS - 1),
    ),
    st.tuples(st.just("revert"), st.integers(0, 30)),
    st.tuples(st.just("review"), st.integers(0, CARDS - 1)),
    st.tuples(st.just("look"), st.just(0)),
    st.tuples(st.just("look"), st.just(1)),
)


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
        self.store.sync_content(self.author.scan(self.looks), self._now())
        self.seen = self.author.state
        for number, card in enumerate(self.seen):
            stored = self.store.card(card.name)
            assert (stored is not None) == card.there
            if stored is not None:
                assert stored.memory == self.memories.get(number)
                assert stored.hash == card.hash
        self._nothing_else_is_due()
        remembered = [msgspec.json.decode(line) for line in self.store.canonical_dump()]
        assert sum(line[10] for line in remembered if line[0] == "card") == self.reviews

    def review(self, number: int) -> None:
        """Answer a card as it was at the last look."""
        card = self.seen[number]
        if not card.there:
            return
        draft = ReviewDraft(
            key=card.name,
            hash=card.hash,
            revision=card.revision,
            competency="",
            rating=Rating.GOOD,
            took_ms=1,
        )
        self.memories[number] = self.store.record_review(draft, self._now(), MemoryModel()).after
        self.last_seen[number] = card.revision
        self.reviews += 1

    def _nothing_else_is_due(self) -> None:
        today = self._now().day
        expected = {
            card.name
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


@settings(max_examples=12, deadline=None)
@given(st.lists(DEEDS, max_size=25))
@example([("rename", 0), ("look", 0), ("review", 0), ("revert", 0)])
@example([("review", 0), ("rename", 0), ("look", 0), ("revert", 0), ("rename", 0), ("look", 0)])
def test_histories_follow_their_cards(deeds: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Home(Path(folder) / "home"), SystemClock())
        engine.raw(store._connection).execute("PRAGMA synchronous = OFF")  # only replay is at stake
        reader = Reader(store, Author())
        reader.look()
        for deed, number in deeds:
            if deed == "look":
                reader.look()
            elif deed == "review":
                reader.review(number)
            elif deed == "revert":
                reader.author.revert(number)
            else:
                reader.author.change(number, deed)
        reader.look()
        assert store.check(deep=True) == []
        store.close()
