"""A line: its payload is read into the one form that is hashed, and what it may not hold is refused."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.storage.facts import Fact, canonical_json, sealed
from csmdrill.storage.lines import LONGEST_PLAIN, LineRejected, _canonical, read_line, write_line

NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
LEAVES = NUMBERS | st.none() | st.booleans() | st.text(max_size=8)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
)


@settings(max_examples=200)
@given(VALUES, st.booleans())
def test_whatever_a_payload_holds_both_ways_agree(value: object, ordered: bool) -> None:
    text = msgspec.json.encode(value, order="sorted" if ordered else None)
    assert _canonical(msgspec.Raw(text)) == canonical_json(msgspec.json.decode(text))


@pytest.mark.parametrize("text", ["1.0", "1e3", "1E3", "1e+3", "100000000000000000000000.0", "-0.0", "2.50"])
def test_a_number_that_another_program_wrote_its_own_way_is_the_same(text: str) -> None:
    assert _canonical(msgspec.Raw(f'{{"a":{text}}}'.encode())) == canonical_json({"a": float(text)})


def fact(key: str = "p/d/a") -> Fact:
    """Return a flag on a card."""
    return sealed(
        Fact(
            device_id="d",
            seq=1,
            person="p",
            order_at=1,
            at=1,
            offset=0,
            day=20_000,
            kind="flag",
            key=key,
            hash=None,
            payload=canonical_json({"on": True, "group": "g"}),
            simulated=False,
            checksum="",
        )
    )


def test_a_character_of_ascii_that_may_not_be_shown_is_refused() -> None:
    line = write_line(fact("p/d/\x7fa"))
    assert b"\x7f" in line  # as it is: no escape gives it away
    with pytest.raises(LineRejected, match="may not be shown"):
        read_line(line)


def test_a_line_may_be_long_only_where_somebody_spoke() -> None:
    line = write_line(fact())
    padding = b" " * (LONGEST_PLAIN - len(line))
    assert read_line(line.replace(b"{", b"{" + padding, 1))[0] == fact()
    with pytest.raises(LineRejected, match=f"longer than {LONGEST_PLAIN} bytes"):
        read_line(line.replace(b"{", b"{ " + padding, 1))
