"""A circuit of benchmarks in lines: its stations one after the other, then their ratings."""

from __future__ import annotations

import os

from csmdrill.cli import output
from csmdrill.cli.role_play_plain import begun, perform, rate_self
from csmdrill.cli.typed import Lines, TypedLines
from csmdrill.services import rehearse
from csmdrill.services.attempts import load
from csmdrill.services.circuit import planned
from csmdrill.services.circuit_views import Circuit
from csmdrill.services.circuit_words import HAND_OVER, NO_STATION, station_words
from csmdrill.services.safekeeping import after_work
from csmdrill.services.wording import counted, date_words
from csmdrill.services.workspace import Workspace, open_workspace

AGAIN = "It goes on at the next station with the same command."


def walk_plainly(competency: str) -> None:
    """Walk through a circuit over stdin and stdout, as far as lines come."""
    with open_workspace(os.environ) as workspace:
        lines = TypedLines()
        _settle(workspace, lines)
        circuit = planned(workspace, competency)
        if circuit is None:
            output.data(NO_STATION)
        else:
            _tell(circuit)
            if circuit.calls and _play_all(workspace, competency, lines):
                _rate_all(workspace, competency, lines)
        lacking = after_work(workspace)
    if lacking:
        output.talk(lacking)


def _settle(workspace: Workspace, lines: Lines) -> None:
    """Tell what a crash broke off; of a benchmark that had come to its end the rest is asked for."""
    for left in rehearse.interrupted(workspace):
        output.data(left.sentence)
        if left.kind == "benchmark" and left.over:
            perform(workspace, rehearse.resume(workspace, left.id), lines, apart=False, rated=False)


def _play_all(workspace: Workspace, competency: str, lines: Lines) -> bool:
    """Play the stations that are left; returns whether all of them were begun."""
    while (circuit := planned(workspace, competency)) is not None:
        station = circuit.next_station
        if station is None:
            return True
        output.data()
        output.data(f"Station {circuit.stations.index(station) + 1} of {len(circuit.stations)}")
        rehearsal = rehearse.prepare(workspace, station.key, "benchmark", spoken=False)
        started = begun(workspace, rehearsal, lines, apart=False)
        if started is None:
            output.data(f"Left before this station. {AGAIN}")
            return False
        perform(workspace, started, lines, apart=False, rated=False)
    return True


def _rate_all(workspace: Workspace, competency: str, lines: Lines) -> None:
    """Ask for the ratings one after the other, then tell when the next circuit is due."""
    circuit = planned(workspace, competency)
    for attempt in circuit.to_rate if circuit else ():
        row = load(workspace, attempt).row
        output.data()
        output.data(f"{row.title}, {date_words(row.day)}")
        if not rate_self(workspace, attempt, lines):
            return
    done = planned(workspace, competency)
    if done is not None and done.following:
        output.data(done.following)
    if circuit and circuit.to_rate:
        output.data(HAND_OVER)


def _tell(circuit: Circuit) -> None:
    when = "" if circuit.is_due else f" · from {date_words(circuit.day)} on"
    output.data(f"{circuit.title}{when}")
    for sentence in filter(None, (circuit.why, circuit.more)):
        output.data(sentence)
    for number, station in enumerate(circuit.stations, 1):
        output.data(f"  {number}  {station.title} · {station_words(station)}")
    if circuit.to_rate:
        output.data(f"{counted(len(circuit.to_rate), 'station')} to rate.")
    if any(station.spoken and station.status == "open" for station in circuit.stations):
        output.data("In lines they are typed; what is said aloud has a baseline of its own.")
    if not circuit.is_due:
        output.data("csmdrill circuit --competency NAME does not wait for that.")
    elif circuit.following:
        output.data(circuit.following)
