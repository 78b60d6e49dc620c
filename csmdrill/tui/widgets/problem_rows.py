"""What is wrong with deck files, a row each: how grave it is, where it is, what it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widgets.option_list import Option

from csmdrill.tui.safe import near, plain
from csmdrill.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from csmdrill.content.problem import Problem


class ProblemRows(RowList):
    """The problems of decks, errors first; enter chooses one."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - handed on to the list
        super().__init__(**given)
        self.problems: list[Problem] = []

    def show(self, problems: Iterable[Problem]) -> None:
        """Show these problems and no others."""
        self.problems = sorted(problems, key=lambda each: (not each.is_error, each))
        self.clear_options()
        self.add_options(Option(problem_row(each)) for each in self.problems)
        self.highlighted = 0 if self.problems else None


def problem_row(problem: Problem) -> Content:
    """Return a problem as a row."""
    grave = plain(f"{problem.severity:<9}", "$error" if problem.is_error else "$warning")
    place = f"{near(problem.path)}:{problem.line}:{problem.col}  "
    return Content.assemble(grave, plain(place, "bold"), plain(problem.message))
