"""Handling cards from a list or a card's own screen: one at once, several after a preview."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from textual.content import Content

from csmdrill.core.errors import CardRejected, CsmdrillError
from csmdrill.services.wording import counted
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.ask import AskScreen
from csmdrill.tui.screens.room import RoomScreen

if TYPE_CHECKING:
    from csmdrill.services.cards import Action, Preview

TOGGLES = {"suspend": ("suspended", "unsuspend"), "flag": ("flagged", "unflag")}
TYPED = {
    "due": ("On which day?", "a day like 2026-12-01, or how many days from today"),
    "note": ("What do you want to note?", "a note to yourself; nothing takes it away"),
}
ASKED = ("reset",)


class Handling:
    """What is done to cards from a screen.

    Args:
        screen: the list, or the card's own.
        handled: is told, in a sentence, what was done.
    """

    def __init__(self, screen: RoomScreen, handled: Callable[[str], Awaitable[None]]) -> None:
        self._screen = screen
        self._handled = handled

    async def begin(self, deed: str, keys: tuple[str, ...], marks: Collection[str] | None = None) -> None:
        """Do something to cards; ask first where they were marked, or where it is heavy.

        Args:
            deed: suspend, flag, bury, note, due or reset; the first two end what is so already.
            keys: of the cards.
            marks: what the one card is, as in the search language; None where the cards were marked.
        """
        action = cast("Action", deed if marks is None else _turned(deed, marks))
        try:
            if deed in TYPED:
                self._ask_for_words(keys, action)
            elif marks is None or deed in ASKED:
                await self._ask(keys, action)
            else:
                await self._act(keys, action)
        except CsmdrillError as error:
            self._screen.complain(error)

    async def undo(self) -> None:
        """Take the last action on cards back, all of it."""
        try:
            await self._handled(await self._screen.room.work.library.undo())
        except CsmdrillError as error:
            self._screen.say(error.sentence)

    def _ask_for_words(self, keys: tuple[str, ...], action: Action) -> None:
        question, form = TYPED[action]

        async def then(typed: str) -> None:
            day = await self._day(typed) if action == "due" else None
            text = typed if action == "note" else ""
            if len(keys) > 1:
                await self._ask(keys, action, day, text, instead=True)
            else:
                await self._act(keys, action, day, text, asked=True)

        about = (counted(len(keys), "card") + ".",) if len(keys) > 1 else ()
        self._screen.app.push_screen(AskScreen(action, question, about, then, form))

    async def _ask(
        self,
        keys: tuple[str, ...],
        action: Action,
        day: date | None = None,
        text: str = "",
        *,
        instead: bool = False,
    ) -> None:
        """Show what an action would do; enter does it. `instead`: in the place of the question before."""
        seen = await self._screen.room.work.library.preview(keys, action, day, text)
        if not seen.count:
            self._leave(instead)
            self._screen.say(f"Nothing would change: {seen.why_nothing}.")
            return

        async def then(_: str) -> None:
            await self._act(seen.keys, action, day, text, asked=True)

        asking = AskScreen(action, f"{seen.question}?", preview_lines(seen), then)
        if instead:
            self._screen.app.switch_screen(asking)
        else:
            self._screen.app.push_screen(asking)

    async def _act(
        self,
        keys: tuple[str, ...],
        action: Action,
        day: date | None = None,
        text: str = "",
        *,
        asked: bool = False,
    ) -> None:
        done = await self._screen.room.work.library.act(keys, action, day, text)
        self._leave(asked)
        back = f" {self._screen.key_for('library.undo')} takes it back." if done.count else ""
        await self._handled(f"{done.sentence}{back}")

    def _leave(self, asked: bool) -> None:
        if asked:
            self._screen.app.pop_screen()

    async def _day(self, typed: str) -> date:
        """Return the day that was typed.

        Raises:
            CardRejected: it is none.
        """
        words = typed.strip().removeprefix("+")
        if words.isdecimal() and len(words) <= 5:
            return await self._screen.room.work.library.today() + timedelta(days=int(words))
        try:
            return date.fromisoformat(words)
        except ValueError:
            raise CardRejected(f"{words!r} is no day.", f"Type {TYPED['due'][1]}.") from None


def preview_lines(seen: Preview) -> tuple[str, ...]:
    """Return the first cards that an action would change, how many more there are, and who stays as it is."""
    more = seen.count - len(seen.titles)
    lines = list(seen.titles)
    if more:
        lines.append(f"... and {more} more.")
    if seen.passed_over:
        lines.append(f"{counted(seen.passed_over, 'other card')} would stay as it is.")
    return tuple(lines)


def key_row(screen: RoomScreen, keys: Iterable[tuple[str, str]]) -> Content:
    """Return the keys in force of some bindings, each with what it does, on one line."""
    return plain("  ".join(f"{screen.key_for(name)} {words}" for name, words in keys))


def _turned(deed: str, marks: Collection[str]) -> str:
    """Return what ends a deed where the card has it behind it already."""
    mark, end = TOGGLES.get(deed, ("", deed))
    return end if mark in marks else deed
