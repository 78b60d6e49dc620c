"""What could be read of a scenario file, piece by piece, so that one fault hides no other."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from csmdrill.content.deck import Fact
from csmdrill.content.duration import milliseconds
from csmdrill.content.findings import Findings
from csmdrill.content.nodes import ListNode, MapNode, Node, TextNode
from csmdrill.content.placed import find
from csmdrill.content.scenario import Do, Example, Examples, Person, Rule, Scenario, ScenarioTest, Timebox
from csmdrill.content.shapes import ListShape, RecordShape, TableShape
from csmdrill.content.shaping import record_of

LISTS = ("rules", "tests")
TABLES = ("people", "facts", "let", "vars", "concepts", "titles", "ends", "paraphrases")
OUTER = ("start", "timeout", "short")
"""What happens without a rule; in the log these stand where the id of a rule would."""

T = TypeVar("T")


class PlacedRule(Struct, frozen=True):
    """A rule that fits its model, and where it stands."""

    rule: Rule
    node: Node

    @property
    def event(self) -> str:
        """The event that it waits for."""
        return str(self.rule.__struct_config__.tag)


class PlacedTest(Struct, frozen=True):
    """A test that fits its model, and where it stands."""

    test: ScenarioTest
    node: Node


class Deed(Struct, frozen=True):
    """Something that happens: what, where it stands, and at which event.

    Args:
        do: what.
        node: of the `do`.
        event: of the rule, or `start`, `timeout`, `short`.
        placed: the rule; None for those three.
    """

    do: Do
    node: Node
    event: str
    placed: PlacedRule | None = None


class Draft(Struct, frozen=True, kw_only=True, dict=True):
    """The pieces of a scenario that fit; what is missing or broken was noted, and is left out.

    Args:
        root: the whole file.
        values: of the other keys, plain.
        tables: by key, the values by name.
        rules: in order.
        tests: in order.
    """

    root: MapNode
    values: Mapping[str, Any]
    tables: Mapping[str, Mapping[str, Any]]
    rules: tuple[PlacedRule, ...]
    tests: tuple[PlacedTest, ...]

    @property
    def is_monologue(self) -> bool:
        """Whether it is a briefing or the like."""
        return self.values.get("mode") == "monologue"

    @functools.cached_property
    def timebox(self) -> Timebox | None:
        """The clock, if all of it fits."""
        return _converted(self.values.get("timebox"), Timebox)

    @functools.cached_property
    def closes(self) -> int | None:
        """When the grace is over, in ms."""
        box = self.timebox
        return milliseconds(box.total) + milliseconds(box.grace) if box else None

    @functools.cached_property
    def people(self) -> Mapping[str, Person]:
        """Those at the table that fit."""
        return msgspec.convert(self.tables["people"], dict[str, Person])

    @functools.cached_property
    def facts(self) -> Mapping[str, Fact]:
        """The facts that fit."""
        return msgspec.convert(self.tables["facts"], dict[str, Fact])

    @functools.cached_property
    def deeds(self) -> tuple[Deed, ...]:
        """Everything that may happen, in the order of its precedence."""
        outer = [(key, _converted(self.values.get(key), Do)) for key in OUTER]
        found = [Deed(do, find(self.root, key), key) for key, do in outer if do is not None]
        found += [
            Deed(placed.rule.do, find(placed.node, "do"), placed.event, placed) for placed in self.rules
        ]
        return tuple(found)

    @functools.cached_property
    def examples(self) -> tuple[tuple[Example, Node], ...]:
        """The runs that are shown after the rating, and where they stand."""
        both = _converted(self.values.get("examples"), Examples) or Examples()
        return tuple(
            (example, find(self.root, "examples", key))
            for key, example in (("strong", both.strong), ("weak", both.weak))
            if example is not None
        )

    def declared(self, key: str) -> Mapping[str, TextNode]:
        """Return the names that a table or a list declares, even where their values do not fit."""
        node = self.root.get(key)
        if isinstance(node, MapNode):
            return {name.text: name for name, _ in node.entries}
        items = node.items if isinstance(node, ListNode) else ()
        return {item.text: item for item in items if isinstance(item, TextNode)}

    def written(self, key: str) -> frozenset[str]:
        """Return what stands under one key of everything that may happen, in rules that do not fit, too.

        So a fault in the rule that gives a tag, or leads to a phase, is not told again where they are used.
        """
        found = [find(node, "do", key) for node in self.rule_nodes]
        found += [find(self.root, part, key) for part in OUTER if self.root.get(part) is not None]
        return frozenset(node.text for node in found if isinstance(node, TextNode))

    @functools.cached_property
    def rule_nodes(self) -> tuple[Node, ...]:
        """Every rule as it stands in the file, those that do not fit, too."""
        node = self.root.get("rules")
        return node.items if isinstance(node, ListNode) else ()

    @property
    def is_whole(self) -> bool:
        """Whether all rules fit."""
        return len(self.rules) == len(self.rule_nodes)

    def model(self) -> Scenario:
        """Return the whole scenario; only for one without an error."""
        plain = {**self.values, **{key: value for key, value in self.tables.items() if value}}
        plain["rules"] = [msgspec.to_builtins(placed.rule) for placed in self.rules]
        plain["tests"] = [msgspec.to_builtins(placed.test) for placed in self.tests]
        return msgspec.convert(plain, Scenario)


def draft_of(root: MapNode, findings: Findings) -> Draft:
    """Return the pieces of a scenario that fit, after noting what does not."""
    whole, outer = record_of(Scenario), _outer_shape()
    values = outer.take_what_fits(root, "a scenario", findings, apart=(*LISTS, *TABLES))
    tables: dict[str, dict[str, object]] = {}
    for key in TABLES:
        node, shape = root.get(key), whole.fields[key]
        if isinstance(node, MapNode) and isinstance(shape, TableShape):
            tables[key] = shape.take_what_fits(node, key, findings)
        else:
            tables[key] = {}
            _note_missing(root, key, whole, findings)
    items = {key: tuple(_items(root, key, whole, findings)) for key in LISTS}
    return Draft(
        root=root,
        values=values,
        tables=tables,
        rules=tuple(PlacedRule(msgspec.convert(value, Rule), node) for node, value in items["rules"]),
        tests=tuple(PlacedTest(msgspec.convert(value, ScenarioTest), node) for node, value in items["tests"]),
    )


def _items(root: MapNode, key: str, whole: RecordShape, findings: Findings) -> Iterator[tuple[Node, object]]:
    node, shape = root.get(key), whole.fields[key]
    if isinstance(node, ListNode) and isinstance(shape, ListShape):
        yield from shape.take_what_fits(node, key, findings)
    else:
        _note_missing(root, key, whole, findings)


def _note_missing(root: MapNode, key: str, whole: RecordShape, findings: Findings) -> None:
    """Note that a key is missing, or that what stands there is of another kind altogether."""
    node = root.get(key)
    if node is not None:
        whole.fields[key].take(node, key, findings)
    elif key in whole.required:
        findings.add(root.start, "M302", f"a scenario needs the key '{key}'")


@functools.cache
def _outer_shape() -> RecordShape:
    whole = record_of(Scenario)
    apart = {*LISTS, *TABLES}
    return RecordShape(
        {key: shape for key, shape in whole.fields.items() if key not in apart},
        tuple(key for key in whole.required if key not in apart),
    )


def _converted(value: object, model: type[T]) -> T | None:
    return None if value is None else msgspec.convert(value, model)
