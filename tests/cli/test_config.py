"""`config` lists, reads and changes settings, and refuses what is not possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csmdrill.practice.settings import KEYS

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

DEFAULTS = {
    "minutes": 10,
    "new": 8,
    "retention": 0.9,
    "buttons": 2,
    "rollover": 4,
    "zone": "auto",
    "theme": "auto",
    "keys": "usual",
    "focus": "none",
}

CHANGES = {
    "minutes": ("25", 25),
    "new": ("0", 0),
    "retention": ("0.85", 0.85),
    "buttons": ("4", 4),
    "rollover": ("0", 0),
    "zone": ("Asia/Tokyo", "Asia/Tokyo"),
    "theme": ("light", "light"),
    "focus": ("renewal-negotiation", "renewal-negotiation"),
    "keys": ("practice.undo=x, today.stats=;", "today.stats=semicolon,practice.undo=x"),
}

WRONG = [
    ("minutes", "0", "1 to 120"),
    ("minutes", "121", "1 to 120"),
    ("minutes", "ten", "takes a number"),
    ("minutes", "1.5", "takes a number"),
    ("minutes", "", "takes a number"),
    ("new", "201", "0 to 200"),
    ("retention", "0.69", "0.7 to 0.97"),
    ("retention", "0.98", "0.7 to 0.97"),
    ("retention", "90", "0.7 to 0.97"),
    ("retention", "nan", "0.7 to 0.97"),
    ("retention", "inf", "0.7 to 0.97"),
    ("buttons", "3", "2 or 4"),
    ("rollover", "24", "0 to 23"),
    ("zone", "Mars/Base", "no time zone named 'Mars/Base'"),
    ("zone", "", "no time zone named ''"),
    ("zone", "../../etc/passwd", "no time zone"),
    ("zone", "Europe", "no time zone"),
    ("theme", "pink", "auto or dark or light"),
    ("focus", "juggling", "none or outcome-discovery"),
    ("keys", "practice.fly=x", "no key binding named 'practice.fly'"),
    ("keys", "practice.undo=w", "practice.undo and practice.why would both be w"),
]


def test_a_new_home_has_the_defaults(shell: Shell) -> None:
    assert shell("config", "list", "--json").json == DEFAULTS


def test_the_list_says_what_each_setting_means(shell: Shell) -> None:
    lines = shell("config", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == list(DEFAULTS)
    for line, key, value in zip(lines, KEYS, DEFAULTS.values(), strict=True):
        assert line.split()[1] == str(value)
        assert line.endswith(key.meaning)


@pytest.mark.parametrize("name", CHANGES)
def test_a_setting_is_changed_and_stays_so(shell: Shell, name: str) -> None:
    typed, value = CHANGES[name]
    done = shell("config", "set", name, typed)
    assert (done.code, done.out, done.err) == (0, "", f"{name} is now {value}.\n")
    assert shell("config", "get", name).out == f"{value}\n"
    assert shell("config", "list", "--json").json == DEFAULTS | {name: value}
    assert shell.facts("setting")[-1]["payload"] == {"name": name, "value": value}


@pytest.mark.parametrize(("name", "value", "hint"), WRONG)
def test_a_wrong_value_is_refused_with_what_is_possible(
    shell: Shell, name: str, value: str, hint: str
) -> None:
    done = shell("config", "set", name, value)
    assert (done.code, done.out) == (2, "")
    assert hint in done.err
    assert shell("config", "get", name).out == f"{DEFAULTS[name]}\n"
    assert shell.facts("setting") == []


@pytest.mark.parametrize("words", [("get", "minute"), ("set", "minute", "5")])
def test_an_unknown_setting_is_told_with_all_there_are(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell("config", *words)
    assert done.code == 2
    assert "There is no setting named 'minute'." in done.err
    assert all(name in done.err for name in DEFAULTS)


def test_the_zone_decides_the_study_day(shell: Shell) -> None:
    shell.at("2026-11-24T23:00:00+01:00")
    assert shell("due", "--json").json["day"] == "2026-11-24"
    shell("config", "set", "zone", "Asia/Tokyo")
    assert shell("due", "--json").json["day"] == "2026-11-25"


def test_the_rollover_decides_the_study_day(shell: Shell) -> None:
    shell.at("2026-11-24T03:00:00+01:00")
    shell("config", "set", "rollover", "3")
    assert shell("due", "--json").json["day"] == "2026-11-24"
    shell("config", "set", "rollover", "5")
    assert shell("due", "--json").json["day"] == "2026-11-23"


def test_the_number_of_new_cards_is_kept_to(shell: Shell) -> None:
    shell("config", "set", "new", "2")
    assert shell("due", "--json").json["new"] == 2
    assert shell("practice", "--plain").cards[0].to_go == 2


def test_a_higher_retention_brings_cards_back_sooner(shell: Shell) -> None:
    def days(retention: str) -> str:
        shell.home_is(shell.folder / retention)
        shell("config", "set", "retention", retention)
        shell("practice", "--plain", stdin="\n4\n")
        following = shell("due", "--json").json["next"]
        assert isinstance(following, str)
        return following

    assert days("0.97") < days("0.70")
