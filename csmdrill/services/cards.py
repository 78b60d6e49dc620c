"""Handling cards: what an action would do, doing it and taking it back; and all that happened to a card."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

import msgspec

from csmdrill.content.gist import headline
from csmdrill.core.clock import DAY_ZERO, StudyDay, day_date
from csmdrill.core.errors import CardRejected, NothingToUndo
from csmdrill.practice.handling import FARTHEST_DAYS, is_leech, may_fall_due
from csmdrill.services.deeds import ACTIONS as ACTIONS
from csmdrill.services.deeds import VERBS, action_of, changes, deed, said_of
from csmdrill.services.deeds import Action as Action
from csmdrill.services.wording import counted, date_words
from csmdrill.services.workspace import Workspace
from csmdrill.storage.facts import Handling, ReviewPayload, read_payload
from csmdrill.storage.fold import UNTOUCHED
from csmdrill.storage.history import Event

MOST_TITLES = 5
LONGEST_TITLE = 70


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What an action would do.

    Args:
        action: which.
        count: cards that it would change.
        titles: the first lines of the first of them.
        keys: all of them.
        passed_over: cards named beside them, for which it would change nothing.
        without_day: those among them that have no due day to change, because they are new.
        question: what it would do, to be asked with a question mark: `Suspend 3 cards`.
    """

    action: Action
    count: int
    titles: tuple[str, ...]
    keys: tuple[str, ...]
    passed_over: int
    without_day: int
    question: str

    @property
    def why_nothing(self) -> str:
        """Why it would change nothing."""
        if not self.without_day:
            return "the cards are like that already"
        if self.without_day < self.passed_over:
            return f"{counted(self.without_day, 'new card')} passed over; new cards have no due day"
        one = self.without_day == 1
        return (
            "it is new, and a new card has no due day"
            if one
            else "they are new, and new cards have no due day"
        )


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What an action did.

    Args:
        count: cards that were changed.
        group: the action's id, to take it back by; empty if nothing was changed.
        sentence: says so.
    """

    count: int
    group: str
    sentence: str


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a card.

    Args:
        what: `review`, or the kind of handling.
        at: ms since 1970.
        day: the study day.
        undone: it was taken back.
        rating: 1-4, of a review.
        took_ms: time of a review.
        scheduled: a review that counted for the memory.
        interval: days from the review to the day it fell due then; None where it left no memory.
        stability: in days, after it; None where there is no memory.
        words: what else it says, in words.
    """

    what: str
    at: int
    day: date
    undone: bool
    rating: int | None = None
    took_ms: int | None = None
    scheduled: bool | None = None
    interval: int | None = None
    stability: float | None = None
    words: str = ""


class CardHistory(msgspec.Struct, frozen=True, kw_only=True):
    """A card and everything that happened to it, oldest first.

    Args:
        key: of the card.
        title: the first line of its question; the key where no deck has it.
        kind, deck_title, competency, tags, path, line: as in its deck; empty and 0 where none has it.
        live: some deck has it.
        due: the day on which it is due; None for a new card.
        stability, difficulty, reps, lapses: of its memory; None and 0 for a new card.
        suspended, flagged, leech: what it is.
        buried: it is left out today.
        note: what the person noted.
        events: what happened.
    """

    key: str
    title: str
    kind: str
    deck_title: str
    competency: str
    tags: tuple[str, ...]
    path: str
    line: int
    live: bool
    due: date | None
    stability: float | None
    difficulty: float | None
    reps: int
    lapses: int
    suspended: bool
    flagged: bool
    leech: bool
    buried: bool
    note: str
    events: tuple[Happened, ...]


def preview(
    workspace: Workspace, keys: Iterable[str], action: Action, *, day: date | None = None, text: str = ""
) -> Preview:
    """Return what an action would do to some cards; nothing is changed.

    Args:
        workspace: the open workspace.
        keys: of the cards; those that nobody knows are passed over.
        action: what to do.
        day: for `due`, the day; `bury` without one is for today.
        text: for `note`, the words; none take the note away.

    Raises:
        CardRejected: the day is missing or cannot be.
    """
    named = tuple(dict.fromkeys(keys))
    today = workspace.now().day
    said = said_of(action, _wanted_day(action, day, today), "", text)
    known = workspace.store.known_keys(named)
    states = workspace.store.states(named)
    changed = tuple(key for key in named if key in known and changes(states.get(key, UNTOUCHED), said))
    titles = tuple(title(workspace, key) for key in changed[:MOST_TITLES])
    question = f"{VERBS[action][0]} {counted(len(changed), 'card')}{_when(action, day)}"
    passed_over = len(named) - len(changed)
    fresh = [key for key in known if states.get(key, UNTOUCHED).memory is None]
    without_day = len(fresh) if action == "due" else 0
    return Preview(
        action=action,
        count=len(changed),
        titles=titles,
        keys=changed,
        passed_over=passed_over,
        without_day=without_day,
        question=question,
    )


def act(
    workspace: Workspace, keys: Iterable[str], action: Action, *, day: date | None = None, text: str = ""
) -> Done:
    """Do to some cards what `preview` says, all of it in one transaction.

    Raises:
        CardRejected: the day is missing or cannot be.
    """
    seen = preview(workspace, keys, action, day=day, text=text)
    if not seen.count:
        return Done(count=0, group="", sentence=f"Nothing changed: {seen.why_nothing}.")
    now = workspace.now()
    group = uuid.uuid4().hex
    if action == "note":
        workspace.store.note(seen.keys, text, group, now)
    else:
        said = said_of(action, _wanted_day(action, day, now.day), group, text)
        workspace.store.handle(seen.keys, said, now)
    done = VERBS[action][1]
    if action == "note" and not text.strip():
        done = "cleared of its note" if seen.count == 1 else "cleared of their notes"
    sentence = f"{counted(seen.count, 'card')} {done}{_when(action, day)}."
    if seen.without_day:
        sentence += f" Passed over: {counted(seen.without_day, 'new card')}; new cards have no due day."
    return Done(count=seen.count, group=group, sentence=sentence)


def undo_action(workspace: Workspace, group: str) -> str:
    """Take an action back as a whole; returns a sentence that names it and its card, or how many there were.

    Raises:
        NothingToUndo: it was taken back already.
    """
    facts = workspace.store.facts_of_group(group)
    count = workspace.store.undo_group(group, workspace.now())
    said = read_payload(facts[0].kind, facts[0].payload)
    what = f"{action_of(said)}, " if isinstance(said, Handling) else ""
    key = facts[0].key
    about = f": {title(workspace, key)}" if count == 1 and key is not None else "."
    return f"Taken back: {what}{counted(count, 'card')}{about}"


def undo_last_action(workspace: Workspace) -> str:
    """Take back the last action on cards that still stands; returns a sentence.

    Raises:
        NothingToUndo: there is none.
    """
    group = workspace.store.last_group()
    if group is None:
        raise NothingToUndo("There is no action on cards left to take back.")
    return undo_action(workspace, group)


def history(workspace: Workspace, key: str) -> CardHistory:
    """Return a card and everything that happened to it.

    Raises:
        CardRejected: nobody knows the card.
    """
    store = workspace.store
    if key not in store.known_keys([key]):
        raise CardRejected(f"There is no card {key!r}.", "csmdrill cards lists the keys of all.")
    stored = store.card(key)
    state = store.states([key]).get(key, UNTOUCHED)
    memory = state.memory
    return CardHistory(
        key=key,
        title=title(workspace, key),
        kind=str(type(stored.card).__struct_config__.tag) if stored else "",
        deck_title=stored.deck_title if stored else "",
        competency=stored.competency if stored else "",
        tags=stored.tags if stored else (),
        path=stored.path if stored else "",
        line=stored.line if stored else 0,
        live=stored is not None and stored.live,
        due=day_date(memory.due_day) if memory else None,
        stability=memory.stability if memory else None,
        difficulty=memory.difficulty if memory else None,
        reps=memory.reps if memory else 0,
        lapses=memory.lapses if memory else 0,
        suspended=state.suspended,
        flagged=state.flagged,
        leech=memory is not None and is_leech(memory.lapses),
        buried=state.buried_day == workspace.now().day,
        note=store.note_of(key),
        events=tuple(_happened(event) for event in store.history(key)),
    )


def title(workspace: Workspace, key: str) -> str:
    """Return the first line of a card's question, cut to a line of a list; the key where no deck has it."""
    stored = workspace.store.card(key)
    first = key if stored is None else headline(stored.card, stored.part) or key
    return first if len(first) <= LONGEST_TITLE else f"{first[: LONGEST_TITLE - 1].rstrip()}…"


def _wanted_day(action: Action, day: date | None, today: StudyDay) -> StudyDay:
    """Return the study day that an action needs.

    Raises:
        CardRejected: it is missing, past or too far.
    """
    if action != "due":
        return today
    if day is None:
        raise CardRejected("To set a card due takes a day.", "Give one with --on, like 2026-12-01.")
    wanted = (day - DAY_ZERO).days
    if not may_fall_due(wanted, today):
        last = day_date(today).year + FARTHEST_DAYS // 365
        raise CardRejected(
            f"A card cannot fall due on {day}.", f"Take a day from today to the end of {last - 1}."
        )
    return StudyDay(wanted)


def _when(action: Action, day: date | None) -> str:
    return f" on {date_words(day)} {day.year}" if action == "due" and day is not None else ""


def _happened(event: Event) -> Happened:
    fact, said, memory = event.fact, event.said, event.memory
    day = day_date(StudyDay(fact.day))
    if not isinstance(said, ReviewPayload):
        return Happened(what=fact.kind, at=fact.at, day=day, undone=event.undone, words=deed(said))
    counts = said.scheduled and memory is not None
    return Happened(
        what="review",
        at=fact.at,
        day=day,
        undone=event.undone,
        rating=said.rating.value,
        took_ms=said.took_ms,
        scheduled=said.scheduled,
        interval=memory.due_day - fact.day if memory and counts else None,
        stability=memory.stability if memory and counts else None,
        words=said.rating.word,
    )


def chosen(workspace: Workspace, words: str) -> tuple[tuple[str, ...], bool]:
    """Return the cards that a key or a search names, and whether it was the exact key of one.

    Raises:
        CardRejected: it is blank, which would be every card, or no card fits.
        SearchRejected: it is neither.
    """
    if words in workspace.store.known_keys([words]):
        return (words,), True
    if not words.strip():
        raise CardRejected(
            "Say which cards, by the key of one or by a search.",
            "All of them are: is:new OR -is:new",
        )
    keys = found(workspace, words)
    if not keys:
        raise CardRejected(f"No card fits {words!r}.", "csmdrill cards lists the keys of all.")
    return keys, False


def found(workspace: Workspace, query: str) -> tuple[str, ...]:
    """Return the keys of the cards that a search finds.

    Raises:
        SearchRejected: the search does not follow the language.
    """
    from csmdrill.services import find

    return find.keys(workspace, query)
