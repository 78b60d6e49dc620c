"""Reads the search language: words, fields, minus, OR and brackets become a tree, or a sentence says why not.

either = all ("OR" all)*
all    = term+
term   = "-" term | "(" either ")" | field ":" value | value
value  = a word | a text in double quotes
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from typing import NoReturn, cast

from csmdrill.content.competency import TITLES
from csmdrill.core.errors import SearchRejected
from csmdrill.core.text import find_unsafe, fold
from csmdrill.practice.query import (
    EVERY_CARD,
    KINDS,
    MARKS,
    MEASURES,
    NO_COMPETENCY,
    All,
    Deck,
    Either,
    Kind,
    KindName,
    Mark,
    MarkName,
    Measure,
    MeasureName,
    Not,
    Query,
    Sign,
    Skill,
    Tag,
    Words,
)

LONGEST = 1000
"""Characters of a search."""

MOST_TERMS = 40
DEEPEST = 20

_BLANK = re.compile(r"\s*")
_WORD = re.compile(r'[^\s()"]+')
_FIELD = re.compile(r"([A-Za-z]+):")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_NUMBER = re.compile(r"(<=|>=|<|>|=)?(-?)([0-9]{1,6})(\.[0-9]{1,4})?")
_CONNECTIVES = {
    "AND": "Words side by side must all fit: leave the AND out, or put it in quotes.",
    "NOT": "Write a minus right before what is to be left out, or put the NOT in quotes.",
}
_DECIMAL = ("stability", "difficulty")


def parse(text: str) -> Query:
    """Return the tree of a search; of a blank one, that of every card.

    Raises:
        SearchRejected: it does not follow the language.
    """
    if len(text) > LONGEST:
        raise SearchRejected(
            f"A search may have {LONGEST:,} characters; this one has {len(text):,}.", text, LONGEST
        )
    for at, name in find_unsafe(text, 1):
        raise SearchRejected(f"A search cannot hold this character, {name}.", text, at)
    return _Reading(text).whole()


class _Reading:
    """A search while it is read, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._terms = 0

    def whole(self) -> Query:
        """Read the search to its end."""
        self._skip_blank()
        if self._at == len(self._text):
            return EVERY_CARD
        found = self._either()
        if self._at < len(self._text):
            self._refuse("No bracket is open that this one could close.", self._at)
        return found

    def _either(self) -> Query:
        start = self._at
        terms = [self._all("Nothing stands before this OR.")]
        while self._at_word("OR"):
            before = self._at
            self._at += len("OR")
            terms.append(self._all("Nothing follows this OR.", before))
        return terms[0] if len(terms) == 1 else Either(tuple(terms), start)

    def _all(self, nothing: str, at: int | None = None) -> Query:
        """Read terms up to an OR, a closing bracket or the end; without any, `nothing` is said."""
        self._skip_blank()
        start = self._at
        terms: list[Query] = []
        while not (self._at == len(self._text) or self._text[self._at] == ")" or self._at_word("OR")):
            terms.append(self._term())
            self._skip_blank()
        if not terms:
            self._refuse(nothing, start if at is None else at)
        return terms[0] if len(terms) == 1 else All(tuple(terms), start)

    def _term(self) -> Query:
        start = self._at
        self._terms += 1
        if self._terms > MOST_TERMS:
            self._refuse(f"A search may have {MOST_TERMS} terms; here begins one more.", start)
        if self._text[start] == "-":
            return self._deeper(self._not)
        if self._text[start] == "(":
            return self._deeper(self._brackets)
        field = _FIELD.match(self._text, start)
        if field:
            self._at = field.end()
            return self._field(field[1].lower(), start)
        for word, sentence in _CONNECTIVES.items():
            if self._at_word(word):
                self._refuse(sentence, start)
        return Words(self._value("", start), start)

    def _deeper(self, read: Callable[[], Query]) -> Query:
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse(f"Brackets and minuses may stand {DEEPEST} deep; this is one more.", self._at)
        found = read()
        self._depth -= 1
        return found

    def _not(self) -> Query:
        start = self._at
        self._at += 1
        if self._at == len(self._text) or self._text[self._at].isspace() or self._text[self._at] == ")":
            self._refuse("A minus must stand right before what it leaves out.", start)
        return Not(self._term(), start)

    def _brackets(self) -> Query:
        start = self._at
        self._at += 1
        self._skip_blank()
        if self._text.startswith(")", self._at):
            self._refuse("Nothing stands between these brackets.", start)
        if self._at == len(self._text):
            self._refuse("The bracket that opens here is not closed.", start)
        found = self._either()
        if not self._text.startswith(")", self._at):
            self._refuse("The bracket that opens here is not closed.", start)
        self._at += 1
        return found

    def _field(self, name: str, start: int) -> Query:
        if name not in FIELDS:
            near = _near(name, FIELDS)
            known = f"{_listed(FIELDS, 'and')}."
            self._refuse(
                f"There is no field {name}.{near} There are {known} Other words with a colon go in quotes.",
                start,
            )
        at = self._at
        value = self._value(f"{name}:", start)
        if name in ("deck", "tag"):
            return Deck(value, start) if name == "deck" else Tag(value, start)
        if name in ("competency", "skill"):
            return Skill(self._competency(value, at), start)
        if name == "kind":
            return Kind(cast("KindName", self._one_of(value, KINDS, "kind:", at)), start)
        if name == "is":
            return Mark(cast("MarkName", self._one_of(value, MARKS, "is:", at)), start)
        return self._measure(cast("MeasureName", name), value, start)

    def _value(self, field: str, start: int) -> str:
        """Return the word or the quoted text that comes next, folded.

        Args:
            field: what it is the value of, with its colon; or empty.
            start: where the term begins.
        """
        at = self._at
        if self._text.startswith('"', at):
            found = _TEXT.match(self._text, at)
            if found is None:
                self._refuse("The quote that begins here has no end.", at)
            value = _ESCAPE.sub(r"\1", found[1])
        else:
            found = _WORD.match(self._text, at)
            if found is None:
                self._refuse(f"Something must follow {field} at once, without a space.", at)
            value = found[0]
        self._at = found.end()
        folded = fold(value)
        if not folded:
            self._refuse("There is nothing to search for here.", at if field else start)
        return folded

    def _competency(self, value: str, at: int) -> str:
        """Return the one competency whose id has the words; `renewal` is enough. Empty for `none`."""
        if value == NO_COMPETENCY:
            return ""
        wanted = value.replace(" ", "-")
        found = [known for known in TITLES if wanted in known]
        if len(found) != 1:
            self._refuse(
                f"competency: takes {_listed((*TITLES, NO_COMPETENCY))}; a part of one is enough.", at
            )
        return found[0]

    def _one_of(self, value: str, known: Sequence[str], field: str, at: int) -> str:
        if value not in known:
            self._refuse(f"{field} takes {_listed(known)}.{_near(value, known)}", at)
        return value

    def _measure(self, name: MeasureName, value: str, start: int) -> Query:
        at = start + len(name) + 1
        found = _NUMBER.fullmatch(value)
        if found is None:
            self._refuse(
                f"{name}: takes a number, with <, <=, > or >= before it where that is meant: {name}:>3.", at
            )
        sign, minus, whole, decimals = found.groups()
        if decimals and name not in _DECIMAL:
            self._refuse(f"{name}: takes a whole number.", at)
        if minus and name != "due":
            self._refuse(f"{name}: is never below 0; only due: can be, for days before today.", at)
        number = float(f"{minus}{whole}{decimals or ''}") + 0.0  # no -0.0
        return Measure(name, cast("Sign", sign or "="), number, start)

    def _at_word(self, word: str) -> bool:
        found = _WORD.match(self._text, self._at)
        return found is not None and found[0] == word

    def _skip_blank(self) -> None:
        found = _BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _refuse(self, sentence: str, at: int) -> NoReturn:
        raise SearchRejected(sentence, self._text, at)


FIELDS: tuple[str, ...] = ("deck", "tag", "competency", "skill", "kind", "is", *MEASURES)
"""The names that may stand before a colon."""


def _near(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f" Did you mean {near[0]}?" if near else ""


def _listed(names: Sequence[str], last: str = "or") -> str:
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
