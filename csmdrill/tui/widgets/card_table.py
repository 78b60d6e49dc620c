"""A table of cards, fetched a page at a time, of which some can be marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import DataTable

from csmdrill.tui.safe import cell

if TYPE_CHECKING:
    from csmdrill.services.find import CardRow

MARK = "▸"
MARKED, DUE, DAYS = 2, 11, 6
STATE, MOST_STATE = 5, 17
"""The least and the most columns for what a card is; the question has what is left."""

WIDE = 70
"""Columns from which on there is room for the stability."""

LEAST = 16
SHORT = {"suspended": "susp.", "flagged": "flag", "noted": "note"}


class CardTable(DataTable[Text]):
    """Cards as rows; enter chooses one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select_cursor", "History")]

    def __init__(self, id: str) -> None:  # noqa: A002 - as every widget has it
        super().__init__(id=id, cursor_type="row", cell_padding=0, zebra_stripes=False)
        self.cards: list[CardRow] = []
        self.marked: set[str] = set()
        self._question = 0
        self._wide = False
        self._state = STATE

    @property
    def card(self) -> CardRow | None:
        """The card of the cursor's row, None if there is no row."""
        return self.cards[self.cursor_row] if 0 <= self.cursor_row < len(self.cards) else None

    def on_resize(self, event: events.Resize) -> None:
        """Give the question what room there is."""
        if self._width_left(event.size.width) != self._question:
            self.show(self.cards, self.cursor_row)

    def show(self, cards: Sequence[CardRow], row: int = 0) -> None:
        """Show these cards and no others, with the cursor on a row."""
        self._wide = self.size.width >= WIDE
        self._state = max((STATE, *(len(state_words(card.marks)) for card in cards)))
        self._question = self._width_left(self.size.width)
        self.clear(columns=True)
        self.add_column("", width=MARKED)
        self.add_column("Question", width=self._question + 1)
        self.add_column("Due", width=DUE + 1)
        if self._wide:
            self.add_column("Days", width=DAYS)
        self.add_column("State", width=self._state)
        self.cards = []
        self._add(cards)
        if self.cards:
            self.move_cursor(row=min(row, len(self.cards) - 1), animate=False)

    def more(self, cards: Sequence[CardRow]) -> None:
        """Add cards at the end; all are laid out anew where one of them needs more room for its state."""
        if any(len(state_words(card.marks)) > self._state for card in cards):
            top = self.scroll_y
            self.show([*self.cards, *cards], self.cursor_row)
            self.scroll_to(y=top, animate=False)
        else:
            self._add(cards)

    def _add(self, cards: Sequence[CardRow]) -> None:
        self.cards += cards
        self.add_rows(self._cells(card) for card in cards)

    def mark(self, keys: Sequence[str], on: bool) -> None:
        """Mark cards, or take their marks away; cards that are not fetched yet count as well."""
        self.marked = self.marked | set(keys) if on else self.marked - set(keys)
        changed = set(keys)
        column = self.ordered_columns[0].key
        for row, card in zip(self.ordered_rows, self.cards, strict=True):
            if card.key in changed:
                self.update_cell(row.key, column, self._mark(card))

    def _cells(self, card: CardRow) -> tuple[Text, ...]:
        style = "dim" if {"suspended", "buried", "retired"} & set(card.marks) else ""
        days = () if card.stability is None else (f"{card.stability:>4.0f}",)
        return (
            self._mark(card),
            cell(card.question, self._question, style),
            cell(card.due, DUE, style),
            *((cell("".join(days), DAYS, style),) if self._wide else ()),
            cell(state_words(card.marks), self._state),
        )

    def _mark(self, card: CardRow) -> Text:
        return cell(MARK if card.key in self.marked else "", 1, "bold")

    def _width_left(self, width: int) -> int:
        days = DAYS if width >= WIDE else 0
        return max(LEAST, width - MARKED - DUE - days - self._state - 3)


def state_words(marks: Sequence[str]) -> str:
    """Return what a card is, in short words; of those without room, how many they are: `susp. flag +2`."""
    words = [SHORT.get(mark, mark) for mark in marks]
    for shown in range(len(words), 0, -1):
        rest = [f"+{len(words) - shown}"] if shown < len(words) else []
        said = " ".join([*words[:shown], *rest])
        if len(said) <= MOST_STATE:
            return said
    return ""
