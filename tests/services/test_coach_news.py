"""A coach's rating that came in is told for a week, with the way to it, and what waits for one's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from csmdrill.core.home import Home
from csmdrill.services import coach_files, coach_rating, receiving
from csmdrill.services.coach_news import CoachNews, coach_news
from csmdrill.services.rehearsal_views import RatingDraft
from csmdrill.services.submission import submission_of
from csmdrill.services.workspace import Workspace
from csmdrill.tui.skill_rows import coach_row
from tests.services.conftest import Room, ToldClock


@pytest.fixture
def coach(tmp_path: Path) -> Iterator[Workspace]:
    """A coach with a home of their own."""
    opened = Workspace(Home(tmp_path / "coach"), ToldClock())
    yield opened
    opened.close()


def sent_and_rated(room: Room, coach: Workspace, name: str, key: str = "my/call", rated: bool = True) -> str:
    """Play an attempt, send it to a coach and take the rating in; returns its id."""
    played = room.play(key=key)
    if rated:
        room.rate()
    path = room.home.root.parent / f"{name}.json"
    coach_files.write_new(path, coach_files.encoded(submission_of(room.ws, "last")))
    asked = coach_rating.open_file(coach, path, "Ada")
    given = coach_rating.save(coach, asked, RatingDraft(levels={each.id: 2 for each in asked.sheet.asked}))
    receiving.receive(room.ws, given.target)
    return played


def told(room: Room) -> CoachNews:
    """Return what is news."""
    news = coach_news(room.ws)
    assert news is not None
    return news


def row(news: CoachNews | None) -> str:
    """Return Today's row, its keys by their names."""
    shown = coach_row(news, str.upper)
    return "" if shown is None else " ".join(shown.text(80).plain.split())


def test_a_rating_is_told_for_a_week_with_the_way_to_it(room: Room, coach: Workspace) -> None:
    room.play()
    room.rate()
    assert coach_news(room.ws) is None
    assert not row(None)
    call = sent_and_rated(room, coach, "one")
    assert (
        row(told(room)) == "Coach rated 1 attempt of Renewal negotiation TODAY.ROLE-PLAYS ROLE-PLAYS.ATTEMPTS"
    )
    room.days(1)
    room.reserve()
    exam = sent_and_rated(room, coach, "two", "my/exam")
    assert told(room).attempts == (exam, call)
    assert row(told(room)) == "Coach rated 2 attempts of Renewal negotiation TODAY.SKILLS"
    came = "A coach's rating of 2 attempts of Renewal negotiation came on Wed 25 Nov."
    assert told(room).lines == [came, f"The newest: csmdrill attempts show {exam}"]
    room.days(6)
    assert told(room).attempts == (exam,)
    assert told(room).lines[1] == f"Read it: csmdrill attempts show {exam}"
    room.days(1)
    assert coach_news(room.ws) is None


def test_what_is_not_rated_by_oneself_is_told_as_waiting(room: Room, coach: Workspace) -> None:
    waits = sent_and_rated(room, coach, "one", rated=False)
    assert told(room).lines == [
        "A coach's rating of 1 attempt of Renewal negotiation came on Tue 24 Nov.",
        f"It is shown once you rated it yourself: csmdrill rate {waits}",
    ]
    sent_and_rated(room, coach, "two")
    assert row(told(room)).endswith(
        "1 of them is shown once you rated it yourself: TODAY.ROLE-PLAYS ROLE-PLAYS.ATTEMPTS"
    )
    sent_and_rated(room, coach, "three", rated=False)
    assert told(room).waiting_words == "2 of them are shown once you rated them yourself"
    room.rate(waits)
    assert told(room).waiting_words == "1 of them is shown once you rated it yourself"
