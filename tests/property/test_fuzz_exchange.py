"""Whatever another program or person sends: taken in, or refused by an error of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmdrill.core.clock import DAY_ZERO
from csmdrill.core.text import find_unsafe
from csmdrill.services.workspace import Workspace
from csmdrill.storage.facts import Fact, canonical_json, checksum_of
from csmdrill.storage.lines import FactLine, LineRejected, read_line
from tests.hostile.corpus import HERE
from tests.hostile.exchanged import Exchange, home, told_of_exchanged
from tests.property.fuzzing import json_values, pieces, tries
from tests.services.conftest import ToldClock

LINES = [
    *(line for path in sorted((HERE / "facts").glob("*.jsonl")) for line in path.read_bytes().split(b"\n")),
    (HERE / "facts" / "no-line-end.jsonl").read_bytes(),
]
TABLES = [
    path.read_bytes() for path in sorted((HERE / "tables").glob("*.csv")) if path.stat().st_size < 3_000
]


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchange]:
    """A trainee and a coach who exchanged one attempt."""
    folder = tmp_path_factory.mktemp("exchange")
    (folder / "shipped").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("csmdrill.content.places.shipped_root", lambda *_: folder / "shipped")
        made = Exchange(folder)
        yield made
        made.room.ws.close()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A home into which everything is brought."""
    with home(tmp_path_factory.mktemp("fuzzed"), ToldClock()) as opened:
        yield opened
        assert {found.name for found in opened.store.check(deep=True)} <= {"fact-gap", "source-missing"}


@st.composite
def spoilt(draw: st.DrawFn, files: list[bytes]) -> bytes:
    """Return bytes of the corpus of which a few are others."""
    content = bytearray(draw(st.sampled_from(files)))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(content)))
        piece = draw(pieces.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=3))
        content[at : at + draw(st.integers(0, 6))] = piece
    return bytes(content)


@given(spoilt(LINES) | st.binary(max_size=80))
@tries(250)
def test_any_line_of_facts(line: bytes) -> None:
    try:
        fact, _ = read_line(line)
    except LineRejected as rejected:
        told = str(rejected)
    else:
        told = "" if fact.checksum == checksum_of(fact) else "\0"
    assert not find_unsafe(told)


KINDS = [
    "review",
    "undo",
    "setting",
    "session",
    "rename",
    "install",
    "leave",
    "suspend",
    "bury",
    "due",
    "note",
]
KINDS += [
    "attempt",
    "rating",
    "correction",
    "repeat",
    "observation",
    "baseline",
    "known",
    "calibration",
    "later",
]
SAYING = [
    "rating",
    "took_ms",
    "device",
    "seq",
    "name",
    "value",
    "from",
    "to",
    "on",
    "day",
    "attempt",
    "role",
    "person",
]
SAYING += [
    "event",
    "session",
    "text",
    "levels",
    "competency",
    "score",
    "rater",
    "criteria",
    "old",
    "new",
    "group",
]


SOUND: list[dict[str, object]] = [
    json.loads(LINES[-1])["payload"],
    {},
    {"on": True},
    {"day": 20_000},
    {"person": "x"},
    {"from": 1, "to": 5},
    {"from": "a", "to": "my/h/a"},
    {"device": "dev", "seq": 1},
    {"name": "retention", "value": 0.9},
    {"event": "start", "session": "s"},
    {"attempt": "a", "at": 1, "concept": "c"},
    {"attempt": "a", "day": 20_000},
]
changed = st.tuples(
    st.sampled_from(SOUND), st.dictionaries(st.sampled_from(SAYING), json_values, max_size=2)
).map(lambda pair: pair[0] | pair[1])


@given(
    st.sampled_from(KINDS),
    changed | json_values,
    st.sampled_from(["my/h/a", "calibration", "", "x" * 400, None]),
    st.integers(0, 10**9 + 1),
)
@tries(120)
def test_facts_whose_checksum_fits_but_that_say_anything(
    workspace: Workspace, kind: str, said: object, key: str | None, seq: int
) -> None:
    line = json.loads(LINES[-1]) | {"kind": kind, "payload": said, "key": key, "seq": seq}
    report = workspace.store.import_lines([sealed(line)])
    assert report.added + report.already + len(report.bad) == 1


def sealed(line: dict[str, Any]) -> bytes:
    """Return a line with the checksum that fits, if it can have one."""
    encoded = json.dumps(line).encode()
    try:
        parsed = msgspec.json.decode(encoded, type=FactLine)
    except (msgspec.ValidationError, msgspec.DecodeError):
        return encoded
    bare = {
        name: getattr(parsed, name)
        for name in ("seq", "person", "order_at", "at", "offset", "kind", "key", "hash")
    }
    fact = Fact(
        **bare,
        device_id=parsed.device,
        day=(parsed.day - DAY_ZERO).days,
        payload=canonical_json(msgspec.json.decode(parsed.payload)),
        simulated=parsed.simulated,
        checksum="",
    )
    return json.dumps(line | {"checksum": checksum_of(fact)}).encode()


@given(spoilt(TABLES) | st.binary(max_size=120))
@tries(80)
def test_any_table(workspace: Workspace, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ratings.csv"
    path.write_bytes(content)
    told = told_of_exchanged("tables", workspace, path)
    assert not find_unsafe("".join(told.problems))


KEYS = [
    "format",
    "person",
    "key",
    "day",
    "rating",
    "comments",
    "moments",
    "calibration",
    "log",
    "levels",
    "overall",
]
KEYS += [
    "attempt",
    "words",
    "inputs",
    "events",
    "drawn",
    "seed",
    "names",
    "facts",
    "clock",
    "understood",
    "at",
    "text",
]
KEYS += [
    "asks",
    "role",
    "checks",
    "evidence",
    "seconds",
    "seat",
    "tags",
    "act",
    "sealed",
    "scenario",
    "source",
]
patches = st.recursive(
    json_values,
    lambda inner: st.dictionaries(st.sampled_from(KEYS), inner, min_size=1, max_size=3),
    max_leaves=4,
)


@pytest.mark.parametrize("folder", ["ratings", "submissions"])
@given(st.dictionaries(st.sampled_from(KEYS), patches, max_size=3))
@tries(60)
def test_any_change_of_what_coach_and_trainee_send(folder: str, exchange: Exchange, change: object) -> None:
    path = exchange.folder / folder / "any.patch.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(change), encoding="utf-8")
    told = exchange.told(path)
    assert not find_unsafe("".join(told.problems))


@pytest.mark.parametrize("folder", ["ratings", "submissions"])
@given(st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode()))
@tries(40)
def test_any_bytes_for_a_file_of_coach_or_trainee(folder: str, exchange: Exchange, content: bytes) -> None:
    path = exchange.folder / "any.json"
    path.write_bytes(content)
    assert told_of_exchanged(folder, exchange.room.ws, path).left == "refused"
