"""The settings of practice: their names, ranges, defaults and what each one means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from csmdrill.content.competency import TITLES
from csmdrill.core.clock import zone_of
from csmdrill.core.errors import SettingRejected
from csmdrill.practice.keymap import USUAL, keymap_words, parse_keymap

LONGEST_WORD = 100
"""Characters of a value; no zone has a name as long as that."""

LONGEST_KEYMAP = 4000
"""Characters of the setting `keys`."""

NO_FOCUS = "none"
"""The value of the setting `focus` that leaves the choice to the program."""

Theme = Literal["auto", "dark", "light"]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How one person practises; the defaults are those of a new install."""

    minutes: int = 10
    new: int = 8
    retention: float = 0.90
    buttons: int = 2
    rollover: int = 4
    zone: str = "auto"
    theme: str = "auto"
    keys: str = USUAL
    focus: str = NO_FOCUS


class SettingKey(msgspec.Struct, frozen=True):
    """One setting: what it means, and which values it takes.

    Args:
        name: as in `csmdrill config set NAME VALUE`.
        meaning: one sentence.
        bounds: least and most of a number, both allowed.
        choices: the words or numbers allowed, where there are few.
        form: what it takes, in words, where neither of them says so.
        longest: characters of a word.
    """

    name: str
    meaning: str
    bounds: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()
    form: str = "a name"
    longest: int = LONGEST_WORD

    @property
    def takes(self) -> str:
        """Which values it takes, in words."""
        if self.bounds:
            return f"{self.bounds[0]:g} to {self.bounds[1]:g}"
        return " or ".join(self.choices) or self.form


KEYS: tuple[SettingKey, ...] = (
    SettingKey("minutes", "Length of a session in minutes.", (1, 120)),
    SettingKey("new", "New cards on a study day.", (0, 200)),
    SettingKey(
        "retention", "The share of due cards you want to know; higher means more reviews.", (0.70, 0.97)
    ),
    SettingKey(
        "buttons", "Rating buttons: 2 (again, good) or 4 (again, hard, good, easy).", choices=("2", "4")
    ),
    SettingKey("rollover", "Hour at which a new study day begins.", (0, 23)),
    SettingKey("zone", "Time zone of the study day, like Europe/Berlin; auto is the machine's."),
    SettingKey(
        "theme",
        "Colours: auto follows the terminal where it says, dark, light.",
        choices=("auto", "dark", "light"),
    ),
    SettingKey(
        "keys",
        "Keys of your own, for the bindings named below; usual changes none.",
        form="binding=key, ...",
        longest=LONGEST_KEYMAP,
    ),
    SettingKey(
        "focus",
        "The competency whose baseline comes first; none is the one that was benchmarked most.",
        choices=(NO_FOCUS, *TITLES),
    ),
)


def key_named(name: str) -> SettingKey:
    """Return the description of a setting.

    Raises:
        SettingRejected: there is none of that name.
    """
    for key in KEYS:
        if key.name == name:
            return key
    names = ", ".join(key.name for key in KEYS)
    raise SettingRejected(f"There is no setting named {name!r}.", f"There are: {names}.")


def parse_setting(name: str, text: str) -> int | float | str:
    """Return the value that a person typed for a setting.

    Raises:
        SettingRejected: no such setting, or the value is not possible.
    """
    key = key_named(name)
    text = text.strip()
    kind = type(getattr(Settings(), name))
    try:
        value: int | float | str = kind(text)
    except ValueError:
        raise SettingRejected(f"{name} takes a number, not {text!r}.", key.meaning) from None
    _check(key, value, text)
    return keymap_words(parse_keymap(text)) if name == "keys" else value


def check_setting(name: str, value: object) -> None:
    """Check a value that comes from elsewhere; a name this version does not know may have any.

    Whether the machine knows a zone, or this version a binding, is left open.

    Raises:
        SettingRejected: it is of the wrong type, or not possible.
    """
    key = next((key for key in KEYS if key.name == name), None)
    if key is None:
        return
    if isinstance(value, str) and len(value) > key.longest:
        raise SettingRejected(f"{name} cannot be a word of {len(value)} characters.", key.meaning)
    kind = type(getattr(Settings(), name))
    # A retention of whole per cents may be written without a fraction; a yes is no number.
    if type(value) is not kind and not (kind is float and type(value) is int):
        wanted = "a word" if kind is str else "a number" if kind is float else "a whole number"
        raise SettingRejected(f"{name} takes {wanted}, not {value!r}.", key.meaning)
    _check(key, value, str(value))


def settings_from(values: Mapping[str, object]) -> Settings:
    """Return settings from stored values; one that is not possible here counts as not set."""
    known = {key.name for key in KEYS}
    return msgspec.convert({k: v for k, v in values.items() if k in known and _is_possible(k, v)}, Settings)


def _is_possible(name: str, value: object) -> bool:
    try:
        check_setting(name, value)
        if name == "zone" and value != "auto":
            zone_of(str(value))
    except SettingRejected:
        return False
    return True


def _check(key: SettingKey, value: object, said: str) -> None:
    if key.choices and said not in key.choices:
        raise SettingRejected(f"{key.name} cannot be {said!r}.", f"It takes {key.takes}.")
    if key.bounds and isinstance(value, int | float):
        low, high = key.bounds
        if not low <= value <= high:
            raise SettingRejected(f"{key.name} cannot be {said}.", f"It takes {key.takes}.")
