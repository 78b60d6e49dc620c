"""The interview of `scenario new`: questions in their order, each asked again until its answer can work."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from csmdrill.cli import output
from csmdrill.content.new_scenario import (
    LEAST_SECONDS,
    LONGEST,
    LONGEST_ROLE,
    LONGEST_WISH,
    MOST_SECONDS,
    MOST_TERMS,
    Answers,
    bad_beside,
    cleaned,
    is_term,
)
from csmdrill.content.shelf import RubricFile
from csmdrill.core.errors import ContentUnreadable
from csmdrill.core.home import Home
from csmdrill.services.new_scenario import ARCHETYPES, Archetype, Part, at_fault, id_from, target_of

T = TypeVar("T")

LONGEST_PROMPT = 40
"""Behind a longer one there is no room for an answer in its line."""

_CLOCK = re.compile(r"(?:([0-9]{1,2})m)?(?:([0-9]{1,3})s)?")
_LEAD = re.compile(r"(?i)(they|he|she|we|you|i) wants? ")


class Interview:
    """One author who is asked.

    Args:
        archetype: the kind of role-play.
        rubrics: by key, those that fit first.
        file: that was named, if one was.
        home: among whose scenarios it goes else.
    """

    def __init__(
        self, archetype: Archetype, rubrics: Mapping[str, RubricFile], file: Path | None, home: Home
    ) -> None:
        self._archetype = archetype
        self._rubrics = rubrics
        self._file = file
        self._home = home

    def answers(self) -> Answers:
        """Ask everything, and return answers that work together."""
        kind = self._archetype
        first = next(iter(self._rubrics))
        title = ask("What is it called?", self._free_title(), self._title)
        role = ask("Who sits across from you?", kind.role, lambda said: _words(said, LONGEST_ROLE))
        wants = ask("They want ...", kind.wants, _wish)
        aim = ask("You want ...", kind.aim, _wish)
        seconds = ask("How long is it?", kind.seconds, _clock, as_clock)
        found = Answers(
            id=id_from(self._file.name if self._file else title),
            rubric=first,
            train=self._train(first),
            title=title,
            role=role,
            wants=wants,
            aim=aim,
            seconds=seconds,
            good=kind.good,
            bad=kind.bad,
        )
        output.data("Now two or three words or phrases, parted by commas; outcome* finds outcomes.")
        found = self._asked(found, "good", "Which words show the right move?", kind.good)
        found = self._asked(found, "bad", "And which the wrong one?", bad_beside(kind, found.good))
        rubric = self._rubric(first)
        return replace(found, rubric=rubric, train=self._train(rubric))

    def _asked(self, found: Answers, part: Part, question: str, default: tuple[str, ...]) -> Answers:
        """Return the answers with the words of one part, which work."""

        def mend(said: str) -> tuple[str, ...]:
            terms = _terms(said)
            both = [] if part == "good" else [term for term in terms if term in found.good]
            if both:
                raise ValueError(f"{_quoted(both)} cannot be both good and bad. Other words, please.")
            wrong = at_fault(self._archetype, self._with(found, part, terms), part)
            if wrong:
                raise ValueError(
                    f"{_quoted(wrong)} would be heard in other lines of this talk, too, so they cannot "
                    "be told apart. Other words, please, or a longer phrase."
                )
            return terms

        return self._with(found, part, ask(question, default, mend, ", ".join))

    def _with(self, found: Answers, part: Part, terms: tuple[str, ...]) -> Answers:
        if part == "good":
            return replace(found, good=terms, bad=bad_beside(self._archetype, terms))
        return replace(found, bad=terms)

    def _title(self, said: str) -> str:
        title = _words(said)
        if self._file is None:
            try:
                target_of(None, id_from(title), self._home)
            except ContentUnreadable as taken:
                raise ValueError(f"{taken.sentence} Another title, please.") from None
        return title

    def _free_title(self) -> str:
        """Return the title of the kind; with a number where it is taken."""
        title = self._archetype.title
        number = 1
        while True:
            tried = title if number == 1 else f"{title} {number}"
            try:
                return self._title(tried)
            except ValueError:
                number += 1

    def _rubric(self, first: str) -> str:
        keys = list(self._rubrics)
        for number, key in enumerate(keys, 1):
            rubric = self._rubrics[key].rubric
            output.data(f"  {number}  {key:<36} {rubric.title if rubric else ''}")
        return ask("By which rubric is it rated?", first, lambda said: _one_of(said, keys))

    def _train(self, key: str) -> str:
        rubric = self._rubrics[key].rubric
        return rubric.criteria[0].id if rubric else ""


def ask_kind() -> Archetype:
    """Ask which kind of role-play it is to be."""
    output.data("Which kind?")
    for number, each in enumerate(ARCHETYPES, 1):
        output.data(f"  {number}  {each.name:<10} {each.what}")
    output.data("Enter takes what stands in brackets, here and below.")
    return ask("Kind:", ARCHETYPES[0], kind_of, lambda each: each.name)


def kind_of(said: str) -> Archetype:
    """Return the kind of a name or a number.

    Raises:
        ValueError: there is none; the message says which there are.
    """
    names = [each.name for each in ARCHETYPES]
    return ARCHETYPES[names.index(_one_of("-".join(said.split()), names))]


def ask(question: str, default: T, mend: Callable[[str], T], show: Callable[[T], str] = str) -> T:
    """Return an answer that can be used; nothing, or the end of the input, is the default.

    Args:
        question: the words.
        default: stands in brackets.
        mend: returns what an answer stands for; its ValueError is told, and the question asked again.
        show: how the default is written.
    """
    while True:
        asked = f"{question} [{show(default)}]"
        said = output.ask(f"{asked}\n> " if len(asked) > LONGEST_PROMPT else f"{asked} ")
        if said is None or not said.strip():
            return default
        try:
            return mend(said)
        except ValueError as wrong:
            output.talk(str(wrong))


def as_clock(seconds: int) -> str:
    """Return a time as it is written in a scenario, like 3m30s."""
    minutes, rest = divmod(seconds, 60)
    if not minutes or seconds == LEAST_SECONDS:
        return f"{seconds}s"
    return f"{minutes}m{rest}s" if rest else f"{minutes}m"


def _words(said: str, most: int | None = None) -> str:
    text = cleaned(said)
    if not text:
        raise ValueError("A few words, please.")
    if len(text) > LONGEST:
        raise ValueError(f"Shorter, please: at most {LONGEST} characters.")
    if most is not None and len(text.split()) > most:
        raise ValueError(f"Shorter, please: at most {most} words.")
    return text


def _wish(said: str) -> str:
    """Return what somebody wants, as it goes on behind `wants`."""
    return _words(_LEAD.sub("", cleaned(said), count=1), LONGEST_WISH)


def _terms(said: str) -> tuple[str, ...]:
    """Return the words and phrases of an answer."""
    terms = tuple(dict.fromkeys(term.lower() for each in said.split(",") if (term := cleaned(each))))
    odd = [term for term in terms if len(term) > LONGEST or not is_term(term)]
    if odd or not terms:
        which = f"{_quoted(odd)} cannot be searched for. " if odd else ""
        raise ValueError(f"{which}Words, parted by commas, and no signs but a star, as in outcome*.")
    if len(terms) > MOST_TERMS:
        raise ValueError(f"At most {MOST_TERMS}, please; the best ones.")
    return terms


def _quoted(terms: Sequence[str]) -> str:
    return " and ".join(f"“{term}”" for term in terms)


def _one_of(said: str, possible: Sequence[str]) -> str:
    """Return one of some names, by name or number."""
    import difflib

    text = said.strip().lower()
    if text in possible:
        return text
    if text.isdecimal() and 1 <= int(text) <= len(possible):
        return possible[int(text) - 1]
    near = difflib.get_close_matches(text, possible, n=1)
    raise ValueError(f"One of {', '.join(possible)}." + (f" Did you mean {near[0]}?" if near else ""))


def _clock(said: str) -> int:
    found = _CLOCK.fullmatch("".join(said.split()).lower())
    seconds = int(found[1] or 0) * 60 + int(found[2] or 0) if found else 0
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        least, most = as_clock(LEAST_SECONDS), as_clock(MOST_SECONDS)
        raise ValueError(f"From {least} to {most}; write it like 90s, 2m or 3m30s.")
    return seconds
