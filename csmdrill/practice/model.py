"""The values of a drill: ratings, a card's memory, what is asked, and how a reply was judged."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, NamedTuple

import msgspec

from csmdrill.core.clock import StudyDay


class Rating(IntEnum):
    """How well a card was known; the numbers are those of FSRS and of the keys."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4

    @property
    def word(self) -> str:
        """The rating in lower case, as shown."""
        return self.name.lower()


class Phase(IntEnum):
    """Where a card stands in its life."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of a reviewed card: the fold of its standing reviews.

    Args:
        phase: never NEW; an unreviewed card has no memory.
        step: index of the learning step, or None in REVIEW.
        stability: days until recall falls to 90 %, at 9 significant digits.
        difficulty: 1-10, at 9 significant digits.
        last_day: study day of the last review.
        last_at: milliseconds of the last review.
        due_day: study day on which it is due.
        due_at: milliseconds at which a learning step ends, or None in REVIEW.
        reps: number of reviews.
        lapses: number of Again in REVIEW.
    """

    phase: Phase
    step: int | None
    stability: float
    difficulty: float
    last_day: StudyDay
    last_at: int
    due_day: StudyDay
    due_at: int | None
    reps: int
    lapses: int


class Remembered(NamedTuple):
    """A card as a forecast sees it: its memory in four numbers, and its family, which is asked once a day."""

    stability: float
    difficulty: float
    last_day: int
    due_day: int
    family: str


class Option(msgspec.Struct, frozen=True):
    """One lettered option as shown.

    Args:
        letter: a, b, c ...
        text: what it says.
        right: whether it is the answer.
        because: why it tempts and fails.
    """

    letter: str
    text: str
    right: bool = False
    because: str = ""


ReplyForm = Literal["aloud", "letter", "letters", "text", "number", "points", "moment"]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A card posed: everything that a screen or a line of text needs to ask and to reveal.

    Args:
        form: how one replies: aloud (nothing to type), one letter, all letters in order, text, a number, or
            aloud with points to tick after the reveal, or on a clock, typed or aloud, with checks to tick.
        kind: the card's kind, for the heading.
        prompt: plain text.
        options: lettered, already shuffled (letter, letters).
        points: what a good reply contains (points), or does (moment); `need` of them are enough.
        answer: plain text shown on reveal.
        why: plain text; may be empty.
        who: says the prompt (moment).
        clock_ms: for the reply (moment).
        weak: a reply that costs (moment); the strong one is the answer.
        silent: saying nothing is the answer (moment).
        unit: of a number.
        accept: replies that count (text).
        value, within: the number and its tolerance as exact fractions in text ("27/2"), (number).
    """

    form: ReplyForm
    kind: str
    prompt: str
    answer: str
    why: str = ""
    options: tuple[Option, ...] = ()
    points: tuple[str, ...] = ()
    need: int = 0
    who: str = ""
    clock_ms: int = 0
    weak: str = ""
    silent: bool = False
    unit: str = ""
    accept: tuple[str, ...] = ()
    value: str = ""
    within: str = "0"

    @property
    def graded(self) -> bool:
        """Whether a reply can be judged without the person."""
        return self.form in ("letter", "letters", "text", "number")


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """How a reply was judged.

    Args:
        right: None where only the person can tell.
        suggestion: the rating offered.
        note: one or more sentences on the reply itself (a near miss, why an option tempts); may be empty.
        unclear: the reply could not be read as one (a letter that is no option, no number); ask again.
    """

    right: bool | None
    suggestion: Rating
    note: str = ""
    unclear: bool = False
