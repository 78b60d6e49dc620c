"""The pack file `csmdrill-pack.yaml`: its model, and which pack a deck file belongs to."""

from __future__ import annotations

import functools
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from csmdrill.content.deck import Id, Line
from csmdrill.content.findings import Findings
from csmdrill.content.library import PERSONAL
from csmdrill.content.nodes import MapNode
from csmdrill.content.opened import MAX_NODES
from csmdrill.content.prescan import prescan
from csmdrill.content.problem import Problem
from csmdrill.content.reading import read
from csmdrill.content.shapes import RecordShape
from csmdrill.content.shaping import record_of

SHIPPED = "csmdrill"
RESERVED = frozenset({SHIPPED, PERSONAL})


class PackFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a folder of content says about itself.

    Args:
        format: always `csmdrill/pack@1`.
        id: first part of the key of every card in it.
        title: shown where packs are listed.
        owner: who keeps it true.
        licence: under which it may be used.
        version: of the pack, in the author's own counting.
        requires: ids of packs it builds on.
    """

    format: Literal["csmdrill/pack@1"]
    id: Id
    title: Line
    owner: Annotated[str, Meta(max_length=120)] = ""
    licence: Annotated[str, Meta(max_length=120)] = ""
    version: Annotated[str, Meta(max_length=40)] = ""
    requires: list[Id] = []


class ReadPack(Struct, frozen=True):
    """A pack file as read: None if it cannot be used."""

    pack: PackFile | None
    problems: tuple[Problem, ...]


def read_pack(content: bytes, path: str, *, is_shipped: bool = False) -> ReadPack:
    """Return a pack file and all its problems; never raises.

    Args:
        content: the bytes of the file.
        path: as it is to stand in the problems.
        is_shipped: whether it is the one that comes with csmdrill, which alone may bear its id.
    """
    findings = Findings()
    scanned = prescan(content)
    findings.take(scanned.faults)
    pack = None if scanned.faults else _pack(scanned.text, findings, is_shipped)
    return ReadPack(pack if not findings.errors else None, findings.problems(path, scanned.text))


def _pack(text: str, findings: Findings, is_shipped: bool) -> PackFile | None:
    reading = read(text, MAX_NODES)
    findings.take(reading.faults)
    if reading.root is None:
        return None
    values = _shape().take(reading.root, "a pack", findings)
    if values is None or not isinstance(reading.root, MapNode):
        return None
    pack = msgspec.convert(values, PackFile)
    if pack.id in RESERVED and not (is_shipped and pack.id == SHIPPED):
        at = reading.root.get("id") or reading.root
        findings.add(at.start, "P501", f"the id '{pack.id}' is reserved; choose another")
    return pack


@functools.cache
def _shape() -> RecordShape:
    return record_of(PackFile)
