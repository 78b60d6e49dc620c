"""Writes the packages in tests/exchange/fixtures with Anki itself, and what Anki says is in them.

Run it with a Python that has the package `anki` (AGPL, therefore never one of csmdrill's dependencies):

usage: .anki-venv/bin/python bench/make_anki_fixtures.py tests/exchange/fixtures

The practice ends today: NOW and the first day in tests/exchange have to follow when they are made anew.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

if __name__ == "__main__" and ({"-h", "--help"} & {*sys.argv} or not sys.argv[1:]):
    print(
        __doc__.strip() if sys.argv[1:] else "Something is missing; --help tells what.",
        file=sys.stdout if sys.argv[1:] else sys.stderr,
    )
    sys.exit(0 if sys.argv[1:] else 2)

os.environ["TZ"] = "Asia/Tokyo"
time.tzset()

from anki.collection import Collection, DeckIdLimit, ExportAnkiPackageOptions  # noqa: E402

DAY = 86_400
ROUNDS: tuple[tuple[int, dict[str, int]], ...] = (
    (1, {}),
    (3, {"silence": 1, "payback": 2}),
    (6, {"trade": 4, "grr": 1}),
    (9, {"silence": 1}),
    (2, {}),
)
"""Days that pass after each round of practice, and the ratings that are not Good, by tag."""

BASIC = [
    ("What follows a discount request?", "<b>A trade.</b><br>Ten for two years &amp; a reference.", "trade"),
    (
        "She says nothing. What do you do?",
        "<div>Wait.</div><div>Count to <i>eight</i>.</div>",
        "silence Calls::Discovery",
    ),
    ("Name two leading indicators", "<ul><li>logins by role</li><li>tickets reopened</li></ul>", "indicator"),
    ('Who is this?<img src="../../etc/passwd">', "The sponsor[sound:hello.mp3]", "media"),
    ('<img src="only.png">', "Nothing but a picture", "media"),
    ("Never practised", "A new card", "fresh"),
]


def note(col: Collection, kind: str, fields: list[str], tags: str, deck: int) -> None:
    """Add a note of a kind."""
    made = col.new_note(col.models.by_name(kind))
    for place, words in enumerate(fields):
        made.fields[place] = words
    made.tags = tags.split()
    col.add_note(made, deck)


def fill(col: Collection, deck: int) -> None:
    """Add notes of every standard kind, and of one of the user's own."""
    for front, back, tags in BASIC:
        note(col, "Basic", [front, back], tags, deck)
    note(col, "Basic (and reversed card)", ["NRR", "net revenue retention"], "nrr", deck)
    note(col, "Basic (optional reversed card)", ["GRR", "gross revenue retention", ""], "grr", deck)
    note(col, "Basic (optional reversed card)", ["TTV", "time to value", "y"], "ttv", deck)
    note(col, "Basic (type in the answer)", ["Months until cost is earned back", "payback"], "payback", deck)
    cloze = (
        "{{c1::Gross}} retention ignores {{c2::expansion::what grows}}; {{c1::gross}} is at most 100&nbsp;%."
    )
    note(col, "Cloze", [cloze, "It can only fall."], "cloze", deck)
    note(col, "Cloze", ["The {{c1::mutual {{c2::plan}}}} names dates.", ""], "nested", deck)
    own = col.models.new("Objection")
    for name in ("Said", "Reply", "Extra"):
        col.models.add_field(own, col.models.new_field(name))
    template = col.models.new_template("Card 1")
    template["qfmt"] = "They say: {{Said}}{{#Extra}}<script>alert(1)</script>{{/Extra}}"
    template["afmt"] = "{{FrontSide}}<hr id=answer>{{Reply}}<br>{{Extra}}"
    col.models.add_template(own, template)
    col.models.add(own)
    note(col, "Objection", ["Too dear.", "Compared with what?", "Ask before you defend."], "price", deck)


def practise(col: Collection, deck: int, ratings: dict[str, int]) -> None:
    """Answer everything that is due once, learning steps included, with Anki's own scheduler."""
    col.decks.select(deck)
    for _ in range(200):
        queued = col.sched.get_queued_cards(fetch_limit=1, intraday_learning_only=False)
        if not queued.cards:
            return
        card = col.get_card(queued.cards[0].card.id)
        if card.note().tags == ["fresh"]:
            col.sched.bury_cards([card.id])
            continue
        rating = next(
            (rate for tag, rate in ratings.items() if tag in card.note().tags and card.type == 2), 3
        )
        card.start_timer()
        states = queued.cards[0].states
        answer = col.sched.build_answer(card=card, states=states, rating=rating - 1)
        answer.milliseconds_taken = 4000 + 10 * card.ord
        col.sched.answer_card(answer)
        time.sleep(0.002)


def let_pass(col: Collection, days: int) -> None:
    """Let days pass: everything that happened moves into the past."""
    past = days * DAY
    col.db.execute("update revlog set id = id - ?", past * 1000)
    col.db.execute("update cards set due = due - ? where queue = 1", past)
    col.db.execute("update col set crt = crt - ?", past)
    col.sched.unbury_deck(1)


def said(col: Collection) -> dict[str, Any]:
    """Return what Anki says is in the collection."""
    cards = []
    today = int((col.sched.day_cutoff - DAY // 2) // DAY)
    for card_id in col.find_cards("", order="c.id asc"):
        card = col.get_card(card_id)
        rows = col.db.all("select id, ease, time, type from revlog where cid = ? order by id", card_id)
        due = col.sched.today
        day = time.strftime("%Y-%m-%d", time.localtime(col.sched.day_cutoff - DAY + (card.due - due) * DAY))
        cards.append(
            {
                "note": card.nid,
                "fields": card.note().fields,
                "kind": card.note_type()["name"],
                "tags": card.note().tags,
                "ord": card.ord,
                "due": day if card.type == 2 else None,
                "suspended": card.queue == -1,
                "flag": card.user_flag(),
                "reviews": [list(row) for row in rows],
            }
        )
    return {"today": today, "crt": col.db.scalar("select crt from col"), "cards": cards}


def make(folder: Path) -> None:
    """Write the packages and their account."""
    with tempfile.TemporaryDirectory() as scratch:
        col = Collection(str(Path(scratch) / "collection.anki2"))
        deck = col.decks.id("Renewals")
        sub = col.decks.id("Renewals::Terms")
        fill(col, deck)
        col.set_deck(col.find_cards("tag:nrr"), sub)
        for days, ratings in ROUNDS:
            practise(col, deck, ratings)
            let_pass(col, days)
            col.close()
            col = Collection(str(Path(scratch) / "collection.anki2"))
        col.sched.suspend_cards(col.find_cards("tag:price"))
        col.set_user_flag_for_cards(2, col.find_cards("tag:silence"))
        for name, legacy in (("current.apkg", False), ("legacy.apkg", True)):
            options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, legacy=legacy)
            col.export_anki_package(out_path=str(folder / name), options=options, limit=DeckIdLimit(deck))
        text = json.dumps(said(col), indent=1, ensure_ascii=False)
        (folder / "anki.json").write_text(text + "\n", encoding="utf-8")
        col.close()


if __name__ == "__main__":
    if not Path(sys.argv[1]).is_dir():
        print(f"There is no folder {sys.argv[1]}.", file=sys.stderr)
        sys.exit(2)
    make(Path(sys.argv[1]))
