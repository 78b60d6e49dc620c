"""Reads the text of a file into positioned nodes, under limits, by the events of libyaml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import yaml
from msgspec import Struct, field
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from csmdrill.content.nodes import Fault, ListNode, MapNode, Node, TextNode
from csmdrill.core.text import find_unsafe, is_safe, make_safe

MAX_DEPTH = 20
MAX_ITEMS = 5_000
MAX_KEYS = 200
MAX_NODES = 100_000
MAX_SCALAR = 20_000
MAX_FAULTS = 50  # more help nobody, and a hostile file stops here

_PLAINLY: Mapping[str, str] = {
    "mapping values are not allowed in this context": "a second ': ' in one text; put the text in quotes",
    "found character that cannot start any token": "text cannot begin like this; use quotes, and no tabs",
    "did not find expected key": "this line does not line up with those above, or a quote ended early",
    "could not find expected ':'": "this should be a key with ': ' behind it",
    "found unexpected end of stream": "a quote is opened and never closed",
    "did not find expected alphabetic or numeric character": "a text that begins with * or & needs quotes",
    "did not find expected ',' or ']'": "a list in [ ] is not closed, or a comma is missing",
    "did not find expected ',' or '}'": "a mapping in { } is not closed, or a comma is missing",
    "did not find expected '-' indicator": "this line does not line up with the list above it",
    "did not find expected <document start>": "this line stands outside of everything above it",
    "found a tab character that violates indentation": "lines are indented with spaces, not with tabs",
    "found character '\\t(TAB)' that violates indentation": "lines are indented with spaces, not with tabs",
    "found unknown escape character": "a \\ in double quotes begins an escape; use single quotes",
    "found invalid Unicode character escape code": "this escape stands for no character",
    "did not find expected hexdecimal number": "a \\ in double quotes begins an escape; use single quotes",
    "block sequence entries are not allowed in this context": "a '- ' where no list can begin",
    "mapping keys are not allowed in this context": "a key where none can stand",
    "found incompatible YAML document": "the line with %YAML asks for another version; delete it",
    "did not find expected comment or line break": "after | or > the text begins on the next line",
}

_NO_VALUE = "did not find expected node content"
"""What libyaml says where it is told better by what stands around the place."""


class Reading(Struct, frozen=True):
    """What reading found.

    Args:
        root: None if the text is no YAML that can be read to its end.
        faults: all found, at most `MAX_FAULTS`, in order.
    """

    root: Node | None
    faults: tuple[Fault, ...]


def read(text: str, most: int = MAX_NODES) -> Reading:
    """Return the nodes of one YAML document; never raises.

    Args:
        text: as it came through `prescan`.
        most: how many nodes it may have.
    """
    builder = _Builder(most)
    try:
        builder.take_all(text)
    except yaml.MarkedYAMLError as broken:
        builder.faults.append(_broken(broken, text, builder.innermost))
        builder.root = None
    except yaml.YAMLError:
        builder.faults.append(Fault(0, "Y201", "this is no YAML"))
        builder.root = None
    except _Stop:
        builder.root = None
    if not builder.faults and (builder.root is None or _is_nothing(builder.root)):
        return Reading(None, (Fault(0, "T108", "the file is empty"),))
    return Reading(builder.root, tuple(sorted(builder.faults)))


def _broken(broken: yaml.MarkedYAMLError, text: str, inside: _Open | None) -> Fault:
    """Return what libyaml said, in plain words; what is never closed is told where it opens."""
    mark, opening = broken.problem_mark or broken.context_mark, broken.context_mark
    at = mark.index if mark else 0
    if opening is not None and not text[at:].strip():
        at = opening.index
    said = broken.problem or "this is no YAML"
    if said == _NO_VALUE:
        return _without_value(at, text, inside)
    return Fault(at, "Y201", make_safe(_PLAINLY.get(said, said)))


def _without_value(at: int, text: str, inside: _Open | None) -> Fault:
    """Return why no value stands where one should: brackets left open, or a sign that begins none.

    Args:
        at: where it should stand.
        text: of the file.
        inside: the list or mapping around it.
    """
    if inside is not None and inside.flow:
        if not text[at:].strip():
            what = "a mapping in { }" if inside.is_map else "a list in [ ]"
            return Fault(inside.start, "Y201", f"{what} is opened here and never closed")
        return Fault(at, "Y201", "a value is missing before this sign; if it begins a text, use quotes")
    return Fault(at, "Y201", "a value cannot begin with this sign; if it is text, use quotes")


class _Stop(Exception):
    """The rest of the text is not read."""


class _Open(Struct):
    """A list or mapping whose end has not come yet; `names` are the keys of a mapping that have a value."""

    start: int
    flow: bool
    is_map: bool
    items: list[Node] = field(default_factory=list)
    entries: list[tuple[TextNode, Node]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    key: TextNode | None = None


class _Builder:
    """Builds nodes from events, and refuses what csmdrill does not read."""

    def __init__(self, most: int) -> None:
        self.root: Node | None = None
        self._most = most
        self.faults: list[Fault] = []
        self._open: list[_Open] = []
        self._inner: _Open | None = None
        self._nodes = 0
        self._documents = 0

    @property
    def innermost(self) -> _Open | None:
        """The list or mapping that is open where the reading stands."""
        return self._inner

    def take_all(self, text: str) -> None:
        """Take every event of a text, one at a time, so that a limit stops the parser too."""
        handlers, scalar = self._handlers(), self._scalar
        loader = yaml.CSafeLoader(text) if yaml.__with_libyaml__ else yaml.SafeLoader(text)
        following = loader.get_event
        while True:
            event: Any = following()
            kind = type(event)
            if kind is ScalarEvent:  # nearly all are
                scalar(event)
            elif event is None or kind is StreamEndEvent:
                return
            else:
                handlers[kind](event)

    def _handlers(self) -> Mapping[type[Event], Callable[[Any], None]]:
        return {
            MappingStartEvent: self._begin,
            SequenceStartEvent: self._begin,
            MappingEndEvent: self._finish,
            SequenceEndEvent: self._finish,
            AliasEvent: self._alias,
            DocumentStartEvent: self._document,
            DocumentEndEvent: self._nothing,
            StreamStartEvent: self._nothing,
        }

    def _alias(self, event: AliasEvent) -> None:
        self._fault(_start(event), "Y203", "* makes this an alias; use quotes if it is text")
        self._add(TextNode("", _start(event), _end(event), "*"))

    def _document(self, event: DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop(_start(event), "Y209", "a second document begins here; a file holds one")

    def _nothing(self, event: Event) -> None:
        """Starts and ends of streams say nothing that is needed."""

    def _scalar(self, event: Any) -> None:  # noqa: ANN401 - libyaml always gives the marks
        at, text, style = event.start_mark.index, event.value, event.style or ""
        if event.anchor is not None or event.tag is not None:
            self._refuse_properties(event)
        if len(text) > MAX_SCALAR:
            self._stop(at, "Y211", f"a text of {len(text):,} characters; {MAX_SCALAR:,} is the most")
        if style == '"' and not is_safe(text):
            name = find_unsafe(text, 1)[0][1]
            self._fault(at, "T104", f"the text holds {name}, written as an escape; leave it out")
        self._add(TextNode(text, at, event.end_mark.index, style))

    def _begin(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        at = _start(event)
        if event.anchor is not None or event.tag is not None:
            self._refuse_properties(event)
        inner = self._inner
        if inner is not None and inner.is_map and inner.key is None:
            self._stop(at, "Y208", "a key must be plain text; use quotes if a text begins with { or [")
        if len(self._open) >= MAX_DEPTH:
            self._stop(at, "Y206", f"more than {MAX_DEPTH} levels deep")
        self._inner = _Open(at, bool(event.flow_style), isinstance(event, MappingStartEvent))
        self._open.append(self._inner)

    def _finish(self, event: MappingEndEvent | SequenceEndEvent) -> None:
        done, end = self._open.pop(), _end(event)
        self._inner = self._open[-1] if self._open else None
        if done.is_map:
            self._add(MapNode(tuple(done.entries), done.start, end, done.flow))
        else:
            self._add(ListNode(tuple(done.items), done.start, end))

    def _add(self, node: Node) -> None:
        self._nodes += 1
        if self._nodes > self._most:
            self._stop(node.start, "Y212", f"more than {self._most:,} values in one file; split it")
        inner = self._inner
        if inner is None:
            self.root = node
        elif not inner.is_map:
            if len(inner.items) >= MAX_ITEMS:
                self._stop(node.start, "Y210", f"more than {MAX_ITEMS:,} items in one list; split the file")
            inner.items.append(node)
        elif inner.key is not None:
            key, inner.key = inner.key, None
            if len(inner.entries) >= MAX_KEYS:
                self._stop(key.start, "Y210", f"more than {MAX_KEYS:,} keys in one mapping")
            if key.text not in inner.names:
                inner.names.add(key.text)
                inner.entries.append((key, node))
        elif isinstance(node, TextNode):
            inner.key = node
            if node.text == "<<" or node.text in inner.names:
                self._refuse_key(node, inner)
        else:
            self._stop(node.start, "Y208", "a key must be plain text")

    def _refuse_key(self, node: TextNode, parent: _Open) -> None:
        if node.text == "<<" and node.is_plain:
            parent.names.add(node.text)
            self._fault(node.start, "Y205", "<< merges another mapping in; write its keys out")
        elif node.text in parent.names:
            self._fault(node.start, "Y207", f"the key {node.text[:40]!r} stands here twice")

    def _refuse_properties(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        if event.anchor is not None:
            self._fault(_start(event), "Y202", "& makes this an anchor; use quotes if it is text")
        if event.tag is not None:
            self._fault(_start(event), "Y204", "! makes this a tag; use quotes if it is text")

    def _fault(self, at: int, code: str, message: str) -> None:
        self.faults.append(Fault(at, code, message))
        if len(self.faults) >= MAX_FAULTS:
            raise _Stop

    def _stop(self, at: int, code: str, message: str) -> NoReturn:
        self.faults.append(Fault(at, code, message))
        raise _Stop


def _is_nothing(root: Node) -> bool:
    return isinstance(root, TextNode) and root.is_plain and not root.text


def _start(event: Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _end(event: Event) -> int:
    return event.end_mark.index if event.end_mark else 0
