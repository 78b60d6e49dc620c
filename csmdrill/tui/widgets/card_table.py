"""A table of cards, fetched a page at a time, of which some can be marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size, Spacing
from textual.message import Message
from textual.strip import Strip

from csmdrill.tui.safe import cell
from csmdrill.tui.widgets.still_bar import StillBar

if TYPE_CHECKING:
    from csmdrill.services.find import CardRow

MARK = "▸"
MARKED, DUE, DAYS = 2, 11, 6
STATE, MOST_STATE = 5, 17
"""The least and the most columns for what a card is; the question has what is left."""

WIDE = 70
"""Columns from which on there is room for the stability."""

LEAST = 16
HEAD = 1
"""Rows of the head, which stays when the others scroll."""

SHORT = {"suspended": "susp.", "flagged": "flag", "noted": "note"}
Cells = Sequence[tuple[str, int, str]]
"""Of each its text, how many columns it takes, and the style of its text."""


class CardTable(StillBar):
    """Cards as rows; enter, or a click on the cursor's row, chooses one.

    Textual's DataTable keeps a widget's worth of values for each cell and renders cell by cell: a page of it
    takes longer than a frame. Here a row is a line, made when it is first seen.

    Args:
        id: as every widget has it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "History"),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("ctrl+home", "edge(-1)", show=False),
        Binding("ctrl+end", "edge(1)", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"cards--head", "cards--cursor", "cards--hover"}
    DEFAULT_CSS = """
    CardTable { background: $surface; color: $foreground; }
    CardTable > .cards--head { text-style: bold; background: $panel; color: $foreground; }
    CardTable:ansi > .cards--head { background: ansi_bright_blue; color: ansi_default; }
    CardTable:focus > .cards--head { background-tint: $foreground 5%; }
    CardTable > .cards--hover { background: $block-hover-background; }
    CardTable > .cards--cursor {
        background: $block-cursor-blurred-background;
        color: $block-cursor-blurred-foreground;
        text-style: $block-cursor-blurred-text-style;
    }
    CardTable:focus > .cards--cursor {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    """
    ALLOW_SELECT = False
    can_focus = True

    class Highlighted(Message):
        """The cursor is on another row, or other cards are shown.

        Args:
            row: of the cursor.
        """

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    class Chosen(Message):
        """The card of the cursor's row was chosen."""

    def __init__(self, id: str) -> None:  # noqa: A002 - as every widget has it
        super().__init__(id=id)
        self.cards: list[CardRow] = []
        self.cursor_row = 0
        self._marked: set[str] = set()
        self._under_mouse: int | None = None
        self._question = 0
        self._wide = False
        self._state = STATE
        self._lines: dict[tuple[int, bool, Style, Style], Strip] = {}

    @property
    def card(self) -> CardRow | None:
        """The card of the cursor's row, None if there is no row."""
        return self.cards[self.cursor_row] if 0 <= self.cursor_row < len(self.cards) else None

    @property
    def marked(self) -> set[str]:
        """The keys of the marked cards, also of those that are not fetched yet."""
        return self._marked

    def mark(self, keys: Sequence[str], on: bool) -> None:
        """Mark cards, or take their marks away; cards that are not fetched yet count as well."""
        before = self._marked
        self._marked = before | set(keys) if on else before - set(keys)
        changed = before ^ self._marked
        top = self.scroll_offset.y
        for row, card in enumerate(self.cards[top : top + self.size.height], top):
            if card.key in changed:
                self.refresh_line(HEAD + row)

    def show(self, cards: Sequence[CardRow], row: int = 0) -> None:
        """Show these cards and no others, with the cursor on a row."""
        self._set_columns(cards)
        self.cards = list(cards)
        self.virtual_size = Size(0, HEAD + len(self.cards))
        self.cursor_row = max(min(row, len(self.cards) - 1), 0)
        self._under_mouse = None
        if not self.cursor_row:
            self.scroll_to(y=0, animate=False, force=True)
        self._see_cursor()
        self.refresh()
        if self.cards:
            self.post_message(self.Highlighted(self.cursor_row))

    def more(self, cards: Sequence[CardRow]) -> None:
        """Add cards at the end; all are laid out anew where one of them needs more room for its state."""
        if any(len(state_words(card.marks)) > self._state for card in cards):
            self._set_columns([*self.cards, *cards])
            self.refresh()
        self.cards += cards
        self.virtual_size = Size(0, HEAD + len(self.cards))

    def move_to(self, row: int, scroll: bool = True) -> None:
        """Put the cursor on a row, the first or the last if there is none of that number."""
        before, self.cursor_row = self.cursor_row, max(min(row, len(self.cards) - 1), 0)
        if self.cursor_row != before:
            self.refresh_line(HEAD + before)
            self.refresh_line(HEAD + self.cursor_row)
            self.post_message(self.Highlighted(self.cursor_row))
        if scroll:
            self._see_cursor()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing to choose where there is no card."""
        if action == "choose" and not self.cards:
            return False
        return super().check_action(action, parameters)

    def action_choose(self) -> None:
        """Choose the card of the cursor's row."""
        if self.cards:
            self.post_message(self.Chosen())

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._hover(None)
        self.move_to(self.cursor_row + by)

    def action_page(self, way: int) -> None:
        """Move the cursor by a page; what is seen moves with it."""
        self._hover(None)
        page = self.scrollable_content_region.height - HEAD
        self.scroll_relative(y=way * page, animate=False, force=True)
        self.move_to(self.cursor_row + way * page, scroll=False)

    def action_edge(self, way: int) -> None:
        """Move the cursor to the first or the last row."""
        self._hover(None)
        self.move_to(len(self.cards) if way > 0 else 0)

    def on_resize(self, event: events.Resize) -> None:
        """Give the question what room there is."""
        if self._width_left(event.size.width) != self._question:
            self._set_columns(self.cards)
            self.refresh()
        self._see_cursor()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell the row below the mouse from the others."""
        self._hover(self._row_at(event.y))

    def on_leave(self) -> None:
        """No row is below the mouse any more."""
        self._hover(None)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that is clicked; choose it where it is there already."""
        row = self._row_at(event.y)
        if row is None:
            return
        event.stop()
        if row == self.cursor_row:
            self.action_choose()
        self.move_to(row)

    def render_line(self, y: int) -> Strip:
        """Return a line of what is seen."""
        if y < HEAD:
            style = self.get_component_rich_style("cards--head")
            return self._line(self._heads(), style, Style.null(), style)
        row = y - HEAD + self.scroll_offset.y
        if row >= len(self.cards):
            return Strip.blank(self.size.width, self.rich_style)
        card = self.cards[row]
        above, below = self._row_styles(row)
        place = row, card.key in self._marked, above, below
        if place not in self._lines:
            self._lines[place] = self._line(self._cells(card), above, below, self.rich_style)
        return self._lines[place]

    def _row_styles(self, row: int) -> tuple[Style, Style]:
        """Return the style of a row, and what of it stands above the style of a cell's text."""
        style = self.rich_style
        if row == self._under_mouse:
            style += self.get_component_rich_style("cards--hover")
        if row != self.cursor_row:
            return style, Style.null()
        cursor = self.get_component_rich_style("cards--cursor")
        return style + cursor, Style(color=cursor.color, bgcolor=cursor.bgcolor)

    def _line(self, cells: Cells, style: Style, above: Style, edge: Style) -> Strip:
        """Return cells as a line as long as the table is wide.

        The last column has a style of its own: without colours a cursor's row would else go over into the
        scroll bar beside it.
        """
        blank = style + above
        segments: list[Segment] = []
        for text, width, own in cells:
            segments.append(Segment(text, style + Style.parse(own) + above))
            segments.append(Segment(" " * (width - cell_len(text)), blank))
        line = Strip(segments).adjust_cell_length(self.size.width - 1, blank)
        return line.extend_cell_length(self.size.width, edge).simplify()

    def _heads(self) -> Cells:
        days = (("Days", DAYS, ""),) if self._wide else ()
        state = "State", self._state, ""
        return ("", MARKED, ""), ("Question", self._question + 1, ""), ("Due", DUE + 1, ""), *days, state

    def _cells(self, card: CardRow) -> Cells:
        style = "dim" if {"suspended", "buried", "retired"} & set(card.marks) else ""
        days = "" if card.stability is None else f"{card.stability:>4.0f}"
        return (
            (MARK if card.key in self._marked else "", MARKED, "bold"),
            (cell(card.question, self._question).plain, self._question + 1, style),
            (cell(card.due, DUE).plain, DUE + 1, style),
            *(((days, DAYS, style),) if self._wide else ()),
            (cell(state_words(card.marks), self._state).plain, self._state, ""),
        )

    def _set_columns(self, cards: Sequence[CardRow]) -> None:
        """Give each column what the cards need of it."""
        self._wide = self.size.width >= WIDE
        self._state = max((STATE, *(len(state_words(card.marks)) for card in cards)))
        self._question = self._width_left(self.size.width)
        self._lines.clear()

    def _width_left(self, width: int) -> int:
        days = DAYS if width >= WIDE else 0
        return max(LEAST, width - MARKED - DUE - days - self._state - 3)

    def _see_cursor(self) -> None:
        row = Region(0, HEAD + self.cursor_row, self.size.width, 1)
        self.scroll_to_region(row, spacing=Spacing(HEAD, 0, 0, 0), animate=False, force=True)

    def _row_at(self, y: int) -> int | None:
        row = y - HEAD + self.scroll_offset.y
        return row if y >= HEAD and row < len(self.cards) else None

    def _hover(self, row: int | None) -> None:
        before, self._under_mouse = self._under_mouse, row
        for each in {before, row} - {None} if before != row else ():
            if each is not None:
                self.refresh_line(HEAD + each)


def state_words(marks: Sequence[str]) -> str:
    """Return what a card is, in short words; of those without room, how many they are: `susp. flag +2`."""
    words = [SHORT.get(mark, mark) for mark in marks]
    for shown in range(len(words), 0, -1):
        rest = [f"+{len(words) - shown}"] if shown < len(words) else []
        said = " ".join([*words[:shown], *rest])
        if len(said) <= MOST_STATE:
            return said
    return ""
