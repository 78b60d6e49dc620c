"""`card`: what happened to a card, and what is done with cards beside answering them."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output
from csmdrill.cli.confirming import confirmed
from csmdrill.cli.days import day_as

if TYPE_CHECKING:
    from csmdrill.services.cards import Action, CardHistory, Happened, Preview
    from csmdrill.services.workspace import Workspace

_WORDS = click.argument("words", nargs=-1, required=True, metavar="QUERY_OR_KEY")
_YES = click.option("--yes", is_flag=True, help="Do it without asking.")


@click.group()
def card() -> None:
    """Tell what happened to a card; suspend, bury, reset, flag, note or set cards due.

    The cards are named by the key of one, or by a search (docs/search.md). A search shows first what would be
    done; --yes does it without asking. Each action is taken back as a whole by csmdrill card undo.
    """


@card.command()
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def show(key: str, as_json: bool) -> None:
    """Tell what happened to a card: each review, its interval and stability, and what else was done.

    \b
    --json  {"key", "title", "kind", "deck_title", "competency", "tags", "path", "line", "live",
             "due", "stability", "difficulty", "reps", "lapses", "suspended", "flagged", "leech",
             "buried", "note", "events": [{"what", "at", "day", "undone", "rating", "took_ms",
             "scheduled", "interval", "stability", "words"}]}
    """
    from csmdrill.services import library
    from csmdrill.services.cards import history
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        library.refresh(workspace)
        found = history(workspace, key)
    if as_json:
        output.json(found)
    else:
        _tell(found)


@card.command()
@_WORDS
@_YES
def suspend(words: tuple[str, ...], yes: bool) -> None:
    """Leave cards out of practice from now on."""
    _act("suspend", words, yes)


@card.command()
@_WORDS
@_YES
def unsuspend(words: tuple[str, ...], yes: bool) -> None:
    """Bring suspended cards back."""
    _act("unsuspend", words, yes)


@card.command()
@_WORDS
@_YES
def bury(words: tuple[str, ...], yes: bool) -> None:
    """Leave cards out until tomorrow."""
    _act("bury", words, yes)


@card.command()
@_WORDS
@_YES
def reset(words: tuple[str, ...], yes: bool) -> None:
    """Make cards new again; their history is kept."""
    _act("reset", words, yes)


@card.command()
@_WORDS
@_YES
def flag(words: tuple[str, ...], yes: bool) -> None:
    """Flag cards, to find them again with is:flagged."""
    _act("flag", words, yes)


@card.command()
@_WORDS
@_YES
def unflag(words: tuple[str, ...], yes: bool) -> None:
    """Take the flag off cards."""
    _act("unflag", words, yes)


@card.command()
@_WORDS
@click.option("--on", "day", callback=day_as("The day"), required=True, help="The day, like 2026-12-01.")
@_YES
def due(words: tuple[str, ...], day: date, yes: bool) -> None:
    """Set cards due on a day; it stands until their next review. New cards stay new."""
    _act("due", words, yes, day=day)


@card.command()
@_WORDS
@click.option(
    "--text", default="", help="The note, in place of an earlier one; without words it is taken away."
)
@_YES
def note(words: tuple[str, ...], text: str, yes: bool) -> None:
    """Note something to yourself about cards; it can be erased like all that you typed."""
    _act("note", words, yes, text=text)


@card.command()
def undo() -> None:
    """Take back the last action on cards, all of it."""
    from csmdrill.services.cards import undo_last_action

    _write(undo_last_action)


def _act(
    action: Action, words: tuple[str, ...], yes: bool, *, day: date | None = None, text: str = ""
) -> None:
    from csmdrill.services import library
    from csmdrill.services.cards import act, chosen, preview

    def deed(workspace: Workspace) -> str:
        library.refresh(workspace)
        keys, exact = chosen(workspace, " ".join(words))
        seen = preview(workspace, keys, action, day=day, text=text)
        if seen.count and not exact:
            _show(seen)
            if not confirmed(seen.question, yes):
                return ""
        return act(workspace, keys, action, day=day, text=text).sentence

    _write(deed)


def _show(seen: Preview) -> None:
    """Say what would be done, before it is asked for."""
    output.talk(f"{seen.question}:")
    for line in seen.titles:
        output.talk(f"  {line}")
    if seen.count > len(seen.titles):
        output.talk(f"  ... and {seen.count - len(seen.titles)} more")


def _write(deed: Callable[[Workspace], str]) -> None:
    from csmdrill.services.safekeeping import after_work
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        said = deed(workspace)
        failed = after_work(workspace)
    for sentence in (said, failed):
        if sentence:
            output.talk(sentence)


def _tell(found: CardHistory) -> None:
    output.data(found.title)
    output.data(found.key)
    if found.live:
        output.data(f"{found.deck_title}, {found.path}:{found.line}")
    else:
        output.data("No deck has it any longer; its history is kept.")
    marks = ("suspended", "flagged", "leech", "buried")
    said = [mark for mark in marks if getattr(found, mark)]
    state = f"due {found.due}, stability {found.stability:.1f} days" if found.due else "new"
    output.data(", ".join([state, f"{found.reps} reviews, {found.lapses} lapses", *said]))
    if found.leech:
        output.data("A leech: rewrite it, split it into smaller cards, or suspend it.")
    if found.note:
        output.text(f"Note: {found.note}")
    output.data()
    for event in found.events:
        output.text(_line(event))


def _line(event: Happened) -> str:
    notes = []
    if event.undone:
        notes.append("taken back")
    if event.scheduled is False:
        notes.append("for practice only")
    if event.interval is not None and event.stability is not None:
        notes.append(f"next after {event.interval} d, stability {event.stability:.1f} d")
    return f"{event.day}  {event.words:<10}  {', '.join(notes)}".rstrip()
