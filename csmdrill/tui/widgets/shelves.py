"""The shelves of the library: lists, decks, skills and tags, each with the search that finds its cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.widgets.option_list import Option

from csmdrill.tui.safe import plain
from csmdrill.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from csmdrill.content.problem import Problem
    from csmdrill.services.find import Groups

ALL = "all"
PROBLEMS = "problems"
LISTS = (
    ("Due", "is:due"),
    ("Leeches", "is:leech"),
    ("Flagged", "is:flagged"),
    ("Noted", "is:noted"),
    ("Suspended", "is:suspended"),
    ("Retired", "is:retired"),
)
LONGEST = 15


class Shelves(RowList):
    """A row for each shelf; the problems of decks are one, below all cards, where nobody overlooks it."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - handed on to the list
        super().__init__(**given)
        self.queries: dict[str, str] = {}

    def show(self, groups: Groups, problems: Sequence[Problem]) -> None:
        """Show these shelves and no others; `queries` has the search of each by its row's id."""
        self.clear_options()
        self.queries = {ALL: ""}
        self.add_option(Option("All cards", id=ALL))
        if problems:
            self.add_option(Option(plain(problems_words(problems), "$warning"), id=PROBLEMS))
        self._add("Lists", [(title, query, "") for title, query in LISTS])
        for title, found in (("Decks", groups.decks), ("Skills", groups.competencies), ("Tags", groups.tags)):
            self._add(title, [(group.title, group.query, str(group.cards)) for group in found])
        self.highlighted = 0

    def _add(self, title: str, shelves: list[tuple[str, str, str]]) -> None:
        if shelves:
            self.add_option(Option(plain(title, "bold $accent"), disabled=True))
        for name, query, cards in shelves:
            key = str(len(self.queries))
            self.queries[key] = query
            short = name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"
            self.add_option(Option(plain(f" {short:<{LONGEST}}{cards:>4}"), id=key))


def problems_words(problems: Sequence[Problem]) -> str:
    """Return how many errors and warnings there are, as short as the shelves are narrow."""
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    if not errors:
        return f"Warnings {warnings}"
    return f"Problems {errors}" + (f" + {warnings} warn." if warnings else "")
