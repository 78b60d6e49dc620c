"""A circuit of benchmarks as the screens show it: one row on Today, and its stations."""

from __future__ import annotations

from textual.content import Content

from csmdrill.services.circuit_views import Circuit
from csmdrill.services.circuit_words import left_words, station_words
from csmdrill.services.wording import date_words
from csmdrill.tui.day_words import day_row
from csmdrill.tui.hanging import Hanging
from csmdrill.tui.safe import plain

TITLE = 44


def circuit_row(circuit: Circuit | None, key: str) -> Hanging | None:
    """Return the row of Today; nothing where nothing is to be done."""
    if circuit is None or not circuit.calls:
        return None
    title = plain(f"{circuit.title}: {left_words(circuit)}", "bold")
    return day_row("Circuit", title, key, plain(circuit.why, "dim"))


def stations(circuit: Circuit) -> Content:
    """Return the stations, the next one marked."""
    following = circuit.next_station
    lines = [
        Content.assemble(
            ("▸ " if station is following else "  ", "$accent bold"),
            plain(f"{number}  "),
            plain(f"{station.title[:TITLE]:<{TITLE}}  ", "bold" if station is following else ""),
            plain(station_words(station), "dim"),
        )
        for number, station in enumerate(circuit.stations, 1)
    ]
    return Content("\n").join(lines)


def about(circuit: Circuit) -> Content:
    """Return why the circuit is asked for, and what else is to be known before."""
    parts = [circuit.why, circuit.more]
    if not circuit.is_due:
        parts.append(f"It is asked for on {date_words(circuit.day)}.")
    return plain(" ".join(filter(None, parts)))
