"""Hostile strings in every text that the services hand to the screens, and what a screen may never show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
from rich.text import Text
from textual.app import App
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.strip import Strip
from textual.style import Style

from bench.strings import CANARY
from csmdrill.content.library import Scan
from csmdrill.core.text import find_unsafe
from csmdrill.practice.settings import Settings
from csmdrill.roleplay.scene import Scene
from csmdrill.services.forecast import Basis
from csmdrill.services.library import Shelves
from csmdrill.tui.widgets.key_bar import KEY
from tests.tui.wire import Wire

NAMES = frozenset(
    [
        "key",
        "id",
        "kind",
        "form",
        "mode",
        "form",
        "letter",
        "hash",
        "state",
        "competency",
        "attempt",
        "channel",
        "role",
        "headline",
        "rater_role",
        "reason",
        "day",
        "facts",
        "value",
        "within",
        "person",
        "seat",
        "concepts",
        "corrected",
        "corrections",
        "rubric_key",
        "rubric_source",
        "source",
        "read",
        "evidence",
        "checks",
        "levels",
        "train_id",
        "name_of",
        "code",
        "act",
        "inputs",
        "accept",
        "texts",
        "cues",
        "understood",
        "people_ids",
        "rule",
    ]
)
"""Fields that name something, by which csmdrill finds or does it; what is in them is none but our own."""

WHOLE = (Settings, Enum, Shelves, Scan, Basis)
"""Values that no screen shows: they go back to the services as they are."""

SCROLLBARS = frozenset(
    {("@mouse.down", way) for way in ("grab", "scroll_up", "scroll_down")} | {("@mouse.up", "release")}
)
"""What a place of Textual's scroll bars does."""

T = TypeVar("T")


def poison(value: T, take: Callable[[], str], name: str = "") -> T:
    """Return a value of the services with every text in it replaced; names stay what they are."""
    return cast("T", _poisoned(value, take, name))


def _poisoned(value: Any, take: Callable[[], str], name: str) -> Any:  # noqa: ANN401 - whatever services return
    if name in NAMES or isinstance(value, WHOLE):
        return value
    if isinstance(value, Scene):
        return _scene(value, take)
    if isinstance(value, str):
        if not name and " " not in value:  # a job that returns but a word has returned a name
            return value
        return take().replace("\0", "") if name == "path" else take()
    if isinstance(value, msgspec.Struct):
        fields = {each: getattr(value, each) for each in value.__struct_fields__}
        return msgspec.structs.replace(value, **{k: _poisoned(v, take, k) for k, v in fields.items()})
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(_poisoned(v, take, k) for k, v in zip(value._fields, value, strict=True)))
    if isinstance(value, (tuple, list)):
        return type(value)(_poisoned(each, take, name) for each in value)
    if isinstance(value, dict):
        return {key: _poisoned(each, take, str(key)) for key, each in value.items()}
    return value


def _scene(scene: Scene, take: Callable[[], str]) -> Scene:
    """Return a scene whose people say hostile things; only what is said is replaced."""

    def said(value: Any) -> Any:  # noqa: ANN401 - the parts of a scene
        if isinstance(value, msgspec.Struct) and "say" in value.__struct_fields__:
            words = tuple(take().replace("{", "").replace("}", "") for _ in value.say)  # type: ignore[attr-defined]
            return msgspec.structs.replace(value, say=words)
        if isinstance(value, msgspec.Struct) and "action" in value.__struct_fields__:
            return msgspec.structs.replace(value, action=said(value.action))  # type: ignore[attr-defined]
        if isinstance(value, tuple):
            return tuple(map(said, value))
        return {key: said(each) for key, each in value.items()} if isinstance(value, dict) else value

    parts = ("rules", "by_event", "start", "timeout", "short")
    return msgspec.structs.replace(scene, **{each: said(getattr(scene, each)) for each in parts})


class Watchman:
    """Looks at screens for what must never be there.

    Args:
        app: the program; an action that hostile markup asks for, and an address, are caught.
    """

    def __init__(self, app: App[None]) -> None:
        self.faults: list[str] = []
        self.shown = 0
        self.wire = Wire(app)
        setattr(app, f"action_{CANARY}", lambda *_: self.faults.append("an action of markup was run"))
        app.open_url = lambda url, **_: self.faults.append(f"{url!r} was opened")  # type: ignore[method-assign]

    def look(self, screen: Screen[Any]) -> None:
        """Look at every line that is painted, all that is written for it, and what the widgets hold."""
        where = type(screen).__name__
        self.faults += [f"{where}: {each}" for each in self.wire.faults(screen)]
        for strip in screen._compositor.render_strips():
            self.faults += [f"{where}: {each}" for each in faults_of_strip(strip)]
        for widget in screen.walk_children(with_self=False):
            for held in held_by(widget):
                self.shown += 1
                self.faults += [f"{where}, {widget!r}: {each}" for each in faults_of(held)]


def faults_of_strip(strip: Strip) -> Iterator[str]:
    """Yield what is wrong with a painted line."""
    for segment in strip:
        if segment.control or find_unsafe(segment.text) or "\n" in segment.text or "\t" in segment.text:
            yield f"{segment.text!r} is painted"
        if segment.style is not None:
            yield from _faults_of_style(segment.style.link, segment.style.meta)


def faults_of(held: object) -> Iterator[str]:
    """Yield what is wrong with what a widget holds: text that is unsafe, parsed, or acts."""
    if isinstance(held, str):
        yield from [f"{held!r} may be parsed as markup"] if CANARY in held else []
        yield from [f"{held!r} is unsafe"] if find_unsafe(held) else []
        return
    if isinstance(held, (Content, Text)) and find_unsafe(held.plain):
        yield f"{held.plain!r} is unsafe"
    if isinstance(held, (Content, Text)):
        for span in held.spans:
            if isinstance(span.style, Style):
                yield from _faults_of_style(span.style.link, span.style.meta)
            elif "@" in str(span.style) or "link" in str(span.style):
                yield f"a style says {span.style!r}"


def _faults_of_style(link: str | None, meta: Mapping[str, Any]) -> Iterator[str]:
    if link:
        yield f"there is a link to {link!r}"
    acting = [name for name in meta if name.startswith("@") and (name, meta[name]) not in SCROLLBARS]
    acting += [name for name in meta if name == KEY and CANARY in str(meta[name])]
    if acting:
        yield f"a place acts on {acting}"


def held_by(widget: DOMNode) -> Iterator[object]:
    """Yield every text that a widget shows or would show: content, rows, cells, titles, tooltip."""
    content = getattr(widget, "visual", None)
    if content is not None:
        yield content
    told = (getattr(widget, name, None) for name in ("border_title", "border_subtitle", "tooltip"))
    yield from (each for each in told if each)
    for option in getattr(widget, "options", ()):
        yield option.prompt
    for row in getattr(widget, "ordered_rows", ()):
        yield from widget.get_row(row.key)  # type: ignore[attr-defined]
    for column in getattr(widget, "ordered_columns", ()):
        yield column.label


def folder_of(home: Path, name: str) -> Path:
    """Return a folder of a home, made where it is not there."""
    folder = home / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
