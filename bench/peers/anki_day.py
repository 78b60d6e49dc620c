"""Anki itself on a day with everything due: answers cards and builds its queue when it is told to.

Run it with a Python that has the package `anki` (AGPL: a process of its own, never imported by csmdrill):

    .anki-venv/bin/python bench/peers/anki_day.py FOLDER NOTES

It makes a collection of so many notes with ten reviews each, all of them due, says that it is ready, and
then answers each line of its input, a job as JSON, with a line of JSON: the seconds of each time.

    {"job": "answer", "times": 50, "shown": false}   rate the card that came, get the next
    {"job": "queue", "times": 5, "limit": 500}       gather at most so many of the cards that are due
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from anki.collection import AddNoteRequest, Collection  # isort: skip  (Anki needs it to come first)
from anki.cards import Card
from anki.deck_config_pb2 import DeckConfig
from anki.scheduler.v3 import CardAnswer

REVIEWS = 10
AT_ONCE = 5_000
BEHIND_DAYS = 30
INTERVAL_DAYS, MORE_DAYS = 40, 50
DAY = 86_400
WHOLE_DAY = 9_999
AGAIN_EVERY = 5
LATER = 600


def made(folder: Path, notes: int) -> Collection:
    """Return a collection in which every card is due, with its reviews, and FSRS is on."""
    path = str(folder / "collection.anki2")
    col = Collection(path)
    kind = col.models.by_name("Basic")
    for first in range(0, notes, AT_ONCE):
        requests = []
        for number in range(first, min(first + AT_ONCE, notes)):
            note = col.new_note(kind)
            note["Front"], note["Back"] = f"What of account {number}", f"It renews in week {number % 52}"
            requests.append(AddNoteRequest(note, 1))
        col.add_notes(requests)
    col.set_config("fsrs", True)
    limited(col, WHOLE_DAY)
    today, cut = col.sched.today, col.sched.day_cutoff
    col.close()
    _review(Path(path), today, cut)
    return Collection(path)


def _review(path: Path, today: int, cut: int) -> None:
    """Give each card of a closed collection its reviews, and make it due."""
    with closing(sqlite3.connect(path)) as connection:
        cards = [card for (card,) in connection.execute("SELECT id FROM cards ORDER BY id")]
        known = {"d": 5.0, "dr": 0.9, "lrt": cut - 2 * INTERVAL_DAYS * DAY}
        connection.executemany(
            "UPDATE cards SET type = 2, queue = 2, factor = 2500, due = ?, ivl = ?, data = ? WHERE id = ?",
            (
                (today - number % BEHIND_DAYS, days, json.dumps({"s": float(days), **known}), card)
                for number, card in enumerate(cards)
                for days in (INTERVAL_DAYS + number % MORE_DAYS,)
            ),
        )
        connection.executemany(
            "INSERT INTO revlog VALUES (?, ?, -1, 3, 20, 10, 2500, 6000, 1)",
            (
                ((cut - 1500 * DAY) * 1000 + turn * len(cards) + number, card)
                for turn in range(REVIEWS)
                for number, card in enumerate(cards)
            ),
        )
        connection.commit()


def limited(col: Collection, limit: int) -> None:
    """Let the day have at most so many reviews, those that are likeliest forgotten first."""
    config: dict[str, Any] = col.decks.get_config(1)  # type: ignore[arg-type,assignment]
    config["rev"]["perDay"] = limit
    config["reviewOrder"] = DeckConfig.Config.REVIEW_CARD_ORDER_RETRIEVABILITY_ASCENDING
    col.decks.update_config(config)


def answers(col: Collection, times: int, shown: bool) -> Iterator[float]:
    """Yield the seconds from a rating to the next card, time and again.

    Args:
        col: with cards that are due.
        times: how often.
        shown: also make what the next card shows: its question, its answer, and the words for each rating.
    """
    queued = col.sched.get_queued_cards().cards[0]
    for number in range(times):
        rating = CardAnswer.GOOD if number % AGAIN_EVERY else CardAnswer.AGAIN
        card = _card(col, queued)
        began = time.perf_counter()
        answer = col.sched.build_answer(card=card, states=queued.states, rating=rating)
        col.sched.answer_card(answer)
        queued = col.sched.get_queued_cards().cards[0]
        card = _card(col, queued)
        if shown:
            card.question()
            card.answer()
            col.sched.describe_next_states(queued.states)
        yield time.perf_counter() - began


def _card(col: Collection, queued: Any) -> Card:  # noqa: ANN401 - Anki's own message
    card = Card(col)
    card._load_from_backend_card(queued.card)
    card.start_timer()
    return card


def queues(col: Collection, times: int, limit: int) -> Iterator[float]:
    """Yield the seconds of gathering the cards of the day anew, and the first of them, time and again."""
    for _ in range(times):
        limited(col, limit)  # a change of the options makes Anki forget what it had gathered
        began = time.perf_counter()
        found = col.sched.get_queued_cards()
        yield time.perf_counter() - began
        assert found.review_count == limit


def main(folder: Path, notes: int) -> None:
    """Make the collection, then do as told."""
    col = made(folder, notes)
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        does = {"answer": answers, "queue": queues}[job.pop("job")]
        print(json.dumps(list(does(col, **job))), flush=True)
    col.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
