"""Makes the shape of a model: what a Struct, a union of tagged Structs or a plain type looks like."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping

import msgspec.inspect as inspection
from msgspec import Struct

from csmdrill.content.shapes import (
    FlagShape,
    KindShape,
    ListShape,
    NumberShape,
    RecordShape,
    Shape,
    TableShape,
    TextOrListShape,
    TextShape,
    WordShape,
)


@functools.cache
def shape_of(model: object) -> Shape:
    """Return the shape of a model: a Struct, a union of tagged Structs, or a plain type."""
    return _shape(inspection.type_info(model))


@functools.cache
def record_of(model: type[Struct]) -> RecordShape:
    """Return the shape of one Struct."""
    return _record(inspection.type_info(model))


def _shape(kind: inspection.Type) -> Shape:
    return _SHAPES[type(kind)](kind)


def _text(kind: inspection.StrType) -> TextShape:
    pattern = re.compile(kind.pattern) if kind.pattern else None
    return TextShape(kind.min_length or 0, kind.max_length, pattern)


def _number(kind: inspection.IntType | inspection.FloatType) -> NumberShape:
    return NumberShape(isinstance(kind, inspection.IntType), kind.ge, kind.gt, kind.le)


def _record(kind: inspection.Type) -> RecordShape:
    if not isinstance(kind, inspection.StructType):
        raise TypeError(f"no Struct: {kind}")
    return RecordShape(
        {field.encode_name: _shape(field.type) for field in kind.fields},
        tuple(field.encode_name for field in kind.fields if field.required),
        str(kind.tag) if kind.tag is not None else "",
        kind.tag_field or "kind",
    )


def _union(kind: inspection.UnionType) -> Shape:
    types = [each for each in kind.types if not isinstance(each, inspection.NoneType)]
    if len(types) == 1:
        return _shape(types[0])
    text = next((each for each in types if isinstance(each, inspection.StrType)), None)
    texts = next((each for each in types if isinstance(each, inspection.ListType)), None)
    if text is not None and texts is not None:
        return TextOrListShape(_text(text), _list(texts))
    records = [_record(each) for each in types]
    return KindShape({record.kind: record for record in records}, records[0].tag)


def _list(kind: inspection.ListType) -> ListShape:
    return ListShape(_shape(kind.item_type), kind.min_length or 0, kind.max_length)


def _table(kind: inspection.DictType) -> TableShape:
    key = kind.key_type
    if not isinstance(key, inspection.StrType):
        raise TypeError(f"no text as key: {key}")
    return TableShape(_text(key), _shape(kind.value_type), kind.min_length or 0, kind.max_length)


def _tagged(kind: inspection.StructType) -> Shape:
    record = _record(kind)
    return KindShape({record.kind: record}, record.tag) if record.kind else record


_SHAPES: Mapping[type, Callable[..., Shape]] = {
    inspection.StrType: _text,
    inspection.IntType: _number,
    inspection.FloatType: _number,
    inspection.BoolType: lambda _: FlagShape(),
    inspection.LiteralType: lambda kind: WordShape(tuple(str(value) for value in kind.values)),
    inspection.ListType: _list,
    inspection.DictType: _table,
    inspection.StructType: _tagged,
    inspection.UnionType: _union,
}
