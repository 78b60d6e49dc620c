"""Make a frozen home of the present schema: `python -m tests.storage.freeze`, before the next schema begins.

It holds facts of every kind, two devices, and rows in every table; two runs differ in random ids alone.
"""

from __future__ import annotations

import gzip
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from csmdrill.core.clock import StudyDay
from csmdrill.core.home import Home
from csmdrill.practice.model import Rating
from csmdrill.storage import tables
from csmdrill.storage.coached import CalibrationPayload
from csmdrill.storage.facts import (
    BuryPayload,
    DuePayload,
    FlagPayload,
    Handling,
    ResetPayload,
    SuspendPayload,
)
from csmdrill.storage.observed import BaselinePayload, KnownPayload, ObservationPayload
from csmdrill.storage.played import AttemptPayload, CorrectionPayload, RatingPayload, RepeatPayload
from csmdrill.storage.rehearsals import Draft, ToTell, source_from
from tests.storage.conftest import Desk, ToldClock, card, deck

FROZEN = Path(__file__).parent / "frozen"
SKILL = "renewal-negotiation"
KEYS = tuple(f"p/d/c{number}" for number in range(12))
SCENARIO, RUBRIC = source_from("scenario", "id: call\nÜber\n"), source_from("rubric", "id: talk\n")
BEGUN = timedelta(days=-40)


def practised(desk: Desk, days: int) -> None:
    """Answer cards on so many days, with words and without, and take some of it back."""
    for day in range(days):
        for number in range(4):
            ref = desk.answer(
                KEYS[(day * 5 + number * 3) % 12],
                Rating(1 + (day + number) % 4),
                competency=("outcome-discovery", SKILL)[number % 2],
                typed="Wir sprachen über 4 %." if number == 1 else None,
                scheduled=number != 3 or day % 5 > 0,
                session=f"s{day}",
            )
            if (day + number) % 7 == 0:
                undone = desk.store.undo(ref, desk.clock.moment)
                if day % 3 == 0:
                    desk.store.undo(undone, desk.clock.moment)
            desk.clock.pass_by(minutes=3)
        if day == days // 2:
            desk.clock.pass_by(hours=-30)
        desk.clock.pass_by(hours=23)


def handled(desk: Desk) -> None:
    """Do once what can be done with cards, settings and leave, and take some of it back."""
    store, at = desk.store, desk.clock.moment
    day = StudyDay(at.day + 20)
    said: tuple[Handling, ...] = (
        SuspendPayload(on=True, group="g1"),
        BuryPayload(day=at.day, group="g2"),
        FlagPayload(on=True),
        ResetPayload(),
        DuePayload(day=day),
    )
    for number, each in enumerate(said):
        store.handle(KEYS[number : number + 2], each, at)
    store.undo_group("g2", at)
    store.note(KEYS[5:7], "Ask Dana.", "g3", at)
    store.set_leave(day, StudyDay(day + 6), at)
    store.undo(store.set_leave(StudyDay(day + 30), StudyDay(day + 31), at), at)
    store.set_setting("new", 5, at)
    store.undo(store.set_setting("minutes", 25, at), at)
    store.set_setting("zone", "Asia/Kathmandu", at)
    store.start_session("s-end", at, 10)
    store.end_session("s-end", at, 4, "done")


def played(desk: Desk) -> None:
    """Play and rate, correct and repeat; leave one attempt half done and take one back."""
    store, at = desk.store, desk.clock.moment
    about: dict[str, Any] = {"rubric": "p/talk", "rubric_hash": RUBRIC.hash}
    for number, mode in enumerate(("practice", "benchmark", "practice")):
        said = AttemptPayload(
            attempt=f"a{number}",
            title="Call",
            competency=SKILL,
            seed=3,
            end="won",
            passed=True,
            reason="ended",
            seconds=42,
            metrics={"talk_share": 0.5, "held": 2.0},
            tags=("asked",),
            predicted=3.5,
            **about | {"mode": mode},
        )
        told = ToTell(said=said, key="p/call", hash=SCENARIO.hash, words="{}", sources=(SCENARIO, RUBRIC))
        ref = store.tell(told, at)
    store.undo(ref, at)
    for role in ("self", "coach"):
        rating = RatingPayload(
            attempt="a1",
            rater="me",
            asked=("x",),
            weights={"x": 100},
            levels={"x": 4},
            **about | {"role": role},
        )
        store.tell(ToTell(said=rating, key="p/call", hash=SCENARIO.hash, words="Fair."), at)
    correction = CorrectionPayload(attempt="a0", at=2000, concept="outcome")
    store.tell(ToTell(said=correction, key="p/call", words="the line"), at)
    store.tell(ToTell(said=RepeatPayload(day=at.day + 3, attempt="a0"), key="p/call"), at)
    store.keep_draft(Draft("b", "attempt", "half", 5), (SCENARIO,))
    store.keep_list("digest", "[]")


def observed(desk: Desk) -> None:
    """Note what was seen of others, a new baseline, and a calibration."""
    store, at = desk.store, desk.clock.moment
    seen = ObservationPayload(person="ada", competency=SKILL, role="coach", score=3.5, rubric="r", day=at.day)
    (ref, _, _) = store.observe(
        [
            seen,
            KnownPayload(
                person="ada",
                competency=SKILL,
                day=at.day,
                tested=9,
                recalled=8,
                expected_ppm=1,
                evidence_ppm=-2,
            ),
            BaselinePayload(person="ada", competency=SKILL, channel="coach", day=at.day),
        ],
        at,
    )
    store.undo(ref, at)
    store.calibrate(
        CalibrationPayload(
            rater="me", day=at.day, transcripts=2, ratings=8, missing=0, absolute=0.5, lean=-0.25, criteria={}
        ),
        at,
    )


def live(folder: Path) -> Desk:
    """Return a home in which everything has happened, some of it on another device."""
    clock = ToldClock()
    clock.time += BEGUN
    desk, other = Desk(Home(folder / "home"), clock), Desk(Home(folder / "other"), clock)
    cards = [card(key, position=number, competency=SKILL) for number, key in enumerate(KEYS)]
    desk.has(deck("/decks/a.deck.yaml", *cards))
    practised(desk, 24)
    practised(other, 5)
    desk.store.import_lines(other.store.export_lines(with_text=True))
    other.store.close()
    renamed = card("p/d/renamed", aliases=(KEYS[0],), revision=2, hash="h2")
    desk.has(deck("/decks/a.deck.yaml", renamed, *cards[1:], digest="d2"))
    handled(desk)
    played(desk)
    observed(desk)
    practised(desk, 3)
    return desk


def main() -> None:
    """Write the database and the dump of its state."""
    with tempfile.TemporaryDirectory() as folder:
        desk = live(Path(folder))
        dump = list(desk.store.canonical_dump())
        desk.store.close()
        name = f"schema{tables.SCHEMA}"
        packed = gzip.compress(desk.home.database.read_bytes(), mtime=0)
        (FROZEN / f"{name}.db.gz").write_bytes(packed)
        (FROZEN / f"{name}.dump").write_text("\n".join(dump) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
