"""What a coach has rated of late: how many attempts, at what, and which of them wait for one's own rating."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from csmdrill.core.clock import day_date
from csmdrill.services.record import record_of
from csmdrill.services.wording import counted, date_words, skill_title
from csmdrill.services.workspace import Workspace

NEWS_DAYS = 7
"""For so many study days, the one on which it came included, a rating is news."""


class CoachNews(Struct, frozen=True, kw_only=True):
    """Attempts of which a coach's rating has come.

    Args:
        day: on which the last of the ratings came.
        attempts: their ids, the newest first.
        skills: what they were at, in words.
        benchmarks: whether any of them is one, so that Skills shows it.
        waiting: those that one has not rated oneself, so that nothing is shown of them yet.
    """

    day: date
    attempts: tuple[str, ...]
    skills: tuple[str, ...]
    benchmarks: bool
    waiting: tuple[str, ...]

    @property
    def words(self) -> str:
        """What was rated: `3 attempts of Renewal negotiation`."""
        of = f" of {self.skills[0]}" if len(self.skills) == 1 else ""
        return f"{counted(len(self.attempts), 'attempt')}{of}"

    @property
    def waiting_words(self) -> str:
        """Which of them one has to rate first, without a full stop; empty where none waits."""
        if not self.waiting:
            return ""
        if len(self.waiting) > 1:
            which = "They" if len(self.waiting) == len(self.attempts) else f"{len(self.waiting)} of them"
            return f"{which} are shown once you rated them yourself"
        which = "It" if len(self.attempts) == 1 else "1 of them"
        return f"{which} is shown once you rated it yourself"

    @property
    def lines(self) -> list[str]:
        """What came, and which commands show it."""
        shown = [each for each in self.attempts if each not in self.waiting]
        lines = [f"A coach's rating of {self.words} came on {date_words(self.day)}."]
        if shown:
            which = "Read it" if len(shown) == 1 else "The newest"
            lines.append(f"{which}: csmdrill attempts show {shown[0]}")
        if self.waiting:
            lines.append(f"{self.waiting_words}: csmdrill rate {self.waiting[0]}")
        return lines


def coach_news(workspace: Workspace) -> CoachNews | None:
    """Return what a coach's ratings came of in the last days; None where none came."""
    today = workspace.now().day
    found = [
        (each, given.day)
        for each in reversed(record_of(workspace).attempts)
        if (given := each.rated_as("coach")) is not None and 0 <= today - given.day < NEWS_DAYS
    ]
    if not found:
        return None
    return CoachNews(
        day=day_date(max(day for _, day in found)),
        attempts=tuple(each.said.attempt for each, _ in found),
        skills=tuple(dict.fromkeys(skill_title(each.said.competency) for each, _ in found)),
        benchmarks=any(each.said.mode == "benchmark" for each, _ in found),
        waiting=tuple(each.said.attempt for each, _ in found if each.rated_as("self") is None),
    )
