"""Settings: what a person may type, and what is made of values that come from elsewhere."""

from __future__ import annotations

import pytest

from csmdrill.core.errors import SettingRejected
from csmdrill.practice.settings import Settings, check_setting, parse_setting, settings_from


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("minutes", 0),
        ("minutes", 121),
        ("minutes", "ten"),
        ("minutes", True),
        ("minutes", 10.5),
        ("new", -1),
        ("retention", 5),
        ("retention", float("nan")),
        ("buttons", 3),
        ("rollover", 24),
        ("zone", 7),
        ("zone", "x" * 5000),
        ("theme", "pink"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_counts_as_not_set(name: str, value: object) -> None:
    with pytest.raises(SettingRejected, match=name):
        check_setting(name, value)
    assert settings_from({name: value}) == Settings()


@pytest.mark.parametrize("name", ["Mars/X", "", "../etc/passwd", "\0"])
def test_a_zone_that_this_machine_does_not_know_counts_as_not_set(name: str) -> None:
    check_setting("zone", name)
    assert settings_from({"zone": name, "new": 3}) == Settings(new=3)


def test_values_that_can_be_are_kept_and_unknown_names_passed_over() -> None:
    said = {"minutes": 20, "new": 0, "retention": 0.7, "buttons": 4, "rollover": 0, "zone": "Asia/Kolkata"}
    for name, value in said.items():
        check_setting(name, value)
        assert parse_setting(name, str(value)) == value
    check_setting("pets", [1, 2])
    assert settings_from({**said, "theme": "dark", "pets": 3}) == Settings(
        minutes=20, new=0, retention=0.7, buttons=4, rollover=0, zone="Asia/Kolkata", theme="dark"
    )
