"""The works during which a write fails, each with what it has promised once it said so."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import msgspec

from bench.soak.homes import acknowledged, facts_of, log_of, opened, practice, write_deck
from bench.soak.programs import Ended, run
from csmdrill.core.home import Home
from csmdrill.storage.backup import backups, look_into
from csmdrill.storage.store import Store

FROZEN = Path(__file__).parents[2] / "tests" / "storage" / "frozen" / "schema1.db.gz"
OTHERS_ANSWERS = 20
CARDS = 99

RUBRIC = """\
format: csmdrill/rubric@1
id: talk
title: A talk
competency: renewal-negotiation
overall: {"1": Poor., "3": Fair., "5": Good.}
criteria:
"""
CRITERIA = ("asks", "waits", "sums", "closes")
CRITERION = """\
  - {id: ID, title: Does ID, weight: 25, anchors: {"1": Poor., "3": Fair., "5": Good.},
     checks: [{id: x, text: One was done.}, {id: y, text: Two was done.}]}
"""
SCENARIO = """\
format: csmdrill/scenario@1
id: call
title: A call
rubric: talk
timebox: {total: 20m, amber: 15m, red: 18m}
brief: Dana expects your call.
people: {dana: {name: {kind: pick, among: [Dana Whitfield, Dana Okafor]}, role: CFO}}
start: {say: Hello.}
rules:
  - {id: done, event: reply, match: {any: [bye]}, do: {say: Farewell., end: won}}
  - {id: other, event: reply, do: {say: Hm.}}
timeout: {say: I must go., end: lost}
ends: {won: pass, lost: fail}
"""
SESSION = ["practice", "--plain", "--query", "deck:w0"]
ROLE_PLAY = ["roleplay", "my/call", "--plain", "--seed", "3"]
LINES = "4\nWhat is it about?\nbye\nwent so and so\n"
RATING = "".join(f"a\n4\n\nSeen at {name}.\n" for name in CRITERIA)


class Job(msgspec.Struct, frozen=True):
    """One work.

    Args:
        name: of it, for the figures.
        home: the home that it begins in.
        words, typed: the command line and what is typed.
        promises: what must be kept once some words were shown: pairs of words shown and words in the home.
        again: what is run when there is room again; must end with 0.
        kept: returns what was promised in other ways and is not there.
    """

    name: str
    home: Path
    words: list[str]
    typed: str = ""
    promises: tuple[tuple[str, str], ...] = ()
    again: tuple[str, ...] = ("due",)
    kept: Callable[[Store, Ended], list[str]] = lambda _store, _ended: []


def jobs(folder: Path) -> list[Job]:
    """Return all works; the homes that they begin in are made beneath a folder."""
    used, old, brought = folder / "used", folder / "old", folder / "facts.jsonl"
    _make_used(used)
    _make_others(folder / "other", brought)
    old.mkdir()
    Home(old).database.write_bytes(gzip.decompress(FROZEN.read_bytes()))
    with opened(used) as store:
        before = log_of(store).answers
    lines = brought.read_bytes().splitlines()

    def answers_kept(store: Store, ended: Ended) -> list[str]:
        lacking = acknowledged(ended.out).answers - (log_of(store).answers - before)
        return [f"answers lost: {dict(lacking)}"] if lacking else []

    def import_kept(store: Store, ended: Ended) -> list[str]:
        return (
            []
            if ended.code or set(lines) <= set(store.export_lines(with_text=True))
            else ["facts that were brought in are lost"]
        )

    return [
        Job("an answer and an undo", used, SESSION, "x\n3\nu\n", kept=answers_kept),
        Job("a session end", used, SESSION, "q\n"),
        Job(
            "an import",
            used,
            ["data", "import", str(brought)],
            kept=import_kept,
            again=("data", "import", str(brought)),
        ),
        Job("a backup", used, ["backup"], kept=_backup_kept, again=("backup",)),
        Job("a migration", old, ["due"]),
        Job("an attempt", used, ROLE_PLAY, LINES, _ATTEMPT, again=("attempts",)),
        Job(
            "a rating",
            used,
            ["rate", "last", "--as", "coach"],
            RATING,
            _RATING,
            again=("attempts", "show", "last"),
        ),
    ]


_ATTEMPT = (("Hm.", "What is it about?"), ("Kept as", "went so and so"))
_RATING = (
    ("Does waits", "Seen at asks."),
    ("Does sums", "Seen at waits."),
    ("Does closes", "Seen at sums."),
    ("coach:", "Seen at closes."),
)


def _backup_kept(store: Store, ended: Ended) -> list[str]:
    found = backups(store._home)
    for each in found:
        look_into(each.path)
    return [] if found or ended.code else ["the backup is not there"]


def _make_used(home: Path) -> None:
    """Make a home with a few answers and an attempt, and a backup just made."""
    write_deck(home, "w0", CARDS)
    shelf = Home(home).scenarios
    shelf.mkdir(parents=True)
    criteria = "".join(CRITERION.replace("ID", name) for name in CRITERIA)
    (shelf / "talk.rubric.yaml").write_text(RUBRIC + criteria, encoding="utf-8")
    (shelf / "call.scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    run(SESSION, home, "x\n3\n" * 4)
    run(ROLE_PLAY, home, LINES)
    run(["backup"], home)


def _make_others(home: Path, target: Path) -> None:
    """Write the facts of another home."""
    write_deck(home, "w1", OTHERS_ANSWERS)
    run(practice(home, "w1"), home, "x\n3\n" * OTHERS_ANSWERS)
    target.write_bytes(b"\n".join(facts_of(home)) + b"\n")
