"""Packages that mean harm, or are broken: a sentence each, and nothing half done."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import zstandard

from csmdrill.core.errors import CsmdrillError, ExchangeRejected, StoreFull
from csmdrill.exchange import apkg, archive
from csmdrill.storage.store import Store
from tests.exchange.conftest import FIXTURES, Forge, Person

MIB = 1024 * 1024
META = b"\x08\x03"


def refused(person: Person, path: Path, words: str) -> CsmdrillError:
    """Bring a file that may not come over; returns the error after looking for what it left behind."""
    before = person.traces()
    with pytest.raises(CsmdrillError, match=words) as caught:
        person.bring(path)
    assert person.traces() == before
    assert person.facts() == []
    assert "\n" not in caught.value.sentence
    return caught.value


def test_a_bomb_of_zip(person: Person, forge: Forge) -> None:
    bomb = forge.package(("collection.anki2", bytes(150 * MIB)))
    assert bomb.stat().st_size < MIB
    tracemalloc.start()
    refused(person, bomb, "swells")
    assert tracemalloc.get_traced_memory()[1] < 20 * MIB
    tracemalloc.stop()


def test_a_bomb_of_zstd(person: Person, forge: Forge) -> None:
    packed = zstandard.ZstdCompressor().compress(bytes(150 * MIB))
    refused(person, forge.package(("meta", META), ("collection.anki21b", packed)), "swells")


def test_a_large_collection_that_packs_badly_is_too_large(
    person: Person, forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = os.urandom(2 * MIB)
    monkeypatch.setattr(archive, "MOST_UNPACKED", MIB)
    monkeypatch.setattr(archive.Archive.blocks, "__defaults__", (MIB,))
    refused(person, forge.package(("collection.anki2", noise)), "swells")


def test_a_window_that_takes_all_memory(person: Person, forge: Forge) -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=27, compression_level=3)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    packed = packer.compress(bytes(MIB)) + packer.flush()
    refused(person, forge.package(("meta", META), ("collection.anki21b", packed)), "damaged collection")


def test_the_decoy_is_not_taken_for_the_collection(person: Person, forge: Forge) -> None:
    with zipfile.ZipFile(FIXTURES / "current.apkg") as real:
        decoy = real.read("collection.anki2")
    assert refused(person, forge.package(("collection.anki2", decoy)), "notice to update")
    refused(person, forge.package(("meta", META), ("collection.anki2", decoy)), "lacks its collection")


def test_a_collection_that_stands_there_twice(person: Person, forge: Forge) -> None:
    one = forge.database()
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = forge.package(("collection.anki2", one), ("collection.anki2", one))
    refused(person, twice, "exactly once")


@pytest.mark.parametrize("meta", [b"\x08\x04", b"\x08", b"\xff" * 20, b"\x0a\x7fabc", b""], ids=repr)
def test_a_meta_of_another_anki_or_of_none(person: Person, forge: Forge, meta: bytes) -> None:
    refused(person, forge.package(("meta", meta), ("collection.anki2", forge.database())), "Anki")


def test_odd_names_are_never_written(person: Person, forge: Forge) -> None:
    names = (
        "../evil",
        "/etc/evil",
        "C:\\evil",
        "a/../../evil",
        "con",
        "\x1b[31mred",
        "x" * 5000,
        "ä\u202e.png",
    )
    odd = [(name, b"x") for name in names]
    path = forge.package(("collection.anki2", forge.database()), *odd, ("media", b'{"0": "../../evil"}'))
    done = person.bring(path)
    assert done.cards == 1
    assert person.traces() == ["brought.deck.yaml"]


@pytest.mark.parametrize("cut", [10, 1000, 20_000, 60_000])
def test_a_truncated_package(person: Person, forge: Forge, cut: int, package: Path) -> None:
    forge.path.write_bytes(package.read_bytes()[:cut])
    refused(person, forge.path, "damaged or cut off")


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"no zip at all", bytes(100)], ids=repr
)
def test_no_package_at_all(person: Person, forge: Forge, content: bytes) -> None:
    forge.path.write_bytes(content)
    refused(person, forge.path, "no package|lacks its collection")


def test_random_damage_is_a_sentence_or_harmless(person: Person, forge: Forge, package: Path) -> None:
    whole = bytearray(package.read_bytes())
    chance = random.Random(5)  # noqa: S311 - damage, always the same
    for _ in range(60):
        spoilt = bytearray(whole)
        for _ in range(chance.choice((1, 3, 40))):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        forge.path.write_bytes(spoilt)
        try:
            apkg.read_package(forge.path)
        except CsmdrillError as error:
            assert str(forge.path) in error.sentence  # noqa: PT017 - most of them come through unhurt


def test_too_many_entries(person: Person, forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_ENTRIES", 50)
    many = [(f"{n}", b"") for n in range(60)]
    refused(person, forge.package(("collection.anki2", forge.database()), *many), "more entries")


def test_a_locked_package(person: Person, forge: Forge) -> None:
    path = forge.package(("collection.anki2", forge.database()))
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.find(mark) + at] |= 1
    path.write_bytes(raw)
    refused(person, path, "locked")


def test_an_odd_packing(person: Person, forge: Forge) -> None:
    path = forge.package(("collection.anki2", forge.database()), method=zipfile.ZIP_LZMA)
    refused(person, path, "locked or packed")


VIEWS = {
    "a view for a table": "DROP TABLE notes; CREATE VIEW notes AS SELECT 1 id, 7 mid, '' tags, 'a' flds",
    "an endless view": "DROP TABLE revlog; CREATE VIEW revlog AS WITH RECURSIVE c(x) AS "
    "(SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x id, 11 cid, 3 ease, "
    "1 ivl, 1 factor, 1 time, 1 type FROM c",
    "a virtual table": "DROP TABLE notes; CREATE VIRTUAL TABLE notes USING fts5(id, mid, tags, flds)",
    "a column that is reckoned": "ALTER TABLE revlog DROP COLUMN time; "
    "ALTER TABLE revlog ADD COLUMN time AS (length(replace(hex(zeroblob(1500000)), '0', 'ab')))",
    "no tables": "DROP TABLE cards",
    "no collection": "DELETE FROM col",
    "note types of rubbish": "UPDATE col SET models = '[1,2'",
    "note types of bytes": "UPDATE col SET models = x'ff00ff'",
    "a creation in the far future": "UPDATE col SET crt = 99999999999999999",
    "a creation in words": "UPDATE col SET crt = 'yesterday'",
    "settings of rubbish": 'UPDATE col SET conf = \'{"creationOffset": "x"}\'',
    "a newer schema without its tables": "UPDATE col SET ver = 18",
}


@pytest.mark.parametrize("script", VIEWS.values(), ids=VIEWS)
def test_databases_that_are_not_anki_s(person: Person, forge: Forge, script: str) -> None:
    refused(person, forge.legacy(script=script), "collection|settings")


def test_triggers_and_views_beside_the_tables_do_nothing(person: Person, forge: Forge) -> None:
    script = (
        "CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM cards; END;"
        "CREATE VIEW v AS SELECT load_extension('evil.so') FROM notes;"
        "CREATE INDEX i ON notes (id) WHERE id > 0;"
    )
    assert person.bring(forge.legacy(script=script)).cards == 1


def test_a_schema_calls_no_function_of_this_program(forge: Forge) -> None:
    called: list[int] = []

    def deed() -> int:
        called.append(1)
        return 1

    with closing(sqlite3.connect(":memory:")) as made:
        made.create_function("deed", 0, deed, deterministic=True)
        made.deserialize(forge.database())
        made.execute("ALTER TABLE notes ADD COLUMN bad AS (deed())")
        made.commit()
        forge.path.write_bytes(made.serialize())
    with closing(apkg._connect(forge.path)) as connection:
        connection.create_function("deed", 0, deed, deterministic=True)
        called.clear()
        with pytest.raises(sqlite3.DatabaseError, match="unsafe use of deed"):
            connection.execute("SELECT * FROM notes").fetchall()
    assert called == []


def test_reading_a_collection_writes_nothing_anywhere(forge: Forge) -> None:
    forge.path.write_bytes(forge.database())
    with closing(apkg._connect(forge.path)) as connection:
        for statement in ("DELETE FROM notes", "CREATE TEMP TABLE beside (x)"):
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                connection.execute(statement)


def test_a_generated_column_is_not_waited_for(
    person: Person, forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apkg, "MOST_STEPS", 2)
    monkeypatch.setattr(apkg, "STEPS", 1000)
    rows = [{"id": 1_793_500_000_000 + n} for n in range(2000)]
    refused(person, forge.legacy(reviews=rows), "takes too long")


def test_odd_rows_are_counted_and_left_out(person: Person, forge: Forge) -> None:
    odd = [
        {"id": "x"},
        {"id": -5},
        {"ease": 9, "id": 5},
        {"cid": None, "id": 6},
        {"id": 2**50},
        {"ease": 1.5, "id": 7},
    ]
    done = person.bring(forge.legacy(reviews=[{}, *odd]))
    assert done.reviews.added == 1
    assert any(f"{len(odd)} damaged rows" in str(loss) for loss in done.lost)


def test_cards_of_no_note_and_notes_of_no_type(person: Person, forge: Forge) -> None:
    script = "UPDATE notes SET mid = 99 WHERE id = 2"
    notes = [(1, "Front\x1fBack"), (2, "Lost\x1fBack"), (3, "One field"), (4, "No cards\x1fBack")]
    cards = [{}, {"id": 12, "nid": 2}, {"id": 13, "nid": 3}, {"id": 14, "nid": 77}, {"id": 15, "ord": 9}]
    done = person.bring(forge.legacy(notes=notes, cards=cards, script=script))
    assert done.cards == 1
    assert done.left_behind == 4


@pytest.mark.parametrize(
    "fields",
    [
        "a" * 5000 + "\x1fBack",
        "<b>" * 3000 + "\x1fBack",
        "x" * 60_000 + "\x1fBack",
        "<script>" + "\x1fBack",
        "\x1fBack",
        "Front\x1f[sound:a.mp3]",
    ],
    ids=["long", "markup", "huge", "unclosed script", "no front", "only sound"],
)
def test_notes_that_make_no_card(person: Person, forge: Forge, fields: str) -> None:
    whole = (2, "Good\x1fBack")
    path = forge.legacy(notes=((1, fields), whole), cards=({}, {"id": 12, "nid": 2}))
    done = person.bring(path)
    assert (done.cards, done.left_behind) == (1, 1)


def test_a_package_without_any_card_writes_nothing(person: Person, forge: Forge) -> None:
    refused(person, forge.legacy(notes=((1, "\x1f"),)), "no card that could come over")


def test_characters_that_no_terminal_may_receive(person: Person, forge: Forge) -> None:
    words = "Red \x1b[31m\u202eevil\x07\ufeff, `[@click=app.quit]x[/]`\x1f: # - {{x}} |- \x85'\"\\n"
    done = person.bring(forge.legacy(notes=((1, words),)))
    text = done.paths[0].read_text(encoding="utf-8")
    assert "evil" in text
    assert not any(odd in text for odd in "\x1b\u202e\x07\ufeff\x85")
    assert any("may not be shown" in str(loss) for loss in done.lost)


def test_the_unpacked_collection_is_nobody_elses_and_goes_again(
    forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Path, int]] = []
    connect = apkg._connect

    def watched(database: Path) -> Any:  # noqa: ANN401 - a connection
        seen.append((database, stat.S_IMODE(database.stat().st_mode)))
        return connect(database)

    monkeypatch.setattr(apkg, "_connect", watched)
    apkg.read_package(FIXTURES / "current.apkg")
    ((path, mode),) = seen
    assert mode == 0o600
    assert not path.parent.exists()


def test_without_zstandard_there_is_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "zstandard", None)
    with pytest.raises(ExchangeRejected) as caught:
        apkg.read_package(FIXTURES / "current.apkg")
    assert "csmdrill[anki]" in caught.value.hint
    assert apkg.read_package(FIXTURES / "legacy.apkg").notes


def test_a_history_that_cannot_be_kept_takes_the_deck_with_it(
    person: Person, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreFull("The disk is full.")

    monkeypatch.setattr(Store, "import_lines", full)
    refused(person, package, "The disk is full")


def test_a_file_that_is_there_stays(person: Person, package: Path, write: Callable[[str, str], Path]) -> None:
    target = write("brought.deck.yaml", "mine\n")
    with pytest.raises(ExchangeRejected, match="holds something else"):
        person.bring(package)
    assert target.read_text(encoding="utf-8") == "mine\n"
    assert person.facts() == []


def test_a_deck_of_the_same_key_elsewhere_is_named(person: Person, package: Path) -> None:
    person.home.decks.mkdir(parents=True, exist_ok=True)
    person.bring(package, target=person.home.decks / "one.deck.yaml", id="same")
    with pytest.raises(ExchangeRejected, match=r"There is a deck my/same already"):
        person.bring(package, target=person.folder / "two.deck.yaml", id="same", again=True)


def test_the_archive_is_read_without_extracting(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(zipfile.ZipFile, "extract", never)
    monkeypatch.setattr(zipfile.ZipFile, "extractall", never)
    assert apkg.read_package(FIXTURES / "current.apkg").notes
