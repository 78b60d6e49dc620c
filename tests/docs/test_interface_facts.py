"""docs/interfaces.md tells the truth about facts: fields, payloads, checksums, what an import does."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from csmdrill.storage.facts import KINDS
from csmdrill.storage.lines import FactLine
from tests.docs.conftest import NOW, Reader
from tests.docs.pages import (
    INTERFACES,
    section_of,
    table_in,
    tables_in,
)

ORDER = [
    *("device", "seq", "person", "order_at", "at", "offset", "day", "kind", "key", "hash"),
    *("simulated", "payload", "checksum", "text"),
]
"""The keys of an exported fact, as the page has them."""


def fact_tables() -> Iterator[tuple[str, list[str]]]:
    """Yield each kind of fact on the page with the keys of its payload."""
    for table in tables_in(section_of(INTERFACES, "## Facts")):
        named = re.match(r"\*\*`([a-z]+)`\*\*: ", table.intro)
        if named:
            yield named[1], table.keys


def test_the_fields_of_a_fact_are_those_of_the_program() -> None:
    table = table_in(section_of(INTERFACES, "## Facts"), "one fact a line")
    assert table.keys == ORDER
    assert sorted(ORDER) == sorted(FactLine.__struct_encode_fields__)


def test_the_payloads_on_the_page_are_those_of_the_program() -> None:
    models = {kind: list(model.__struct_encode_fields__) for model, kind in KINDS.items()}
    assert dict(fact_tables()) == models


def test_an_export_has_what_the_page_says(played: Reader) -> None:
    lines = played("data", "export", "--with-text").facts
    sources = [line for line in lines if "source" in line]
    assert lines[: len(sources)] == sources
    assert {line["kind"] for line in sources} == {"scenario", "rubric"}
    for line in sources:
        assert (sorted(line), line["source"]) == (
            ["body", "kind", "source"],
            hashlib.sha256(line["body"].encode()).hexdigest(),
        )
    facts = lines[len(sources) :]
    payloads = dict(fact_tables())
    assert {fact["kind"] for fact in facts} == set(payloads)
    for fact in facts:
        assert sorted(fact["payload"]) == sorted(payloads[fact["kind"]])
        assert sorted({*fact, "text"}) == sorted(ORDER)
    texts = {fact["kind"]: fact["text"] for fact in facts if "text" in fact}
    assert (texts["review"]["text"], texts["note"]["text"]) == ("the sponsor", "Ask Dana.")
    assert {texts[kind]["name"] for kind in ("attempt", "rating", "correction")} == {"words"}
    assert sorted(json.loads(texts["attempt"]["text"])) == ["log", "reflection", "understood"]
    assert json.loads(texts["rating"]["text"]) == {"asks": "Fine."}
    assert texts["correction"]["text"] == "Which outcome?"
    assert all("text" not in fact for fact in played("data", "export").facts)
    places = [(fact["order_at"], fact["device"], fact["seq"]) for fact in facts]
    assert places == sorted(places)


def test_checksum_and_hash_of_text_can_be_made_as_the_page_says(played: Reader) -> None:
    for fact in played("data", "export", "--with-text").facts:
        if "source" in fact:
            continue
        assert fact["checksum"] == checksum(fact)
        if "text" in fact:
            salted = fact["text"]["salt"] + fact["text"]["text"]
            assert fact["payload"]["text"] == hashlib.sha256(salted.encode()).hexdigest()


def checksum(fact: dict[str, Any]) -> str:
    """Return the checksum of an exported fact, made by the recipe on the page and nothing of ours."""
    payload = json.dumps(fact["payload"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    day = (date.fromisoformat(fact["day"]) - date(1970, 1, 1)).days
    names = ("device", "seq", "person", "order_at", "at", "offset")
    columns = [*(fact[name] for name in names), day, fact["kind"], fact["key"], fact["hash"], payload]
    columns.append(fact["simulated"])
    whole = json.dumps(columns, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def test_an_import_does_what_the_page_says(practised: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = practised("data", "export").facts
    later = facts[-1] | {"kind": "lab", "payload": {"score": 4, "tags": ["held-silence"]}}
    later |= {"seq": facts[-1]["seq"] + 1, "order_at": facts[-1]["order_at"] + 1}
    later["checksum"] = checksum(later)
    lines = "\n".join(json.dumps(each) for each in [*facts, later]) + '\n{"device": 1}\n'
    monkeypatch.setenv("CSMDRILL_HOME", str(practised.folder / "other"))
    taken = practised("data", "import", "-", stdin=lines)
    assert taken.code == 1
    assert f"-:{len(facts) + 2}: " in taken.err
    again = practised("data", "import", "-", stdin=lines)
    assert f"0 facts added, {len(facts) + 1} known already" in again.err
    assert practised("data", "export").facts == [*facts, later]


def test_a_real_home_takes_no_facts_of_a_practice_clock(
    practised: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported = practised("data", "export").out
    monkeypatch.delenv("CSMDRILL_NOW")
    monkeypatch.setenv("CSMDRILL_HOME", str(practised.folder / "real"))
    assert practised("config", "set", "minutes", "5").code == 0
    taken = practised("data", "import", "-", stdin=exported)
    assert taken.code == 1
    assert "0 facts added" in taken.err
    monkeypatch.setenv("CSMDRILL_NOW", NOW)
    assert practised("due").code == 2
