"""Keys of a person's own: which bindings have a name, and which key each of them may get."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping

import msgspec

from csmdrill.core.errors import SettingRejected

USUAL = "usual"
"""The value of the setting `keys` that changes nothing."""

ANOTHER = "Give one of them another key."

EVERYWHERE = "app"
"""The room whose keys work on every screen."""


class Bound(msgspec.Struct, frozen=True):
    """A binding that has a name.

    Args:
        id: the screen and the deed, as `practice.undo`.
        keys: the usual ones, by the names that the screens give to keys.
        meaning: what it does.
    """

    id: str
    keys: tuple[str, ...]
    meaning: str

    @property
    def room(self) -> str:
        """The screen on which it works."""
        return self.id.partition(".")[0]


BINDINGS: tuple[Bound, ...] = (
    Bound("app.help", ("question_mark",), "help"),
    Bound("today.practise", ("enter", "space"), "practise"),
    Bound("today.more-new", ("n",), "more new cards, when the day is done"),
    Bound("today.skills", ("k",), "skills"),
    Bound("today.circuit", ("c",), "the circuit of benchmarks that is due"),
    Bound("today.library", ("l",), "the library"),
    Bound("today.stats", ("s",), "statistics"),
    Bound("today.settings", ("comma",), "settings"),
    Bound("today.role-plays", ("r",), "role-plays"),
    Bound("today.reread", ("ctrl+r",), "read the deck files again"),
    Bound("today.quit", ("q",), "quit"),
    Bound("practice.reveal", ("space", "enter"), "reveal; then accept the rating suggested"),
    Bound("practice.again", ("1",), "rate again"),
    Bound("practice.hard", ("2",), "rate hard"),
    Bound("practice.good", ("3",), "rate good"),
    Bound("practice.easy", ("4",), "rate easy"),
    Bound("practice.undo", ("u",), "take the last answer back"),
    Bound("practice.redo", ("ctrl+r", "ctrl+y"), "bring it back"),
    Bound("practice.why", ("w",), "the reason again"),
    Bound("practice.suspend", ("s",), "suspend the card"),
    Bound("practice.editor", ("f2",), "edit the card"),
    Bound("practice.stop", ("escape",), "stop here"),
    Bound("summary.today", ("enter", "space", "escape"), "to Today"),
    Bound("summary.more", ("m",), "5 more minutes"),
    Bound("summary.undo", ("u", "ctrl+z"), "take the last answer back"),
    Bound("summary.quit", ("q",), "quit"),
    Bound("library.search", ("slash",), "search"),
    Bound("library.mark", ("x",), "mark a card"),
    Bound("library.mark-all", ("ctrl+a",), "mark all that were found"),
    Bound("library.suspend", ("s",), "suspend, or end that"),
    Bound("library.bury", ("b",), "leave out today"),
    Bound("library.flag", ("f",), "flag, or take the flag away"),
    Bound("library.note", ("m",), "note to yourself"),
    Bound("library.reset", ("r",), "make new again"),
    Bound("library.due", ("d",), "set the day on which it is due"),
    Bound("library.undo", ("u",), "take the last action back"),
    Bound("library.edit", ("e",), "edit the card"),
    Bound("library.order", ("o",), "another order"),
    Bound("card.edit", ("e",), "edit the card"),
    Bound("role-plays.attempts", ("h",), "attempts that were made"),
    Bound("brief.voice", ("v",), "aloud, or typed"),
    Bound("stage.brief", ("f2", "b"), "the brief again, in practice"),
    Bound("stage.pause", ("f3", "p"), "pause, in practice"),
    Bound("stage.restart", ("f4", "r"), "from the start, while paused"),
    Bound("debrief.evidence", ("e",), "pick lines as evidence"),
    Bound("debrief.transcript", ("t",), "the whole transcript, and back"),
    Bound("debrief.more", ("m",), "rate the other criteria too"),
    Bound("reveal.again", ("t",), "take the line again"),
    Bound("reveal.correct", ("c",), "say what the line meant"),
    Bound("reveal.strong", ("s",), "a strong run"),
    Bound("reveal.weak", ("w",), "a weak run"),
    Bound("reveal.replay", ("p",), "replay"),
    Bound("reveal.card", ("a",), "add a card"),
    Bound("reveal.repeat", ("d",), "repeat in some days"),
    Bound("replay.pause", ("space",), "pause, or go on"),
    Bound("replay.faster", ("f",), "faster"),
    Bound("skill.compare", ("c",), "self and coach side by side"),
    Bound("skill.history", ("h",), "attempts at the skill"),
    Bound("skill.baseline", ("b",), "a new baseline, where it has improved"),
    Bound("skill.undo", ("u",), "take the new baseline back"),
    Bound("skill.z", ("z",), "the statistic behind the state"),
    Bound("coach.comment", ("c",), "a comment on the moment"),
    Bound("settings.undo", ("u",), "take the last change back"),
)

FIXED: Mapping[str, frozenset[str]] = {
    EVERYWHERE: frozenset({"f1", "ctrl+p", "ctrl+q", "ctrl+c"}),
    "today": frozenset(),
    "practice": frozenset({*"abcdefgh", "ctrl+z"}),
    "summary": frozenset(),
    "library": frozenset({"enter", "tab", "escape", "up", "down", "left", "right", "ctrl+z"}),
    "card": frozenset({"escape", "enter", "q", "up", "down", "ctrl+z"}),
    "role-plays": frozenset({"enter", "escape", "q", "up", "down"}),
    "brief": frozenset({*"12345", "enter", "escape", "up", "down"}),
    "stage": frozenset({"enter", "escape", "space", "ctrl+@", "d", "n", "p", "ctrl+d"}),
    "debrief": frozenset(
        {*"012345abcdnx", "enter", "escape", "space", "up", "down", "left", "right"}
        | {"pageup", "pagedown", "home", "end"}
    ),
    "reveal": frozenset({"enter", "escape", "q", "space", "up", "down", "pageup", "pagedown"}),
    "replay": frozenset(
        {"shift+left", "shift+right", "enter", "escape", "q", "left", "right", "up", "down", "home", "end"}
    ),
    "skill": frozenset(
        {"enter", "escape", "q", "tab", "shift+tab", "left", "right", "up", "down", "pageup", "pagedown"}
    ),
    "coach": frozenset({"enter", "escape", "q", "space", "up", "down", "pageup", "pagedown"}),
    "settings": frozenset({"a", "enter", "escape", "delete", "backspace", "up", "down", "ctrl+z"}),
}
"""Keys that each room needs for something else, and for nothing that has a name."""

ALSO_IN: Mapping[str, tuple[str, ...]] = {"library": ("card",)}
"""Rooms in which the keys of another one work too."""

_SAME = {"i": "tab", "m": "enter", "h": "backspace", "j": "enter"}
"""Letters that with ctrl cannot be told from another key in every terminal."""

_SHORTER = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Names of signs for which the screens have another one."""

_SIGNS = {
    _SHORTER.get(name, name): sign
    for sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    for name in [unicodedata.name(sign).lower().replace("-", "_").replace(" ", "_")]
}
_NAME_OF_SIGN = {sign: name for name, sign in _SIGNS.items()}

_NAMED = frozenset(
    {"space", "enter", "escape", "tab", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown"}
    | {"up", "down", "left", "right"}
    | {f"f{number}" for number in range(1, 13)}
)


def bound_by(name: str) -> Bound | None:
    """Return the binding of a name, None if there is none."""
    return next((each for each in BINDINGS if each.id == name), None)


def parse_keymap(text: str) -> dict[str, str]:
    """Return which key a person wants for which binding.

    Args:
        text: `binding-id=key,...`, or `usual`.

    Raises:
        SettingRejected: no such binding or key, or two deeds of a screen would share one key.
    """
    if text.strip() in ("", USUAL):
        return {}
    wanted: dict[str, str] = {}
    for part in text.split(","):
        name, key = _pair(part)
        if name in wanted:
            raise SettingRejected(f"{name} is given two keys.", "It can have one.")
        wanted[name] = key
    for clash in clashes(wanted):
        raise SettingRejected(clash, ANOTHER)
    return wanted


def usable(text: str) -> dict[str, str]:
    """Return what can be used of a stored keymap: another version may have written it."""
    wanted: dict[str, str] = {}
    for part in text.split(","):
        try:
            name, key = _pair(part)
        except SettingRejected:
            continue
        wanted[name] = key
    while any(clashes(wanted)):
        wanted.popitem()
    return wanted


def keymap_words(wanted: Mapping[str, str]) -> str:
    """Return the one form in which a keymap is kept: in the order of `BINDINGS`, usual keys left out."""
    kept = [
        f"{each.id}={wanted[each.id]}"
        for each in BINDINGS
        if wanted.get(each.id, "") not in ("", each.keys[0])
    ]
    return ",".join(kept) or USUAL


def key_name(key: str) -> str:
    """Return the name by which the screens know a key.

    Raises:
        SettingRejected: it is none that every terminal sends.
    """
    asked = key if key == " " else key.strip()
    if len(asked) == 1 and asked.isprintable():
        if asked.isalnum():
            return asked
        if asked in _NAME_OF_SIGN or asked == " ":
            return _NAME_OF_SIGN.get(asked, "space")
    lowered = asked.lower()
    control, _, letter = lowered.rpartition("+")
    if lowered in _NAMED or lowered in _SIGNS:
        return lowered
    if control == "ctrl" and len(letter) == 1 and letter.isascii() and letter.isalpha():
        if letter not in _SAME:
            return lowered
        raise SettingRejected(
            f"ctrl+{letter} is the same as {_SAME[letter]} in many terminals.", "Choose another."
        )
    raise SettingRejected(
        f"{asked!r} is no key that every terminal sends.",
        "Take a letter, a digit, a sign, f1 to f12, a name like space or comma, or ctrl+letter.",
    )


def key_sign(name: str) -> str:
    """Return a key as it is shown: `?` for `question_mark`, `^r` for `ctrl+r`."""
    if name.startswith("ctrl+"):
        return f"^{name[5:]}"
    return {"escape": "esc", **_SIGNS}.get(name, name)


def _pair(part: str) -> tuple[str, str]:
    """Return the binding and the key of `binding=key`.

    Raises:
        SettingRejected: it is no such pair.
    """
    name, sign, key = part.strip().partition("=")
    name = name.strip()
    if not sign:
        raise SettingRejected(
            f"keys takes binding=key pairs, and {part.strip()!r} is none.",
            "Write them like practice.undo=x,today.stats=t; or usual.",
        )
    if bound_by(name) is None:
        raise SettingRejected(f"There is no key binding named {name!r}.", _names_like(name))
    return name, key_name(key)


def row_name(name: str) -> str:
    """Return what a binding is called where people see rows, not names: “help” (app)."""
    bound = bound_by(name)
    return f"“{bound.meaning}” ({bound.room})" if bound else name


def clashes(wanted: Mapping[str, str], called: Callable[[str], str] = str) -> Iterator[str]:
    """Yield a sentence for each key that would do two things on one screen.

    Args:
        wanted: keys by the names of their bindings.
        called: what the sentence calls a binding.
    """
    for name, key in wanted.items():
        room = name.partition(".")[0]
        rooms = list(FIXED) if room == EVERYWHERE else [room, EVERYWHERE]
        reached = (*rooms, *ALSO_IN.get(room, ()))
        if any(key in FIXED[each] and key not in _usual(name) for each in reached):
            yield f"{called(name)} cannot be {key_sign(key)}: that key does something else there."
        for other in BINDINGS:
            if other.id != name and other.room in rooms and key in _keys_of(other, wanted):
                yield f"{called(name)} and {called(other.id)} would both be {key_sign(key)}."


def _keys_of(bound: Bound, wanted: Mapping[str, str]) -> tuple[str, ...]:
    return (wanted[bound.id],) if bound.id in wanted else bound.keys


def _usual(name: str) -> tuple[str, ...]:
    bound = bound_by(name)
    return bound.keys if bound else ()


def _names_like(name: str) -> str:
    room = name.strip().partition(".")[0]
    near = [each.id for each in BINDINGS if each.room == room] or [each.id for each in BINDINGS]
    return f"There are: {', '.join(near)}."
