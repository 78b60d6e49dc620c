"""`scenario`: write a new role-play by answering a few questions."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output

if TYPE_CHECKING:
    from csmdrill.content.archetypes import Archetype
    from csmdrill.content.new_scenario import Answers
    from csmdrill.content.shelf import RubricFile

_CLOCK = re.compile(r"(?:([0-9]{1,2})m)?(?:([0-9]{1,3})s)?")


@click.group()
def scenario() -> None:
    """Write a role-play of your own."""


@scenario.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
def new(file: Path | None) -> None:
    """Write a scenario FILE by answering a few questions; enter takes what stands in brackets.

    Without FILE it goes among your own scenarios. It works at once, with rules and tests to build on.
    """
    from csmdrill.core.home import find_home
    from csmdrill.services.new_scenario import rubrics_for, target_of, write_scenario

    home = find_home(os.environ)
    archetype = _archetype()
    rubrics = rubrics_for(home, archetype)
    if not rubrics:
        raise click.UsageError(
            "There is no rubric to rate it by; csmdrill check tells what is wrong with yours."
        )
    answers = _interview(archetype, rubrics, file)
    written = write_scenario(archetype, answers, target_of(file, answers.id, home))
    for sentence in written.left_out:
        output.talk(f"Left out: {sentence}.")
    output.data(str(written.path))
    output.talk(
        f"csmdrill roleplay test {written.path} plays its tests; docs/scenarios.md tells how to go on."
    )


def _archetype() -> Archetype:
    from csmdrill.services.new_scenario import ARCHETYPES

    for each in ARCHETYPES:
        output.data(f"  {each.name:<10} {each.what}")
    names = [each.name for each in ARCHETYPES]
    chosen = _ask("What happens?", names[0], lambda text: _one_of(text, names))
    return next(each for each in ARCHETYPES if each.name == chosen)


def _interview(archetype: Archetype, rubrics: dict[str, RubricFile], file: Path | None) -> Answers:
    from csmdrill.content.new_scenario import Answers
    from csmdrill.services.new_scenario import id_from

    title = _ask("What is it called?", archetype.title, _text)
    role = _ask("Who sits there?", archetype.role, _text)
    wants = _ask("What do they want?", archetype.wants, _text)
    aim = _ask("What do you want from the talk?", archetype.aim, _text)
    seconds = _ask("How long has one?", _as_clock(archetype.seconds), _clock)
    good = _ask("Two or three words or phrases of the good move", ", ".join(archetype.good), _words)
    bad = _ask("And of the bad one", ", ".join(archetype.bad), _words)
    rubric = _ask(
        "By which rubric is it rated?", next(iter(rubrics)), lambda text: _one_of(text, list(rubrics))
    )
    rated = rubrics[rubric].rubric
    return Answers(
        id=id_from(file.name if file else title),
        rubric=rubric,
        train=rated.criteria[0].id if rated else "",
        title=title,
        role=role,
        wants=wants,
        aim=aim,
        seconds=_seconds(seconds),
        good=_parted(good, archetype.good),
        bad=tuple(word for word in _parted(bad, archetype.bad) if word not in _parted(good, archetype.good))
        or archetype.bad,
    )


def _ask(question: str, default: str, mend: Callable[[str], str]) -> str:
    """Return an answer that can be used; nothing, or the end of the input, is the default."""
    while True:
        said = output.ask(f"{question} [{default}] ")
        if said is None or not said.strip():
            return default
        try:
            return mend(said)
        except ValueError as wrong:
            output.talk(str(wrong))


def _text(said: str) -> str:
    from csmdrill.content.new_scenario import cleaned

    text = cleaned(said)
    if not text:
        raise ValueError("A few words, please.")
    return text


def _one_of(said: str, possible: Sequence[str]) -> str:
    import difflib

    text = said.strip().lower()
    if text in possible:
        return text
    near = difflib.get_close_matches(text, possible, n=1)
    raise ValueError(f"One of {', '.join(possible)}." + (f" Did you mean {near[0]}?" if near else ""))


def _words(said: str) -> str:
    from csmdrill.content.new_scenario import words_from

    words = words_from(said)
    if not words:
        raise ValueError("Words, parted by commas; a star stands for any ending, like outcome*.")
    return ", ".join(words)


def _parted(words: str, default: tuple[str, ...]) -> tuple[str, ...]:
    from csmdrill.content.new_scenario import words_from

    return words_from(words) or default


def _clock(said: str) -> str:
    from csmdrill.content.new_scenario import LEAST_SECONDS, MOST_SECONDS

    seconds = _seconds(said.strip().replace(" ", ""))
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        least, most = _as_clock(LEAST_SECONDS), _as_clock(MOST_SECONDS)
        raise ValueError(f"From {least} to {most}; write it like 90s, 2m or 3m30s.")
    return _as_clock(seconds)


def _seconds(text: str) -> int:
    found = _CLOCK.fullmatch(text)
    return int(found[1] or 0) * 60 + int(found[2] or 0) if found else 0


def _as_clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if not minutes or seconds == 90:
        return f"{seconds}s"
    return f"{minutes}m{rest}s" if rest else f"{minutes}m"
