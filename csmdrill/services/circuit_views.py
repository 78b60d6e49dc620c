"""What the job of circuits hands to screens and lines: the stations of a day, and why they are asked for."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from csmdrill.skills.plan import Kind

Status = Literal["open", "begun", "played", "lost"]
"""A station is to be played, is on or broken off, was played to its end, or was begun and does not count."""


class Station(Struct, frozen=True, kw_only=True):
    """A station of a circuit.

    Args:
        key, title, competency: of the scenario.
        seconds: its full time.
        spoken: said aloud, as the person's benchmarks of that competency were so far.
        status: how it stands today.
        attempt: its id; empty while it is open.
        rated: there is a self-rating.
        score: what that came to, 1-5; None without one.
    """

    key: str
    title: str
    competency: str
    seconds: int
    spoken: bool
    status: Status = "open"
    attempt: str = ""
    rated: bool = False
    score: float | None = None


class Circuit(Struct, frozen=True, kw_only=True):
    """A circuit as it stands today.

    Args:
        kind: why it is asked for.
        title: of its competency; of several, of the first.
        why: in a sentence.
        more: what else is to be known before; may be empty.
        day: from which it is asked for.
        by: after which it is late.
        is_due: it may be played now.
        stations: in their order, those that were played today among them.
        to_rate: attempts at benchmarks that wait for the self-rating, the oldest first.
        following: when the next one falls due, in a sentence; empty until this one is done.
    """

    kind: Kind
    title: str
    why: str
    more: str = ""
    day: date
    by: date
    is_due: bool
    stations: tuple[Station, ...] = ()
    to_rate: tuple[str, ...] = ()
    following: str = ""

    @property
    def next_station(self) -> Station | None:
        """The station to be played next; None where none is left, or it is not due."""
        left = (station for station in self.stations if station.status == "open")
        return next(left, None) if self.is_due else None

    @property
    def is_begun(self) -> bool:
        """Whether a station was begun today."""
        return any(station.status != "open" for station in self.stations)

    @property
    def calls(self) -> bool:
        """Whether there is something to do in it now."""
        unsettled = any(station.status == "begun" for station in self.stations)
        return self.next_station is not None or unsettled or bool(self.to_rate)

    @property
    def minutes(self) -> int:
        """Whole minutes that the stations left take at most, the ratings apart."""
        return -(-sum(each.seconds for each in self.stations if each.status == "open") // 60)
