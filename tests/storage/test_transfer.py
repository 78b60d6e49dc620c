"""Facts go out and come in as lines of JSON: all of them, once, and never half of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from csmdrill.core.home import Home
from csmdrill.practice.model import Rating
from csmdrill.practice.settings import Settings
from csmdrill.storage import lines as lines_module
from csmdrill.storage import transfer
from csmdrill.storage.facts import LATEST_AT, canonical_json, checksum_of
from csmdrill.storage.lines import read_line, write_line
from csmdrill.storage.transfer import FURTHEST_AHEAD_MS

if TYPE_CHECKING:
    from tests.storage.conftest import Desk, Making

KEY = "p/d/a"
PLACE = ("device", "seq", "person", "order_at", "at", "offset", "day")


@pytest.fixture
def other(desk: Desk, make: type[Making]) -> Iterator[Desk]:
    """Return a second home, without facts."""
    opened = make.desk(Home(desk.home.root.with_name("other")), desk.clock)
    yield opened
    opened.store.close()


@pytest.fixture
def lived(desk: Desk) -> Desk:
    """Return the first home after some practice, an undo, a setting and a session."""
    desk.store.start_session("s1", desk.clock.moment, 10)
    for number in range(4):
        desk.learn(f"p/d/{number}")
    desk.store.undo(desk.answer(KEY, Rating.AGAIN), desk.clock.moment)
    desk.answer(KEY, typed="We talked about Ana's close.")
    desk.store.set_setting("new", 5, desk.clock.moment)
    desk.store.end_session("s1", desk.clock.moment, 10, "done")
    return desk


def dump(desk: Desk) -> list[str]:
    """Return a home's state."""
    return list(desk.store.canonical_dump())


def test_a_line_names_every_column(lived: Desk) -> None:
    lines = [msgspec.json.decode(line) for line in lived.store.export_lines()]
    assert {tuple(line) for line in lines} == {
        (*PLACE, "kind", "key", "hash", "simulated", "payload", "checksum")
    }
    assert {line["kind"] for line in lines} == {"install", "session", "review", "undo", "setting"}
    assert lines[-1]["day"] == "2026-11-24"


def test_import_into_a_new_home_gives_the_same_state(lived: Desk, other: Desk) -> None:
    lines = list(lived.store.export_lines())
    report = other.store.import_lines(lines)
    assert (report.added, report.already, report.bad) == (len(lines), 0, ())
    assert dump(other) == dump(lived)
    assert other.store.person == lived.store.person
    assert other.store.settings().new == 5
    assert list(other.store.export_lines()) == lines
    assert other.store.check(deep=True) == []


def test_importing_twice_changes_nothing(lived: Desk, other: Desk) -> None:
    lines = list(lived.store.export_lines())
    other.store.import_lines(lines + lines)
    before = list(other.store.export_lines()), dump(other)
    report = other.store.import_lines(lines)
    assert (report.added, report.already, report.bad) == (0, len(lines), ())
    assert (list(other.store.export_lines()), dump(other)) == before
    own = lived.store.import_lines(lines)
    assert (own.added, own.already) == (0, len(lines))


def test_two_homes_that_exchange_facts_agree(lived: Desk, other: Desk) -> None:
    other.answer(KEY, Rating.HARD)
    lived.clock.pass_by(days=4)
    lived.answer("p/d/1")
    other.store.set_setting("new", 3, other.clock.moment)
    other.clock.pass_by(days=4)
    other.answer("p/d/1", Rating.AGAIN)
    to_other, to_lived = list(lived.store.export_lines()), list(other.store.export_lines())
    other.store.import_lines(to_other)
    lived.store.import_lines(to_lived)
    assert dump(lived) == dump(other)
    assert lived.store.settings() == other.store.settings()
    for desk in (lived, other):
        assert desk.store.check(deep=True) == []
        assert not desk.store.rebuild().changed


def test_typed_text_travels_only_when_asked(lived: Desk, other: Desk) -> None:
    other.store.import_lines(lived.store.export_lines(with_text=True))
    assert any(b"Ana" in line for line in other.store.export_lines(with_text=True))
    assert other.store.erase_texts() == 1


def test_own_facts_come_back_without_a_number_given_twice(lived: Desk) -> None:
    lines = list(lived.store.export_lines())
    early = lines[: len(lines) // 2]
    lived.store.close()
    backup = lived.home.database.read_bytes()
    lived.home.database.unlink()
    lived.reopen()
    lived.store.import_lines(early)
    assert backup
    fresh = lived.answer("p/d/9")
    lived.store.import_lines(lines)
    assert lived.answer("p/d/9") != fresh
    assert lived.store.check(deep=True) == []


def test_a_copy_over_the_file_goes_on_as_another_device(lived: Desk) -> None:
    lived.store.close()
    backup = lived.home.database.read_bytes()
    lived.reopen()
    lived.answer(KEY)
    lines = list(lived.store.export_lines())
    lived.store.close()
    lived.home.database.write_bytes(backup)
    lived.reopen()
    ref = lived.answer(KEY)
    report = lived.store.import_lines(lines)
    assert (report.added, report.bad) == (1, ())
    assert lived.answer(KEY).device_id == ref.device_id
    assert lived.store.check(deep=True) == []


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda line: line.pop("hash"), "missing required field"),
        (lambda line: line.update(seq=0), "no fact"),
        (lambda line: line.update(seq="7"), "no fact"),
        (lambda line: line.update(at=10**18), "no fact"),
        (lambda line: line.update(order_at=247_000_000_000_001), "order_at"),
        (lambda line: line.update(order_at=-31_622_400_001), "order_at"),
        (lambda line: line.update(day="2026-13-01"), "no fact"),
        (lambda line: line.update(day="9999-12-31"), "cannot be"),
        (lambda line: line.update(device="../etc"), "no fact"),
        (lambda line: line.update(key="p/d/\x1b[2J"), "ESC"),
        (lambda line: line.update(key="p/d/other"), "checksum"),
        (lambda line: line["payload"].update(rating=1), "checksum"),
        (lambda line: line.update(checksum=""), "checksum"),
        (lambda line: line.update(payload={"session": "\u202e"}), "U+202E"),
        (lambda line: line.update(text={"name": "typed", "salt": "", "text": "Other words."}), "text"),
    ],
)
def test_a_bad_line_is_named_and_left_out(change: Change, words: str, lived: Desk, other: Desk) -> None:
    lines = list(lived.store.export_lines())
    spoilt = next(number for number, line in enumerate(lines) if b'"review"' in line)
    decoded = msgspec.json.decode(lines[spoilt])
    change(decoded)
    lines[spoilt] = msgspec.json.encode(decoded)
    report = other.store.import_lines(lines)
    assert report.added == len(lines) - 1
    assert [number for number, _ in report.bad] == [spoilt + 1]
    assert words in report.bad[0][1]
    assert "\x1b" not in report.bad[0][1]
    assert "state" not in {finding.name for finding in other.store.check(deep=True)}


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"null",
        b"[" * 60_000,
        b'{"device": "' + b"x" * 70_000 + b'"}',
        b'{"payload": ' + b'{"a":' * 5000 + b"1" + b"}" * 5001,
    ],
    ids=["words", "cut", "list", "bytes", "null", "deep", "long", "deep-payload"],
)
def test_a_line_that_is_no_fact_stops_nothing(line: bytes, lived: Desk, other: Desk) -> None:
    good = list(lived.store.export_lines())
    report = other.store.import_lines([good[0], line, b"\n", *good[1:]])
    assert report.added == len(good)
    assert [number for number, _ in report.bad] == [2]


def test_a_name_cannot_be_taken_by_another_fact(lived: Desk, other: Desk) -> None:
    facts = [read_line(line)[0] for line in lived.store.export_lines()]
    forged = msgspec.structs.replace(facts[3], at=facts[3].at + 1)
    forged = msgspec.structs.replace(forged, checksum=checksum_of(forged))
    other.store.import_lines(lived.store.export_lines())
    report = other.store.import_lines([write_line(forged)])
    assert (report.added, report.already) == (0, 0)
    assert "named" in report.bad[0][1]


def forged(line: bytes, **changes: object) -> bytes:
    """Return a line with other columns and the checksum that fits them."""
    fact = msgspec.structs.replace(read_line(line)[0], **changes)
    return write_line(msgspec.structs.replace(fact, checksum=checksum_of(fact)))


def setting(line: bytes, name: str, value: object) -> bytes:
    """Return a setting as a line like another."""
    payload = canonical_json({"name": name, "value": value})
    return forged(line, kind="setting", key=None, hash=None, payload=payload)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("zone", "Mars/X", "no time zone named 'Mars/X'"),
        ("zone", 3, "takes a word"),
        ("minutes", "ten", "takes a whole number"),
        ("minutes", 10.5, "takes a whole number"),
        ("minutes", 0, "takes 1 to 120"),
        ("retention", 5, "takes 0.7 to 0.97"),
        ("retention", "0.9", "takes a number"),
        ("buttons", 3, "takes 2 or 4"),
        ("rollover", 24, "takes 0 to 23"),
        ("theme", "pink", "takes auto or dark or light"),
    ],
)
def test_a_setting_that_cannot_be_is_named_and_left_out(
    name: str, value: object, words: str, lived: Desk, other: Desk
) -> None:
    lines = list(lived.store.export_lines())
    lines[2] = setting(lines[2], name, value)
    report = other.store.import_lines(lines)
    assert report.added == len(lines) - 1
    assert [number for number, _ in report.bad] == [3]
    assert words in report.bad[0][1]


@pytest.mark.parametrize(
    ("name", "value"), [("zone", "Asia/Kolkata"), ("zone", "auto"), ("retention", 0.8), ("pets", "a cat")]
)
def test_a_setting_that_can_be_is_taken_in(name: str, value: object, lived: Desk, other: Desk) -> None:
    lines = list(lived.store.export_lines())
    assert other.store.import_lines([setting(lines[2], name, value)]).bad == ()
    assert other.store.settings() == msgspec.convert({name: value}, Settings)


@pytest.mark.parametrize(("name", "value"), [("zone", "Mars/X"), ("minutes", "ten"), ("retention", 5)])
def test_a_setting_that_came_in_before_it_was_checked_stops_nothing(
    name: str, value: object, lived: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(lines_module, "check_setting", lambda name, value: None)
        line = setting(next(iter(lived.store.export_lines())), name, value)
        line = forged(line, device_id="x", seq=1, order_at=LATEST_AT - 1)
        assert lived.store.import_lines([line], own=True).added == 1
    lived.reopen()
    assert lived.store.settings() == Settings(new=5)
    lived.answer("p/d/9")
    facts = lived.store.totals()[0]
    lived.store.rebuild()
    assert lived.store.totals()[0] == facts
    found = {finding.name for finding in lived.store.check(deep=True)}
    assert ("fact-unreadable" in found) == (name != "zone")
    lived.store.set_setting(name, {"zone": "auto"}.get(name, getattr(Settings(), name)), lived.clock.moment)
    assert lived.store.settings() == Settings(new=5)


def test_a_fact_from_the_end_of_time_is_left_out(lived: Desk) -> None:
    lines = list(lived.store.export_lines())
    report = lived.store.import_lines([forged(lines[2], device_id="x", seq=1, order_at=LATEST_AT)])
    assert report.added == 0
    assert report.bad == ((1, "Its place in the log lies more than ten years ahead of this clock."),)


def test_a_fact_that_claims_to_be_one_s_own_is_left_out(lived: Desk) -> None:
    last = list(lived.store.export_lines())[-1]
    seq = read_line(last)[0].seq
    report = lived.store.import_lines([forged(last, seq=seq + 1), forged(last, seq=10**9)])
    assert report.added == 0
    assert {why for _, why in report.bad} == {
        "It claims to come from this very device, which has not recorded it."
    }
    lived.answer("p/d/8")
    assert lived.store.check(deep=True) == []


def test_a_copy_that_was_put_back_takes_its_own_later_facts_in(lived: Desk) -> None:
    before = lived.home.database.read_bytes()
    lived.answer("p/d/8")
    later, after = list(lived.store.export_lines()), dump(lived)
    lived.store.close()
    lived.home.database.write_bytes(before)
    lived.reopen()
    lived.home.database.with_name("practice.db-mark").unlink()
    assert lived.store.import_lines(later).bad == ()
    assert dump(lived) == after
    assert lived.store.check(deep=True) == []


def test_a_fact_from_years_ahead_leaves_ones_own_export_whole(lived: Desk, other: Desk) -> None:
    lines = list(lived.store.export_lines())
    ahead = read_line(lines[-1])[0].order_at + FURTHEST_AHEAD_MS - 1000
    assert lived.store.import_lines([forged(lines[2], device_id="x", seq=1, order_at=ahead)]).added == 1
    refs = [lived.answer("p/d/8"), lived.answer("p/d/9"), lived.answer("p/d/9", Rating.AGAIN)]
    lived.store.undo(refs[-1], lived.clock.moment)
    assert lived.store.check(deep=True) == []
    assert not lived.store.rebuild().changed
    lines = list(lived.store.export_lines())
    assert other.store.import_lines(lines).bad == ()
    assert dump(other) == dump(lived)


def test_a_kind_of_tomorrow_is_kept_and_passed_over(lived: Desk, other: Desk) -> None:
    fact = read_line(next(iter(lived.store.export_lines())))[0]
    said = {"kind": "circuit", "key": KEY, "payload": '{"log":[1.5],"score":3}'}
    new = msgspec.structs.replace(fact, device_id="later", **said)
    line = write_line(msgspec.structs.replace(new, checksum=checksum_of(new)))
    before = dump(lived)
    assert lived.store.import_lines([line]).added == 1
    assert dump(lived) == before
    assert line in list(lived.store.export_lines())
    assert not lived.store.rebuild().changed


def test_another_programs_json_is_the_same_fact(lived: Desk, other: Desk) -> None:
    import json

    desk = lived
    desk.answer("p/d/2")  # the same day: a predicted recall of 1.0, which some write as 1
    rewritten = [
        json.dumps(json.loads(line), indent=None, sort_keys=True).replace(
            '"predicted": 1.0', '"predicted": 1'
        )
        for line in desk.store.export_lines()
    ]
    assert any('"predicted": 1,' in line for line in rewritten)
    report = other.store.import_lines(line.encode() for line in rewritten)
    assert report.bad == ()
    assert dump(other) == dump(desk)


def test_practice_clocks_stay_out_of_real_homes(home: Home, make: type[Making], other: Desk) -> None:
    played = make.desk(home, make.clock(simulated=True))
    played.answer(KEY)
    other.answer(KEY)
    before = dump(other)
    report = other.store.import_lines(played.store.export_lines())
    assert (report.added, len(report.bad)) == (0, 2)
    assert dump(other) == before
    played.store.close()


class TestManyFacts:
    """An import of several batches is as good as one of a single batch."""

    @pytest.fixture(autouse=True)
    def _small_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(transfer, "BATCH", 4)
        monkeypatch.setattr(transfer, "SLICE", 3)

    def test_gives_the_same_state(self, lived: Desk, other: Desk) -> None:
        lines = list(lived.store.export_lines())
        assert len(lines) == lived.store.totals()[0]
        report = other.store.import_lines([*lines, b"junk"])
        assert (report.added, report.bad[0][0]) == (len(lines), len(lines) + 1)
        assert dump(other) == dump(lived)

    def test_one_that_breaks_off_is_mended_when_opened(self, lived: Desk, other: Desk) -> None:
        def breaking_off() -> Iterator[bytes]:
            for number, line in enumerate(lived.store.export_lines()):
                if number == 9:
                    raise KeyboardInterrupt
                yield line

        with pytest.raises(KeyboardInterrupt):
            other.store.import_lines(breaking_off())
        assert other.store.totals()[0] == 8
        other.reopen()
        assert other.store.check(deep=True) == []
        assert other.store.import_lines(lived.store.export_lines()).already == 8
        assert dump(other) == dump(lived)
