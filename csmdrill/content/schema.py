"""Makes the JSON Schema (draft 7) of each format out of its model, for editors."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import msgspec.inspect as inspection
from msgspec import Struct

from csmdrill.content.calibration import Calibration
from csmdrill.content.deck import Deck
from csmdrill.content.pack import PackFile
from csmdrill.content.rubric import Rubric
from csmdrill.content.scenario import Scenario

DRAFT = "http://json-schema.org/draft-07/schema#"

Schema = dict[str, Any]

_ARGUMENT = re.compile(r"^ {4}(\w+(?:, \w+)*): (.*)$")


def deck_schema() -> Schema:
    """Return the schema of `*.deck.yaml`."""
    return _schema(Deck, "csmdrill deck")


def pack_schema() -> Schema:
    """Return the schema of `csmdrill-pack.yaml`."""
    return _schema(PackFile, "csmdrill pack")


def scenario_schema() -> Schema:
    """Return the schema of `*.scenario.yaml`."""
    return _schema(Scenario, "csmdrill scenario")


def rubric_schema() -> Schema:
    """Return the schema of `*.rubric.yaml`."""
    return _schema(Rubric, "csmdrill rubric")


def calibration_schema() -> Schema:
    """Return the schema of `*.calibration.yaml`."""
    return _schema(Calibration, "csmdrill calibration")


SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "deck": deck_schema,
    "pack": pack_schema,
    "scenario": scenario_schema,
    "rubric": rubric_schema,
    "calibration": calibration_schema,
}


def schema_named(name: str) -> Schema:
    """Return a schema by the name of its format.

    Raises:
        KeyError: there is no such format.
    """
    return SCHEMAS[name]()


def _schema(model: type[Struct], title: str) -> Schema:
    _, parts = msgspec.json.schema_components((model,), ref_template="#/definitions/{name}")
    structs = _structs_of(model)
    made = {name: _described(_simple(part), structs[name]) for name, part in parts.items()}
    whole = made.pop(model.__name__)
    schema: Schema = {"$schema": DRAFT, **whole, "title": title}
    return {**schema, "definitions": made} if made else schema


def _simple(part: Any) -> Any:  # noqa: ANN401 - any piece of a schema
    """Return a piece of a schema without null, which is no value in csmdrill, and without OpenAPI's words."""
    if isinstance(part, list):
        return [_simple(each) for each in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _simple(value) for key, value in part.items() if key != "discriminator"}
    if "default" in kept and kept["default"] is None:
        del kept["default"]
    if kept.get("anyOf"):
        values = [each for each in kept["anyOf"] if each != {"type": "null"}]
        if len(values) == 1:
            del kept["anyOf"]
            return {**values[0], **kept}
        kept["anyOf"] = values
    if len(kept.get("enum", ())) == 1:
        kept["const"] = kept.pop("enum")[0]
    return kept


def _described(part: Schema, model: type[Struct]) -> Schema:
    """Return the schema of one Struct with the words of its docstring, and of those above it."""
    said: dict[str, str] = {}
    for base in reversed(model.__mro__):
        said |= _arguments(inspect.cleandoc(base.__doc__ or ""))
    for field, key in zip(model.__struct_fields__, model.__struct_encode_fields__, strict=True):
        if field in said:
            part["properties"][key]["description"] = said[field]
    first = inspect.cleandoc(model.__doc__ or "").partition("\n\n")[0]
    return {**part, "description": " ".join(first.split())}


def _arguments(doc: str) -> dict[str, str]:
    """Return what the Args of a docstring say, by name."""
    said: dict[str, str] = {}
    names: list[str] = []
    for line in doc.partition("Args:\n")[2].splitlines():
        found = _ARGUMENT.match(line)
        if found:
            names = found.group(1).split(", ")
            said |= dict.fromkeys(names, found.group(2))
        elif names and line.startswith(" " * 8):
            said |= {name: f"{said[name]} {line.strip()}" for name in names}
        else:
            break
    return said


def _structs_of(model: type[Struct]) -> Mapping[str, type[Struct]]:
    """Return every Struct that a model is made of, by name."""
    found: dict[str, type[Struct]] = {}
    waiting: list[object] = [inspection.type_info(model)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, inspection.StructType):
            if part.cls.__name__ in found:
                continue
            found[part.cls.__name__] = part.cls
            waiting += [field.type for field in part.fields]
        elif isinstance(part, inspection.UnionType):
            waiting += part.types
        elif isinstance(part, inspection.ListType):
            waiting.append(part.item_type)
        elif isinstance(part, inspection.DictType):
            waiting.append(part.value_type)
    return found
