"""A transcript: one row for each thing that was said or left unsaid; a row can be pointed at and marked."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Collection, Sequence

from textual.containers import VerticalScroll
from textual.content import Content
from textual.selection import Selection
from textual.widgets import Static

from csmdrill.content.duration import clock_text
from csmdrill.tui.hanging import Hanging
from csmdrill.tui.safe import plain, prose
from csmdrill.tui.told import Told

NAME = 9
"""Columns for a name; a longer one is cut."""

INDENT = 19
"""Columns before what is said: who points there, its mark, when and who."""

STYLES = {"you": "$accent bold", "them": "bold", "scene": "dim", "silence": "dim", "clock": "$warning"}


class ToldRow(Static):
    """One row, so that long words hang under themselves; one widget, since a long attempt has many.

    Args:
        told: what it says.
    """

    def __init__(self, told: Told) -> None:
        self.told = told
        self._first: int | None = None
        self._here = self._marked = False
        super().__init__(self._whole())

    def say(self, words: int | None) -> bool:
        """Show so many of the words, None for all; returns whether that changed anything."""
        if words == self._first:
            return False
        self._first = words
        self.update(self._whole())
        return True

    def tell(self, told: Told) -> None:
        """Say something else."""
        if told != self.told:
            self.told = told
            self.update(self._whole())

    def point(self, here: bool, marked: bool) -> None:
        """Show whether the row is pointed at, and whether it is marked."""
        self._here, self._marked = here, marked
        self.set_class(here, "-here")
        self.update(self._whole(), layout=False)

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """Return the part of what is seen that somebody selects."""
        return selection.extract(self._whole().text(self.content_size.width).plain), "\n"

    def _whole(self) -> Hanging:
        return told_text(self.told, self._first, self._here, self._marked)


def told_text(told: Told, first: int | None = None, here: bool = False, marked: bool = False) -> Hanging:
    """Return a row as it is shown.

    Args:
        told: what it says.
        first: so many of its words, None for all.
        here: it is pointed at.
        marked: it is marked.
    """
    return Hanging(_lead(told, here, marked), _words(told, first), INDENT)


def _lead(told: Told, here: bool, marked: bool) -> Content:
    sign = "▸" if here else " "
    mark = "■" if marked else " "
    name = plain(f"{told.who[:NAME]:<{NAME}}", STYLES[told.kind])
    return Content.assemble((sign, "$accent bold"), (mark, "bold"), f"{clock_text(told.at):>5}  ", name)


def _words(told: Told, first: int | None) -> Content:
    if first is not None:
        return plain(" ".join(told.words.split(" ")[:first]))
    words = plain(told.words, "dim" if told.kind in ("scene", "silence") else "")
    if told.kind == "clock":
        words = plain(told.words, "$warning bold")
    return Content.assemble(words, "\n", prose(told.note).stylize("dim")) if told.note else words


class TranscriptPane(VerticalScroll):
    """Rows in order of time; the last can be said word by word.

    Args:
        id: as every widget has it.
    """

    def __init__(self, id: str = "transcript") -> None:  # noqa: A002 - as every widget has it
        super().__init__(id=id)
        self.told: list[Told] = []
        self._rows: list[ToldRow] = []
        self._cursor: int | None = None
        self._marked: frozenset[int] = frozenset()
        self._telling = Lock()

    @property
    def cursor(self) -> int | None:
        """The row pointed at."""
        return self._cursor

    async def tell(self, told: Sequence[Told]) -> bool:
        """Show these rows and no others; rows that stand already stay. Returns whether some were added."""
        async with self._telling:  # a key and the clock may both have something to tell
            return await self._tell(told)

    async def _tell(self, told: Sequence[Told]) -> bool:
        same = 0
        while same < min(len(told), len(self._rows)) and self._rows[same].told.alike(told[same]):
            self._rows[same].tell(told[same])
            same += 1
        gone, self._rows = self._rows[same:], self._rows[:same]
        if gone:
            await self.remove_children(gone)
        if self._rows:
            self._rows[-1].say(None)
        fresh = [ToldRow(each) for each in told[same:]]
        self._rows += fresh
        self.told = list(told)
        if fresh:
            await self.mount_all(fresh)
        return bool(fresh or gone)

    def say(self, words: int | None) -> None:
        """Show so many words of the last row, None for all; keeps it in sight."""
        if self._rows and self._rows[-1].say(words):
            self.follow()

    def follow(self) -> None:
        """Keep the end in sight."""
        self.scroll_end(animate=False)

    def mark(self, marked: Collection[int]) -> None:
        """Mark the rows of these numbers and no others."""
        self._marked = frozenset(marked)
        for number, row in enumerate(self._rows):
            row.point(number == self._cursor, number in self._marked)

    def turn(self, way: int, page: VerticalScroll) -> None:
        """Point a page further down or up; above the first row, where something stands there, at none.

        Args:
            way: 1 or -1.
            page: what scrolls: this pane, or the one around it.
        """
        above = 0 if page is self else self.virtual_region.y
        tops = [above + row.virtual_region.y for row in self._rows]
        here = self._cursor
        height = page.scrollable_content_region.height
        seen = round(page.scroll_y)
        if way > 0:
            wanted = max(seen, 0 if here is None else tops[here]) + height
            number = max((each for each, y in enumerate(tops) if y <= wanted), default=0)
            if number == here:  # one row fills the page
                page.scroll_page_down(animate=False)
                return
        else:
            wanted = (seen if here is None else tops[here]) - height
            number = min((each for each, y in enumerate(tops) if y >= wanted), default=0)
            if number == here or here is None:
                number = (here or 0) - 1
        if number < 0 and page is self:
            number = 0
        self.point(number if number >= 0 else None)
        page.scroll_to(y=tops[number] if number >= 0 else 0, animate=False)

    def point(self, number: int | None) -> None:
        """Point at a row, or at none."""
        before, self._cursor = self._cursor, number
        for each in {before, number} - {None}:
            if each is not None and each < len(self._rows):
                self._rows[each].point(each == number, each in self._marked)
        if number is not None and number < len(self._rows):
            self._rows[number].scroll_visible(animate=False)
