"""The log of a role-play as the rows that a person reads: what was said, silences, time made shorter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from csmdrill.content.duration import clock_text
from csmdrill.roleplay.model import YOU, Event
from csmdrill.services.comments import Spot, numbers_of, place_of

if TYPE_CHECKING:
    from csmdrill.roleplay.transcript import TranscriptLine

ToldKind = Literal["you", "them", "scene", "silence", "clock"]

MS_PER_WORD = 150
LONGEST_SAYING_MS = 4000
"""However long a line is, it has been said by then."""

KINDS: Mapping[str, ToldKind] = {
    "you": "you",
    "said": "them",
    "held": "silence",
    "filled": "silence",
    "clock": "clock",
}
"""How the lines of a transcript are shown; all others are seen, not heard."""

UNTOLD = frozenset({"idle", "squeeze"})
"""Lines that are told by what a stakeholder then says."""


class Told(Struct, frozen=True):
    """One row.

    Args:
        at: ms from the start.
        kind: the trainee's words, somebody else's, what is seen, silence, or the clock.
        who: the name to be shown.
        words: untrusted.
        note: a line below it, of ours or of the person's.
        line: which of the transcript's lines of that ms it is, from 1 on; 0 where that is not known.
    """

    at: int
    kind: ToldKind
    who: str
    words: str
    note: str = ""
    line: int = 0

    @property
    def spot(self) -> Spot:
        """What a comment on it is on."""
        return Spot(self.at, self.line)

    def alike(self, other: Told) -> bool:
        """Return whether this is the same row, whatever stands below it."""
        return (self.at, self.kind, self.who, self.words) == (other.at, other.kind, other.who, other.words)


def tell(events: Iterable[Event], names: Mapping[str, str]) -> list[Told]:
    """Return the rows of a log; what is evidence for later, like tags, makes none.

    Args:
        events: in order of time.
        names: first name by person's id.
    """
    told: list[Told] = []
    hush: int | None = None
    spoke: int | None = None
    for event in events:
        if event.kind == "hush":
            hush = event.at
        elif event.kind in ("held", "filled") and hush is not None:
            told.append(Told(hush, "silence", "", f"silence, {_seconds(event.at - hush)}"))
            hush = None
        elif event.kind == "speaking":
            spoke = event.at
        elif event.kind == "line" and not _is_seen(event.text):
            hush = None  # they broke their own silence
            told += _told(event, names)
        elif event.kind == "spoke" and spoke is not None:
            told.append(Told(event.at, "you", YOU, f"(spoke for {_seconds(event.at - spoke)})"))
        else:
            told += _told(event, names)
    return told


def with_comments(told: Iterable[Told], comments: Iterable[tuple[Spot, str]]) -> list[Told]:
    """Return rows with what was said to them below them.

    Args:
        told: in order of time.
        comments: on which line, and the words; see `place_of`.
    """
    rows = list(told)
    places = [(row.at, row.kind, row.line) for row in rows]
    for moment, words in comments:
        place = place_of(places, moment)
        if place is not None:
            note = f"{rows[place].note}\n{words}".lstrip("\n")
            rows[place] = replace(rows[place], note=note)
    return rows


def first_names(names: Mapping[str, str]) -> dict[str, str]:
    """Return the first name of each full name, by id."""
    return {id_: name.split()[0] if name.split() else id_ for id_, name in names.items()}


def words_said(told: Told, passed: int) -> int | None:
    """Return how many words of a line have been said after so many ms; None when all have."""
    if told.kind != "them":
        return None
    count = len(told.words.split(" "))
    pace = min(MS_PER_WORD, LONGEST_SAYING_MS // count)
    said = 1 + max(0, passed) // pace if pace else count
    return None if said >= count else said


def _told(event: Event, names: Mapping[str, str]) -> Iterable[Told]:
    if event.kind == "you":
        yield Told(event.at, "you", YOU, event.text)
    elif event.kind == "line":
        kind: ToldKind = "scene" if _is_seen(event.text) else "them"
        yield Told(event.at, kind, names.get(event.who, event.who), event.text)
    elif event.kind == "cut-in":
        yield Told(event.at, "scene", names.get(event.who, ""), "(cuts in)")
    elif event.kind == "clock" and event.until is not None:
        left = clock_text(event.until - event.at + 999)
        yield Told(event.at, "clock", "", f"The time is shorter now: {left} left.")


def _is_seen(text: str) -> bool:
    return text.startswith("(") and text.find(")") == len(text) - 1


def _seconds(ms: int) -> str:
    return f"{max(0, ms) // 1000} s"


def told_lines(lines: Iterable[TranscriptLine], ended: bool) -> list[Told]:
    """Return the lines of a transcript as rows.

    Args:
        lines: in order of time.
        ended: how it ended is told, too; not before it was rated.
    """
    whole = tuple(lines)
    return [
        Told(line.at, KINDS.get(line.kind, "scene"), line.name, _words_of(line), line=number)
        for line, number in zip(whole, numbers_of(line.at for line in whole), strict=True)
        if line.kind not in UNTOLD and (ended or line.kind != "end")
    ]


def numbered(rows: Iterable[Told], lines: Iterable[TranscriptLine]) -> list[Told]:
    """Return rows of a log that is told anew, each with the number of its line in the transcript."""
    numbers = {_likeness(row): row.line for row in reversed(told_lines(lines, ended=True))}
    return [replace(row, line=numbers.get(_likeness(row), 0)) for row in rows]


def _likeness(row: Told) -> tuple[int, str, str]:
    """Return by what the same row is known, whose silence or time is told in other words."""
    return row.at, row.kind, "" if row.kind in ("silence", "clock") else row.words


def _words_of(line: TranscriptLine) -> str:
    if line.kind == "cut-in":
        return "(cuts in)"
    if line.kind == "clock":
        return f"The time is shorter now: {line.text}."
    if line.kind == "quote":
        return f"(words that were kept: “{line.text}”)"
    if line.kind == "end":
        return f"The end: {line.text}."
    if line.kind == "you" and line.until is not None:
        return f"(aloud, {_seconds(line.until - line.at)}) {line.text}".rstrip()
    return line.text
