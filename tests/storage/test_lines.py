"""A payload is read into the one form that is hashed, by the quick way and by the slow one alike."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.storage.facts import canonical_json
from csmdrill.storage.lines import _canonical

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
