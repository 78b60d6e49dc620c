"""What is said of the stations of a circuit, the same on the screen and in plain lines."""

from __future__ import annotations

from csmdrill.content.duration import clock_text
from csmdrill.services.circuit_views import Circuit, Station
from csmdrill.services.wording import counted, score_words

NO_STATION = "There is no reserved scenario, so nothing can be benchmarked."
HAND_OVER = "For a coach to rate them, too: csmdrill submit --circuit -o FOLDER"


def station_words(station: Station) -> str:
    """Return how a station stands."""
    if station.status == "open":
        return clock_text(station.seconds * 1000)
    if station.status == "begun":
        return "begun, not over yet"
    if station.status == "lost":
        return "begun, does not count"
    if station.score is not None:
        return f"rated {score_words(station.score)}"
    return "rated" if station.rated else "played, not rated yet"


def left_words(circuit: Circuit) -> str:
    """Return what is left of a circuit: `3 stations, 12 minutes at most`, else what is to be rated."""
    left = sum(station.status == "open" for station in circuit.stations)
    if not left and any(station.status == "begun" for station in circuit.stations):
        return "1 station was broken off"
    if not left:
        return f"{counted(len(circuit.to_rate), 'station')} to rate"
    return f"{counted(left, 'station')}, {counted(circuit.minutes, 'minute')} at most"
