"""Role-plays in the store: facts with their words, the texts they were played by, and what is half done."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from csmdrill.core.errors import NothingToUndo, StoreFull
from csmdrill.core.home import Home
from csmdrill.storage.backup import erase_texts_in
from csmdrill.storage.care import Care
from csmdrill.storage.holding import Holdings
from csmdrill.storage.lines import LineRejected, read_line, read_source, write_line, write_source
from csmdrill.storage.played import AttemptPayload, CorrectionPayload, RatingPayload, RepeatPayload
from csmdrill.storage.rehearsals import Draft, Source, ToTell, source_from
from csmdrill.storage.repair import recover

if TYPE_CHECKING:
    from csmdrill.storage.facts import FactRef
    from tests.storage.conftest import Desk, Making

KEY = "p/silent"
SCENARIO = source_from("scenario", "id: silent\r\nÜber\n")
RUBRIC = source_from("rubric", "id: rubric\n")
WORDS = json.dumps({"log": "what was said", "reflection": "Ünï"})
FROZEN = Path(__file__).parent / "frozen"


def attempt(name: str = "a1", **more: object) -> AttemptPayload:
    """Return what an attempt says."""
    about: dict[str, Any] = {
        "attempt": name,
        "title": "Silent",
        "rubric": "p/rubric",
        "rubric_hash": RUBRIC.hash,
        "seed": 3,
        "mode": "practice",
        "end": "won",
        "passed": True,
        "reason": "ended",
        "seconds": 42,
        "metrics": {"talk_share": 0.5, "held": 2.0},
        "tags": ("asked",),
        "predicted": 3.5,
    }
    return AttemptPayload(**(about | more))


def play(desk: Desk, name: str = "a1", words: str = WORDS, **more: object) -> FactRef:
    """Record an attempt with its words and sources."""
    told = ToTell(
        said=attempt(name, **more), key=KEY, hash=SCENARIO.hash, words=words, sources=(SCENARIO, RUBRIC)
    )
    return desk.store.tell(told, desk.clock.moment)


def rate(desk: Desk, name: str = "a1", level: int = 4) -> FactRef:
    """Record a self-rating."""
    said = RatingPayload(
        attempt=name,
        rater="me",
        role="self",
        rubric="p/rubric",
        rubric_hash=RUBRIC.hash,
        asked=("a",),
        weights={"a": 100},
        levels={"a": level},
    )
    return desk.store.tell(ToTell(said=said, key=KEY, words="my comment"), desk.clock.moment)


def everything(desk: Desk) -> None:
    """Record one fact of each kind about role-plays."""
    play(desk)
    rate(desk)
    said = CorrectionPayload(attempt="a1", at=2000, concept="outcome")
    desk.store.tell(ToTell(said=said, key=KEY, words="what the line was"), desk.clock.moment)
    day = desk.clock.moment.day + 3
    desk.store.tell(ToTell(said=RepeatPayload(day=day, attempt="a1"), key=KEY), desk.clock.moment)


def test_what_was_played_is_read_back_in_order_with_its_words(desk: Desk) -> None:
    everything(desk)
    desk.reopen()
    found = desk.store.played()
    assert [each.fact.kind for each in found] == ["attempt", "rating", "correction", "repeat"]
    assert msgspec.structs.replace(found[0].said, text=None) == attempt()
    texts = desk.store.words_of([each.fact.ref for each in found])
    assert list(texts.values()) == [WORDS, "my comment", "what the line was"]
    assert desk.store.sources_of([SCENARIO.hash, RUBRIC.hash, "0" * 64]) == {
        SCENARIO.hash: "id: silent\nÜber\n",
        RUBRIC.hash: RUBRIC.body,
    }
    assert desk.store.check(deep=True) == []


def test_cards_are_not_touched_by_what_is_played(desk: Desk) -> None:
    desk.learn("p/d/a")
    before = list(desk.store.canonical_dump())
    everything(desk)
    assert list(desk.store.canonical_dump()) == before == list(desk.store.replayed_dump())
    assert not desk.store.rebuild().changed


def test_each_can_be_taken_back_and_brought_back(desk: Desk) -> None:
    refs = [play(desk), rate(desk)]
    for index, ref in enumerate(refs):
        undone = desk.store.undo(ref, desk.clock.moment)
        assert [each.stands for each in desk.store.played()][index] is False
        with pytest.raises(NothingToUndo):
            desk.store.undo(ref, desk.clock.moment)
        desk.store.undo(undone, desk.clock.moment)
        assert all(each.stands for each in desk.store.played())


def test_a_draft_is_replaced_survives_and_goes_with_the_fact(desk: Desk) -> None:
    desk.store.keep_draft(Draft("a1", "attempt", "one", 5), [SCENARIO])
    desk.store.keep_draft(Draft("a1", "attempt", "two", 6))
    desk.store.keep_draft(Draft("a1", "rating", "half", 7))
    desk.reopen()
    assert desk.store.draft_of("a1", "attempt") == Draft("a1", "attempt", "two", 6)
    assert [each.body for each in desk.store.drafts("rating")] == ["half"]
    assert desk.store.sources_of([SCENARIO.hash])
    told = ToTell(said=attempt(), key=KEY, hash=SCENARIO.hash, words=WORDS, instead_of=("a1", "attempt"))
    desk.store.tell(told, desk.clock.moment)
    assert desk.store.draft_of("a1", "attempt") is None
    assert desk.store.draft_of("a1", "rating") is not None
    desk.store.drop_draft("a1", "rating")
    assert desk.store.drafts("rating") == []


def test_an_attempt_that_cannot_be_written_keeps_its_draft(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csmdrill.storage import rehearsals

    desk.store.keep_draft(Draft("a1", "attempt", "one", 5))

    def full(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(rehearsals, "keep_text", full)
    told = ToTell(said=attempt(), key=KEY, hash=SCENARIO.hash, words=WORDS, instead_of=("a1", "attempt"))
    with pytest.raises(StoreFull):
        desk.store.tell(told, desk.clock.moment)
    monkeypatch.undo()
    assert desk.store.played() == []
    assert desk.store.draft_of("a1", "attempt") is not None


def test_erasing_takes_every_word_here_and_in_backups_and_what_is_half_done(desk: Desk) -> None:
    everything(desk)
    desk.store.keep_draft(Draft("b", "attempt", "half SECRET", 5))
    desk.store.back_up(desk.clock.now())
    assert desk.store.texts() == 4
    assert desk.store.erase_texts() == 4
    assert erase_texts_in(desk.home) == (1, [])
    assert desk.store.texts() == 0
    assert len(desk.store.played()) == 4
    assert desk.store.with_words() == set()
    assert desk.store.check(deep=True) == []
    desk.store.close()
    files = [desk.home.database, *desk.home.backups.iterdir()]
    for path in files:
        held = path.read_bytes()
        assert b"SECRET" not in held
        assert b"what was said" not in held


def test_an_export_brings_everything_into_another_home(
    desk: Desk, make: type[Making], tmp_path: Path
) -> None:
    desk.learn("p/d/a")
    everything(desk)
    lines = list(desk.store.export_lines(with_text=True))
    assert sum(line.startswith(b'{"source":') for line in lines) == 2
    other = make.desk(Home(tmp_path / "other"), make.clock())
    for _ in range(2):
        report = other.store.import_lines(lines)
        assert report.bad == ()
    assert report.added == 0
    assert list(other.store.export_lines(with_text=True)) == lines
    assert other.store.check(deep=True) == []
    assert (
        other.store.words_of([each.fact.ref for each in other.store.played()]).keys()
        == other.store.with_words()
    )
    other.store.close()


def test_an_import_of_many_batches_brings_the_sources_too(
    desk: Desk, make: type[Making], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csmdrill.storage import transfer

    everything(desk)
    lines = list(desk.store.export_lines(with_text=True))
    monkeypatch.setattr(transfer, "BATCH", 2)
    other = make.desk(Home(tmp_path / "other"), make.clock())
    assert other.store.import_lines(lines).bad == ()
    assert other.store.sources_of([SCENARIO.hash, RUBRIC.hash]).keys() == {SCENARIO.hash, RUBRIC.hash}
    assert other.store.check(deep=True) == []
    other.store.close()


def test_a_batch_is_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    from csmdrill.storage import transfer

    monkeypatch.setattr(transfer, "BATCH_BYTES", 100)
    blocks = list(transfer._blocks([b"x" * 60] * 5))
    assert [len(block) for block in blocks] == [2, 2, 1]
    assert [number for block in blocks for number, _ in block] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "line",
    [
        b'{"source":"00","kind":"scenario","body":"x"}',
        write_source(Source(SCENARIO.hash, "scenario", "changed")),
        write_source(SCENARIO).replace(b'"scenario"', b'"deck"'),
        write_source(source_from("scenario", "a \x1b[31m red one")),
        b'{"source":' + b"[" * 3000,
        b'{"source":"' + b"0" * 64 + b'","kind":"scenario","body":"' + b"x" * 1_000_000 + b'"}',
    ],
)
def test_a_source_that_is_not_whole_or_harmless_is_left_out(desk: Desk, line: bytes) -> None:
    with pytest.raises(LineRejected):
        read_source(line)
    report = desk.store.import_lines([b"", line])
    assert [number for number, _ in report.bad] == [2]
    assert desk.store.sources_of([SCENARIO.hash]) == {}


def test_long_words_come_through_but_only_with_what_was_played(desk: Desk) -> None:
    play(desk, words="ü" * 300_000)
    (line,) = [each for each in desk.store.export_lines(with_text=True) if b'"attempt"' in each[:400]]
    _, text = read_line(line)
    assert text is not None
    assert len(text.text) == 300_000
    desk.answer("p/d/a", typed="x")
    review = next(each for each in desk.store.export_lines(with_text=True) if b'"kind":"review"' in each)
    parsed = json.loads(review)
    parsed["text"]["text"] = "x" * 5000
    with pytest.raises(LineRejected, match="more than 4000 characters"):
        read_line(json.dumps(parsed).encode())
    parsed["text"]["text"] = "x" * 70_000
    with pytest.raises(LineRejected, match="longer than 65536 bytes"):
        read_line(json.dumps(parsed).encode())


@pytest.mark.parametrize("lacking", ["key", "hash"])
def test_an_attempt_without_its_scenario_is_left_out(desk: Desk, lacking: str) -> None:
    from csmdrill.storage.facts import sealed

    play(desk)
    (found,) = desk.store.played()
    line = write_line(sealed(msgspec.structs.replace(found.fact, **{lacking: None})))
    with pytest.raises(LineRejected):
        read_line(line)


def spoil(database: Path, sql: str) -> None:
    """Change a database behind csmdrill's back."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(sql)


def test_a_spoilt_source_is_found_set_aside_and_brought_back_from_a_backup(desk: Desk) -> None:
    everything(desk)
    desk.store.back_up(desk.clock.now())
    desk.store.close()
    spoil(desk.home.database, "UPDATE source SET body = 'id: another' WHERE kind = 'scenario'")
    with Care(desk.home, desk.clock) as care:
        found = care.check()
        assert [each.name for each in found] == ["source-spoilt"]
        mended = care.mend(found)
        assert mended.moved == 1
        assert care.check() == []
    assert mended.file is not None
    assert "id: another" in mended.file.read_text(encoding="utf-8")
    desk.reopen()
    assert desk.store.sources_of([SCENARIO.hash]) == {SCENARIO.hash: SCENARIO.body}


def test_a_source_that_is_gone_for_good_is_told_once(desk: Desk) -> None:
    everything(desk)
    desk.store.close()
    spoil(desk.home.database, "DELETE FROM source WHERE kind = 'rubric'")
    with Care(desk.home, desk.clock) as care:
        found = care.check()
        assert [each.name for each in found] == ["source-missing"]
        care.mend(found)
        assert care.check() == []
    desk.reopen()
    assert len(desk.store.played()) == 4


def test_a_damaged_home_saves_attempts_sources_and_what_is_half_done(desk: Desk) -> None:
    everything(desk)
    desk.store.keep_draft(Draft("b", "attempt", "half", 5))
    lines = list(desk.store.export_lines(with_text=True))
    desk.store.close()
    held = bytearray(desk.home.database.read_bytes())
    held[:16] = bytes(16)
    desk.home.database.write_bytes(held)
    recover(desk.home, desk.clock)
    desk.reopen()
    assert list(desk.store.export_lines(with_text=True)) == lines
    assert desk.store.draft_of("b", "attempt") == Draft("b", "attempt", "half", 5)


def rows_of(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    """Return the rows of a table."""
    return connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()  # noqa: S608


def test_a_home_of_the_second_schema_loses_nothing(desk: Desk) -> None:
    # Made by the last csmdrill of schema 2: answers, undos, every handling, leave, a renamed card.
    desk.store.close()
    for path in desk.home.root.iterdir():
        path.unlink()
    desk.home.database.write_bytes(gzip.decompress((FROZEN / "schema2.db.gz").read_bytes()))
    tables = ("fact", "personal_text", "card", "daily", "leave", "setting", "rename", "lineage")
    with closing(sqlite3.connect(desk.home.database)) as before:
        assert before.execute("PRAGMA user_version").fetchone() == (2,)
        rows = {name: rows_of(before, name) for name in tables}
    desk.reopen()
    kept = (FROZEN / "schema2.dump").read_text(encoding="utf-8").splitlines()
    now = list(desk.store.canonical_dump())
    assert now == list(desk.store.replayed_dump())
    # Since the fourth schema a day also knows what its answers speak for.
    assert [line.rpartition(",")[0] + "]" if line.startswith('["day"') else line for line in now] == kept
    assert desk.store.check(deep=True) == []
    play(desk)
    desk.store.close()
    with closing(sqlite3.connect(desk.home.database)) as after:
        assert after.execute("PRAGMA user_version").fetchone() == (4,)
        for name in tables[2:]:
            assert [row[:8] if name == "daily" else row for row in rows_of(after, name)] == rows[name]
        assert set(rows["fact"]) < set(rows_of(after, "fact"))
    (backup,) = desk.home.backups.iterdir()
    assert backup.name.startswith("practice-schema2-")
    # A backup of the second schema has no drafts to be erased.
    assert erase_texts_in(desk.home) == (1, [])
    desk.reopen()


def test_what_lives_is_held_and_what_died_is_not(tmp_path: Path) -> None:
    mine, other = Holdings(tmp_path / "running"), Holdings(tmp_path / "running")
    assert not other.is_held("a")
    mine.hold("a")
    assert mine.is_held("a")
    assert other.is_held("a")
    late = Holdings(tmp_path / "running")
    late.hold("a")
    mine.let_all_go()
    assert not other.is_held("a")
    other.hold("a")
    assert mine.is_held("a")
    other.let_go("a")
    assert not mine.is_held("a")


def test_a_folder_that_takes_no_file_holds_nothing(tmp_path: Path) -> None:
    in_the_way = tmp_path / "running"
    in_the_way.write_text("a file", encoding="utf-8")
    holdings = Holdings(in_the_way)
    holdings.hold("a")
    assert not Holdings(in_the_way).is_held("a")
    holdings.let_go("a")
