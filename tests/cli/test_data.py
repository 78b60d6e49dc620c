"""`data export` and `data import`: the whole history out and in, whole lines only, twice without harm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.errors import StoreBusy
from csmdrill.storage.store import Store

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

KEYS = [
    "device",
    "seq",
    "person",
    "order_at",
    "at",
    "offset",
    "day",
    "kind",
    "key",
    "hash",
    "simulated",
    "payload",
    "checksum",
]

TYPED = """\
format: csmdrill/deck@1
id: words
title: Words
cards:
  - {id: word, kind: typed, prompt: The plan you both sign?, accept: [mutual plan], why: w}
"""


@pytest.fixture
def practised(shell: Shell, small: Path) -> Shell:
    """A home with a setting, three answers, and one of them taken back."""
    shell("config", "set", "minutes", "12")
    shell("practice", "--plain", "--deck", small, stdin="\n3\n\n1\n\n4\nu\nq\n")
    return shell


def test_an_export_is_json_lines_in_order_with_the_documented_keys(practised: Shell) -> None:
    facts = practised("data", "export").facts
    assert all(list(fact) == KEYS for fact in facts)
    assert [fact["seq"] for fact in facts] == list(range(1, len(facts) + 1))
    assert [fact["order_at"] for fact in facts] == sorted(fact["order_at"] for fact in facts)
    assert [fact["kind"] for fact in facts].count("review") == 3
    review = next(fact for fact in facts if fact["kind"] == "review")
    assert (review["day"], review["key"], review["simulated"]) == ("2026-11-24", "my/small/first", True)


def test_a_history_moves_to_another_home_whole(practised: Shell) -> None:
    shell = practised
    exported, told = shell("data", "export").out, shell("due", "--json").json
    assert shell("data", "export", "-o", "facts.jsonl").code == 0
    shell.home_is(shell.folder / "other")
    done = shell("data", "import", "facts.jsonl")
    count = len(exported.splitlines())
    assert (done.code, done.out) == (0, "")
    assert done.err == f"{count} facts added, 0 known already, 0 lines left out.\n"
    assert shell("data", "export").out == exported
    assert shell("config", "get", "minutes").out == "12\n"
    shell("due")
    assert shell("due", "--json").json["reviewed"] == told["reviewed"] == 2
    assert shell("doctor").code == 0


def test_importing_twice_changes_nothing(practised: Shell) -> None:
    practised("data", "export", "-o", "facts.jsonl")
    practised.home_is(practised.folder / "other")
    practised("data", "import", "facts.jsonl")
    first = practised("data", "export").out
    again = practised("data", "import", "facts.jsonl")
    count = len(first.splitlines())
    assert (again.code, again.err) == (0, f"0 facts added, {count} known already, 0 lines left out.\n")
    assert practised("data", "export").out == first


def test_two_homes_come_together_and_the_undone_stays_undone(practised: Shell, small: Path) -> None:
    shell = practised
    shell("data", "export", "-o", "first.jsonl")
    shell.home_is(shell.folder / "other")
    shell.at("2026-11-24T11:00:00+01:00")
    shell("practice", "--plain", "--deck", small, stdin="\n4\n")
    assert shell("data", "import", "first.jsonl").code == 0
    assert len({fact["device"] for fact in shell.facts()}) == 2
    assert len(shell.facts("review")) == 4
    assert shell("due", "--json").json["reviewed"] == 3
    assert shell("doctor").code == 0


def test_stdin_is_read_for_a_dash(practised: Shell) -> None:
    lines = practised("data", "export").out
    practised.home_is(practised.folder / "other")
    assert practised("data", "import", "-", stdin=lines).code == 0
    assert practised("data", "export").out == lines


def spoilt(lines: list[bytes]) -> list[bytes]:
    """Return lines of which the 2nd, 4th, 5th and 6th are no facts, good ones around them."""
    changed = lines[2].replace(b'"offset":60', b'"offset":61')
    assert changed != lines[2]
    return [lines[0], b"{no json", lines[1], changed, b'{"kind":"review"}', b"\xff\xfe", b"", *lines[2:]]


def test_bad_lines_are_named_by_number_and_left_out(practised: Shell) -> None:
    lines = practised("data", "export").out.encode().splitlines()
    bad = practised.folder / "bad.jsonl"
    bad.write_bytes(b"\n".join(spoilt(lines)) + b"\n")
    practised.home_is(practised.folder / "other")
    done = practised("data", "import", bad)
    assert done.code == 1
    said = done.err.splitlines()
    assert [line.removeprefix(f"{bad}:").split(":")[0] for line in said[:-1]] == ["2", "4", "5", "6"]
    assert said[0] == f"{bad}:2: This is no line of JSON."
    assert said[1] == f"{bad}:4: Its checksum does not fit: the line was changed or cut."
    assert said[-1] == f"{len(lines)} facts added, 0 known already, 4 lines left out."
    assert practised("data", "export").out.encode().splitlines() == lines


def test_a_file_of_nothing_but_rubbish_does_no_harm(practised: Shell) -> None:
    before = practised("data", "export").out
    rubbish = practised.folder / "rubbish"
    rubbish.write_bytes(bytes(range(256)) * 600)
    done = practised("data", "import", rubbish)
    assert done.code == 1
    assert " 0 known already" in done.err
    assert "0 facts added" in done.err
    assert practised("data", "export").out == before


@pytest.mark.parametrize("name", ["nowhere.jsonl", "."])
def test_a_file_that_cannot_be_read_is_one_sentence(shell: Shell, name: str) -> None:
    done = shell("data", "import", name)
    assert (done.code, done.out) == (2, "")
    assert f"{name} cannot be read: " in done.err


def test_an_export_writes_over_a_file_only_when_asked(practised: Shell) -> None:
    target = practised.write("facts.jsonl", "an older export\n")
    (practised.folder / "link").symlink_to(target)
    for name in ("facts.jsonl", "link"):
        done = practised("data", "export", "-o", name)
        assert (done.code, done.out) == (2, "")
        assert done.err == (
            f"{name} is there already, and is not written over.\n"
            "Name another file, or write over this one with --replace.\n"
        )
        assert target.read_text() == "an older export\n"
    (practised.folder / "link").unlink()
    assert practised("data", "export", "-o", "/dev/null").code == 0


def test_an_export_replaces_its_file_whole_and_says_how_much(practised: Shell) -> None:
    target = practised.write("facts.jsonl", "an older export\n")
    done = practised("data", "export", "--replace", "--output", target)
    lines = target.read_text().splitlines()
    assert (done.code, done.out, done.err) == (0, "", f"{len(lines)} facts written to {target}.\n")
    assert lines == practised("data", "export").out.splitlines()
    assert sorted(path.name for path in practised.folder.iterdir()) == [
        "facts.jsonl",
        "home",
        "small.deck.yaml",
    ]


def test_an_export_that_fails_half_way_leaves_the_older_file(
    practised: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = practised.write("facts.jsonl", "an older export\n")

    def fails(store: Store, with_text: bool = False) -> Iterator[bytes]:
        yield b"{}"
        raise StoreBusy("Another program holds it.")

    monkeypatch.setattr(Store, "export_lines", fails)
    done = practised("data", "export", "--replace", "-o", target)
    assert (done.code, done.err) == (4, "Another program holds it.\n")
    assert target.read_text() == "an older export\n"
    assert [path.name for path in practised.folder.glob("facts*")] == ["facts.jsonl"]


@pytest.mark.parametrize("target", ["nowhere/facts.jsonl", "home"])
def test_an_export_that_cannot_be_written_is_one_sentence(practised: Shell, target: str) -> None:
    done = practised("data", "export", "-o", target)
    assert (done.code, done.out) == (2, "")
    assert f"{target} cannot be written: " in done.err
    assert list(practised.folder.glob("*.partial")) == []


def test_what_was_typed_leaves_only_when_asked(shell: Shell) -> None:
    deck = shell.write("words.deck.yaml", TYPED)
    shell("practice", "--plain", "--deck", deck, stdin="some private words\n3\nq\n")
    assert "private" not in shell("data", "export").out
    whole = shell("data", "export", "--with-text")
    assert [fact["text"]["text"] for fact in whole.facts if "text" in fact] == ["some private words"]
    shell.write("facts.jsonl", whole.out)
    shell.home_is(shell.folder / "other")
    assert shell("data", "import", "facts.jsonl").code == 0
    assert shell("data", "export", "--with-text").out == whole.out


def test_a_reader_that_goes_away_is_no_fault(practised: Shell) -> None:
    with practised.start("data", "export") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_practice_on_a_practice_clock_stays_out_of_a_real_home(practised: Shell) -> None:
    practised("data", "export", "-o", "simulated.jsonl")
    practised.home_is(practised.folder / "real")
    practised.at("")
    practised("config", "set", "minutes", "20")
    done = practised("data", "import", "simulated.jsonl")
    assert done.code == 1
    count = len((practised.folder / "simulated.jsonl").read_text().splitlines())
    assert count > 4
    why = "It was recorded on a practice clock, as a demo is; this home holds real practice."
    assert done.err.splitlines() == [
        f"simulated.jsonl:1: {why}",
        f"The same in {count - 1} more lines, the last of them {count}.",
        f"0 facts added, 0 known already, {count} lines left out.",
    ]
    (practised.folder / "one.jsonl").write_text(
        (practised.folder / "simulated.jsonl").read_text().splitlines()[0] + "\n"
    )
    assert practised("data", "import", "one.jsonl").err.endswith("1 line left out.\n")
    assert practised("due", "--json").json["reviewed"] == 0


def test_the_export_of_a_demo_says_that_it_is_one(practised: Shell) -> None:
    assert "demo" not in practised("data", "export").err
    (practised.home / "demo.json").write_text("{}")
    done = practised("data", "export")
    assert done.err.startswith("This is the history of a demo")
    assert done.facts
