"""docs/interfaces.md tells the truth: its codes, keys, variables and settings are those of the program."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from csmdrill.cli.exit_codes import MEANINGS
from csmdrill.cli.fault import keep_fault
from csmdrill.content.codes import CODES
from csmdrill.core.clock import SimulatedClock
from csmdrill.core.home import Home
from csmdrill.practice.keymap import BINDINGS
from csmdrill.practice.settings import KEYS, SettingKey, Settings
from csmdrill.services.ratings_table import COLUMNS
from csmdrill.services.remind import Counts
from csmdrill.storage.mending import keep_spoilt
from csmdrill.storage.repair import set_aside
from csmdrill.storage.restoring import restore
from csmdrill.storage.store import open_store
from csmdrill.storage.witness import mark_path
from csmdrill.tui.editor import editor_words
from tests.docs.conftest import DECK, NOW, Reader
from tests.docs.pages import (
    INTERFACES,
    ROOT,
    blocks_of,
    prose_of,
    section_of,
    shape,
    shown,
    table_in,
    table_with,
)


def test_exit_codes_are_those_of_the_program() -> None:
    table = table_with(section_of(INTERFACES, "## Exit codes"), "code", "means")
    assert {int(code): meaning for code, meaning in table.rows} == {
        code.value: meaning for code, meaning in MEANINGS.items()
    }


def test_exit_codes_of_check_and_fmt(reader: Reader) -> None:
    reader.write("warned.deck.yaml", DECK.replace(", why: w", ""))
    assert reader("check", "warned.deck.yaml").code == 0
    assert reader("check", "--strict", "warned.deck.yaml").code == 1
    reader.write("broken.deck.yaml", "cards: [")
    assert reader("fmt", "broken.deck.yaml").code == 1


def test_every_shape_on_the_page_is_looked_at() -> None:
    assert {block.info for block in blocks_of(INTERFACES, "json")} == {
        "json check",
        "json due",
        "json forecast",
        "json stats",
        "json drift",
        "json cards",
        "json backup",
        "json remind",
        "json card",
        "json leave",
        "json doctor",
        "json config",
        "json skills",
        "json circuit",
        *("json roleplay", "json play", "json script", "json attempts", "json attempt", "json rate"),
    }


def test_json_of_check(reader: Reader) -> None:
    reader.write("first.deck.yaml", DECK.replace("id: first, ", ""))
    assert shape(reader("check", "--format", "json", "first.deck.yaml").json) == shown("check")
    reader.write("first.deck.yaml", DECK)
    assert reader("check", "--format", "json", "first.deck.yaml").json == []


def test_json_of_due(practised: Reader) -> None:
    said = practised("due", "--json").json
    assert shape(said) == shown("due")
    assert practised("due", "--count").out == f"{said['due'] + said['new']}\n"
    practised("config", "set", "new", "8")
    with_new = practised("due", "--json").json
    assert (with_new["new"] > 0, with_new["next"]) == (True, said["next"])


def test_next_is_null_where_no_card_falls_due_later(reader: Reader) -> None:
    assert reader("due", "--json").json["next"] is None


def test_json_of_forecast(practised: Reader) -> None:
    said = practised("forecast", "--json").json
    assert shape(said) == shown("forecast")
    assert {len(row["days"]) for row in said["ahead"]} == {30}


def test_json_of_stats(practised: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    said = practised("stats", "--json").json
    assert shape(said) == shown("stats")
    monkeypatch.setenv("CSMDRILL_HOME", str(practised.folder / "other"))
    assert practised("stats", "--json").json["middle_seconds"] is None


def test_json_of_skills(practised: Reader) -> None:
    scores = ["3", "4", "3.5", "3.5", "3.5", "3.5", "3.5", "3.5", "2", "1.5", "1.5", "1.5"]
    rows = [
        f"me,2026-{8 + place // 3:02}-{1 + 9 * (place % 3):02},renewal-negotiation,coach,{score},v1\n"
        for place, score in enumerate(scores)
    ]
    practised.write("ratings.csv", f"{','.join(COLUMNS)}\n{''.join(rows)}")
    assert practised("data", "import", "ratings.csv").code == 0
    said = practised("skills", "--json").json
    drifting = [each for each in said["competencies"] if each["state"] == "DRIFT"]
    assert shape(said | {"competencies": drifting}) == shown("skills")


def test_the_columns_of_a_table_of_ratings_are_those_of_the_program() -> None:
    assert table_in(section_of(INTERFACES, "## Ratings in a table"), "in any order").keys == list(COLUMNS)


def test_json_of_card_show(practised: Reader) -> None:
    reader = practised
    deck = reader.folder / "home/decks/page.deck.yaml"
    deck.write_text(deck.read_text(encoding="utf-8").replace("kind: typed", "tags: [edge], kind: typed"))
    said = reader("card", "show", "my/page/second", "--json").json
    reviews = [event for event in said["events"] if event["what"] == "review" and not event["undone"]]
    assert shape(said | {"events": reviews}) == shown("card")
    assert {event["what"] for event in said["events"]} >= {"suspend", "flag", "bury", "reset", "due", "note"}
    assert said["note"] == "Ask Dana."


def test_json_of_leave_list(practised: Reader) -> None:
    assert shape(practised("leave", "list", "--json").json) == shown("leave")


def test_json_of_cards(practised: Reader) -> None:
    deck = practised.folder / "home/decks/page.deck.yaml"
    practised.write(str(deck), deck.read_text(encoding="utf-8").replace("why: w", "why: w, tags: [sponsor]"))
    said = practised("cards", "sponsor", "-is:new", "--json").json
    assert shape(said | {"cards": [each | {"marks": ["flagged"]} for each in said["cards"]]}) == shown(
        "cards"
    )
    new = practised("cards", "is:new", "--json").json["cards"][0]
    assert (new["due"], new["due_day"], new["stability"]) == ("new", None, None)


def test_json_of_doctor(practised: Reader) -> None:
    assert practised("doctor", "--json").json["findings"] == []
    with closing(sqlite3.connect(practised.home / "practice.db")) as database:
        database.execute("UPDATE card SET reps = reps + 1 WHERE phase > 0")
        database.commit()
    found = practised("doctor", "--json")
    assert found.code == 1
    assert shape(found.json) == shown("doctor")
    mended = practised("doctor", "--rebuild", "--json")
    assert (mended.code, mended.json["rebuilt"], mended.json["findings"]) == (0, True, [])
    assert [each["name"] for each in mended.json["mended"]] == ["card-state"]


def test_doctor_gives_its_findings_the_names_on_the_page() -> None:
    table = table_with(section_of(INTERFACES, "## JSON"), "defect", "what is wrong", "what `--rebuild` does")
    source = (ROOT / "csmdrill/storage/health.py").read_text(encoding="utf-8")
    named = re.findall(
        r'"((?:fact|text|source|card|day|setting|leave|rename)-[a-z]+)"|Finding\("(\w+)"', source
    )
    assert sorted(table.keys) == sorted({one or other for one, other in named})


def test_json_of_backup_list(practised: Reader) -> None:
    assert shape(practised("backup", "list", "--json").json) == shown("backup")


def test_what_a_webhook_is_told() -> None:
    assert shape(msgspec.to_builtins(Counts(14, 10, 4, 6))) == shown("remind")


def test_json_of_config_list(reader: Reader) -> None:
    assert shape(reader("config", "list", "--json").json) == shown("config")


def test_settings_are_those_of_the_program() -> None:
    table = table_with(section_of(INTERFACES, "## JSON"), "setting", "default", "takes", "means")
    assert list(table.rows) == [
        (f"`{key.name}`", str(getattr(Settings(), key.name)), taken(key), key.meaning) for key in KEYS
    ]


def taken(key: SettingKey) -> str:
    """Return in words which values a setting takes."""
    if key.bounds:
        return f"{key.bounds[0]:g} to {key.bounds[1]:g}"
    return ", ".join(key.choices) or key.form


def test_bindings_are_those_of_the_program() -> None:
    table = table_with(section_of(INTERFACES, "## JSON"), "binding", "usual", "does")
    assert list(table.rows) == [(f"`{each.id}`", ", ".join(each.keys), each.meaning) for each in BINDINGS]


def test_a_key_can_be_set_as_the_page_says(reader: Reader) -> None:
    (pairs,) = re.findall(r'config set keys "([^"]+)"', prose_of(INTERFACES))
    assert reader("config", "set", "keys", pairs).code == 0
    assert reader("config", "get", "keys").out == "today.stats=semicolon,practice.undo=x\n"


def test_the_environment_on_the_page_is_what_the_program_reads() -> None:
    table = table_with(section_of(INTERFACES, "## Environment"), "variable", "what it does")
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "csmdrill").rglob("*.py")]
    read = {name for source in sources for name in re.findall(r'environ(?:\.get\(|\[)"(\w+)"', source)}
    asked = Asked()
    editor_words(asked)
    assert sorted(table.keys) == sorted(read | set(asked.names))


class Asked(dict[str, str]):
    """An empty environment that notes what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - as dict has it
        """Note the name and return the default."""
        self.names.append(key)
        return default


def test_files_of_the_home_have_the_names_on_the_page(tmp_path: Path) -> None:
    table = table_with(section_of(INTERFACES, "## Where files live"), "in the home", "what it is")
    home = Home(tmp_path)
    home.database.write_bytes(b"damaged")
    aside = set_aside(home.database, datetime.fromisoformat(NOW).astimezone(UTC)).name
    before = set_aside_before_restore(home)
    spoilt = keep_spoilt(home, datetime.fromisoformat(NOW), [{"fact": {}}])
    assert spoilt is not None
    fault = keep_fault(ValueError("a fault"), {"CSMDRILL_HOME": str(tmp_path)})
    assert fault is not None
    decks = (home.decks, home.scenarios, home.packs)
    places = (home.database, mark_path(home.database), *decks, home.backups, home.recordings, home.running)
    named = [place.name for place in places]
    asides = [name.partition("20261124T")[0] for name in (aside, before, spoilt.name)]
    assert table.keys == [*named, *asides, fault.name]


def set_aside_before_restore(home: Home) -> str:
    """Return the name that a restore gives to the database that was there."""
    clock = SimulatedClock(datetime.fromisoformat(NOW))
    open_store(home, clock).close()
    copy = home.root / "copy.db"
    copy.write_bytes(home.database.read_bytes())
    kept = restore(home, clock, copy).set_aside
    assert kept is not None
    return kept.name


@pytest.mark.parametrize(
    ("system", "folder"), [("unix", "~/.local/share"), ("macos", "~/Library/Application Support")]
)
def test_the_home_is_where_the_page_says(system: str, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import platformdirs.macos
    import platformdirs.unix

    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    systems = {"unix": platformdirs.unix.Unix, "macos": platformdirs.macos.MacOS}
    found = systems[system]("csmdrill", appauthor=False).user_data_dir
    assert Path(found) == Path(f"{folder}/csmdrill").expanduser()
    assert f"`{folder}/csmdrill`" in prose_of(INTERFACES)


def test_every_code_is_explained(reader: Reader) -> None:
    for code, entry in CODES.items():
        said = reader("explain", code)
        assert said.code == 0, code
        assert said.out.startswith(f"{code} ({entry.severity}): {entry.title}\n")
        assert len(entry.explanation.split()) > 10, code
        assert entry.explanation in said.out


def test_a_newer_deck_and_a_newer_database_are_refused(practised: Reader) -> None:
    newer = practised.write("newer.deck.yaml", DECK.replace("deck@1", "deck@2"))
    assert [each["code"] for each in practised("check", "--format", "json", newer).json] == ["M309"]
    database = practised.home / "practice.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    before = database.read_bytes()
    assert practised("due").code == 6
    assert database.read_bytes() == before


def test_the_page_shows_json_that_can_be_read() -> None:
    for block in blocks_of(INTERFACES, "json"):
        assert msgspec.json.decode(block.text), str(block)
