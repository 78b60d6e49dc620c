"""Make a home with many cards and ten answers to each, the same one for a seed and a day.

usage: python -m bench.big_home FOLDER CARDS [SEED]
"""

from __future__ import annotations

import atexit
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC
from functools import cache
from itertools import islice
from pathlib import Path

import msgspec

from bench.brought import Brought, bring
from bench.usage import refuse, taken, whole
from csmdrill.content.competency import TITLES
from csmdrill.core.clock import Moment, StudyDay, SystemClock, moment
from csmdrill.core.home import Home
from csmdrill.practice.memory import MODEL, PARAMETER_SET, MemoryModel, fuzz_share, fuzzed
from csmdrill.practice.model import Memory, Phase, Rating
from csmdrill.services import library
from csmdrill.services.workspace import Workspace
from csmdrill.storage.facts import Fact, InstallPayload, ReviewPayload, canonical_json, sealed
from csmdrill.storage.lines import write_line

SEED = 6
ANSWERS = 10
FILES = 200
LIVES = 300
KNOWN = 0.8
LONGEST_LIFE = 3 * 365
LATE_DAYS = 2
RETENTION = 0.9
BEHIND_DAYS = 30
"""With all cards due, the longest that one has been waiting."""

MORNING = 8 * 3600
HOURS = 3 * 3600
LEARNING_STEP = 11 * 60
DAY = 86_400

COMPETENCIES = tuple(TITLES)
Cards = Sequence[tuple[str, str, str]]
"""Key, hash and competency of each."""


class BigHome(msgspec.Struct, frozen=True, kw_only=True):
    """A home that is ready to be opened.

    Args:
        home: its folders; give its root as CSMDRILL_HOME.
        facts: the file of facts that was brought in.
        cards: in its decks.
        reviews: in its log.
        brought: what the import took.
    """

    home: Home
    facts: Path
    cards: int
    reviews: int
    brought: Brought


class Step(msgspec.Struct, frozen=True):
    """An answer of a life: days and seconds after its first, and what it says, by competency."""

    day: int
    second: int
    payloads: tuple[str, ...]


class Life(msgspec.Struct, frozen=True):
    """The answers to a card, and the interval, not fuzzed yet, that the last of them led to."""

    steps: tuple[Step, ...]
    interval: int


def big_home(
    root: Path, cards: int, seed: int, all_due: bool = False, today: StudyDay | None = None
) -> BigHome:
    """Make a home of so many cards with `ANSWERS` answers each, the last of them before today.

    Args:
        root: a folder that is not there yet; the home is `root/home`.
        cards: how many.
        seed: of the histories.
        all_due: every card is due; else as many as fall due on a day of steady practice.
        today: a study day; the machine's if none is given.
    """
    home, facts = Home(root / "home"), root / "facts.jsonl"
    write_decks(home, cards)
    with Workspace(home, SystemClock()) as workspace:
        library.refresh(workspace)
    day = moment(SystemClock().now(), UTC).day if today is None else today
    with facts.open("wb") as out:
        out.writelines(line + b"\n" for line in fact_lines(_cards_of(home), seed, day, all_due))
    return BigHome(home=home, facts=facts, cards=cards, reviews=cards * ANSWERS, brought=bring(home, facts))


@cache
def shared(cards: int, all_due: bool = False) -> BigHome:
    """Return a home of so many cards, made once in a run and thrown away at its end; only read it.

    What answers cards takes a copy, see `copied`.
    """
    folder = tempfile.mkdtemp(prefix="csmdrill-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return big_home(Path(folder) / "big", cards, SEED, all_due)


def copied(big: BigHome, root: Path) -> Home:
    """Return a copy of a home, see `copy_of`."""
    return copy_of(big.home, root)


def copy_of(old: Home, root: Path) -> Home:
    """Return a copy of a home in a folder that is not there yet; its answers are those of a new device.

    Its decks count as read, as they were where they stood before.
    """
    home = Home(shutil.copytree(old.root, root))
    places = {"old": str(old.decks.resolve()), "new": str(home.decks.resolve())}
    with closing(sqlite3.connect(home.database)) as connection:
        for table in ("deck_file", "card_body"):
            connection.execute(f"UPDATE {table} SET path = replace(path, :old, :new)", places)  # noqa: S608
        connection.commit()
    return home


def write_decks(home: Home, cards: int) -> None:
    """Write so many plain cards into the home's own decks, in `FILES` files or fewer."""
    home.decks.mkdir(parents=True)
    numbers = iter(range(cards))
    size = -(-cards // FILES)
    for file in range(-(-cards // size)):
        competency = COMPETENCIES[file % len(COMPETENCIES)]
        head = f"format: csmdrill/deck@1\nid: d{file}\ntitle: Deck {file}\ncompetency: {competency}\ncards:\n"
        lines = [
            f"  - {{id: c{number}, kind: recall, prompt: What of account {number}, "
            f"answer: It renews in week {number % 52}, why: It is in its plan}}\n"
            for number in islice(numbers, size)
        ]
        (home.decks / f"d{file}.deck.yaml").write_text(head + "".join(lines), encoding="utf-8")


def fact_lines(cards: Cards, seed: int, today: StudyDay, all_due: bool) -> Iterator[bytes]:
    """Yield an install and `ANSWERS` reviews of each card as lines of JSON, in the order of time."""
    chance = random.Random(seed)  # noqa: S311 - made-up answers
    person, device = (f"{chance.getrandbits(128):032x}" for _ in range(2))
    lives = [_life(chance) for _ in range(min(LIVES, len(cards)))]
    lived = [_placed(key, chance, lives, today, all_due) for key, _, _ in cards]
    order = sorted(
        ((begun + step.day) * DAY + second + step.second) << 32 | number << 4 | place
        for number, (life, begun, second) in enumerate(lived)
        for place, step in enumerate(lives[life].steps)
    )
    first = (order[0] >> 32) * 1000 if order else 0
    install = canonical_json(InstallPayload(person=person))
    yield _line(device, 1, person, first - 1, "install", None, None, install)
    last = first - 1
    for seq, packed in enumerate(order, start=2):
        at, number, place = (packed >> 32) * 1000, packed >> 4 & 0xFFFFFFF, packed & 0xF
        last = max(at, last + 1)
        key, hash_, competency = cards[number]
        payload = lives[lived[number][0]].steps[place].payloads[COMPETENCIES.index(competency)]
        yield _line(device, seq, person, last, "review", key, hash_, payload)


def _cards_of(home: Home) -> list[tuple[str, str, str]]:
    """Return key, hash and competency of the home's own cards, in the order of their keys."""
    with closing(sqlite3.connect(f"{home.database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        query = "SELECT key, hash, competency FROM card WHERE live = 1 AND key LIKE 'my/%' ORDER BY key"
        return connection.execute(query).fetchall()


def _life(chance: random.Random) -> Life:
    """Return answers within three years by somebody who comes on the day or little later and often knows."""
    model = MemoryModel(RETENTION)
    while True:
        memory, day, second = None, 0, 0
        steps: list[Step] = []
        for _ in range(ANSWERS):
            if memory is not None and memory.phase is Phase.REVIEW:
                day, second = memory.due_day + chance.randint(0, LATE_DAYS), 0
            elif memory is not None:
                second += LEARNING_STEP
            rating = Rating.GOOD if chance.random() < KNOWN else Rating.AGAIN
            at = Moment((day * DAY + second) * 1000, 0, StudyDay(day))
            steps.append(Step(day, second, _payloads(chance, model, rating, memory, at)))
            memory = model.review("life", memory, rating, at)
        if memory is not None and memory.phase is Phase.REVIEW and day <= LONGEST_LIFE:
            return Life(tuple(steps), model.interval(memory.stability))


def _placed(
    key: str, chance: random.Random, lives: Sequence[Life], today: StudyDay, all_due: bool
) -> tuple[int, int, int]:
    """Return which life a card has, on which study day it begins and at which second of it."""
    # On any day the long intervals are under way far more often than the short ones.
    number = chance.choices(range(len(lives)), [life.interval for life in lives])[0]
    life = lives[number]
    interval = fuzzed(life.interval, fuzz_share(key, ANSWERS - 1))
    due = today - chance.randint(0, BEHIND_DAYS) if all_due else today + chance.randrange(interval)
    last = min(due - interval, today - 1)
    return number, last - life.steps[-1].day, MORNING + chance.randrange(HOURS)


def _payloads(
    chance: random.Random, model: MemoryModel, rating: Rating, memory: Memory | None, at: Moment
) -> tuple[str, ...]:
    """Return what an answer says, one text for each competency."""
    said = ReviewPayload(
        rating=rating,
        took_ms=chance.randint(4_000, 24_000),
        revision=1,
        model=MODEL,
        parameters=PARAMETER_SET,
        retention=RETENTION,
        predicted=None if memory is None else round(model.predicted_recall(memory, at.day), 6),
        phase_before=Phase.NEW if memory is None else memory.phase,
    )
    return tuple(canonical_json(msgspec.structs.replace(said, competency=each)) for each in COMPETENCIES)


def _line(
    device: str, seq: int, person: str, at: int, kind: str, key: str | None, hash_: str | None, payload: str
) -> bytes:
    fact = Fact(
        device_id=device,
        seq=seq,
        person=person,
        order_at=at,
        at=at,
        offset=0,
        day=at // (DAY * 1000),
        kind=kind,
        key=key,
        hash=hash_,
        payload=payload,
        simulated=False,
        checksum="",
    )
    return write_line(sealed(fact))


def main(folder: Path, cards: int, seed: int = 0) -> None:
    """Make the home and say where it is and what the import took."""
    print(msgspec.json.format(msgspec.json.encode(big_home(folder, cards, seed), enc_hook=str)).decode())


if __name__ == "__main__":
    into, cards_wanted, *seed_wanted = taken(sys.argv[1:], __doc__, 2, 3)
    numbers = [whole(cards_wanted, 1), *map(whole, seed_wanted)]
    if Path(into).exists():
        refuse(f"{into} is there already.", __doc__)
    main(Path(into), *numbers)
