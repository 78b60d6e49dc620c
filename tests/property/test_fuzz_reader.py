"""Whatever stands in a content file: a result with problems at places that exist, never another exception."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmdrill.content.scenario_file import scenario_of
from csmdrill.core.text import find_unsafe
from tests.hostile.corpus import CONTENT, HERE, READERS, kept
from tests.hostile.floods import HEAD
from tests.property.fuzzing import pieces, tries

SOUND = {
    folder: [
        file.path.read_text(encoding="utf-8")
        for file in kept(folder)
        if file.path.stat().st_size < 5_000 and not any(" T10" in each for each in file.expected.problems)
    ]
    for folder in CONTENT
}
"""Texts to be spoilt: those of the corpus that can be read at least as text."""

_TOKEN = re.compile(r"[A-Za-z0-9_.{}/@-]+|\n *|.", re.DOTALL)
yamlish = st.recursive(
    pieces,
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda items: "[" + ", ".join(items) + "]")
        | st.lists(st.tuples(pieces, inner), max_size=4).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
        )
        | st.lists(inner, max_size=4).map(lambda items: "".join(f"\n- {item}" for item in items))
        | st.lists(st.tuples(pieces, inner), max_size=4).map(
            lambda pairs: "".join(f"\n{key}: {value}" for key, value in pairs).replace("\n", "\n  ")
        )
    ),
    max_leaves=8,
)


def look_at(folder: str, content: bytes) -> None:
    """Read a file; every problem must lie within it and be safe to show."""
    _, problems = READERS[folder](content)
    lines = content.decode("utf-8", "replace").split("\n")
    for each in problems:
        assert 1 <= each.line <= len(lines)
        assert 1 <= each.col <= len(lines[each.line - 1]) + 1
        assert not find_unsafe(each.message)


@pytest.mark.parametrize("folder", CONTENT)
@given(st.binary(max_size=300))
@tries(30)
def test_any_bytes(folder: str, content: bytes) -> None:
    look_at(folder, content)


@pytest.mark.parametrize("folder", CONTENT)
@given(yamlish, st.sampled_from(["", HEAD, HEAD + "  - {id: x, kind: recall, prompt: ", "script:", "rules:"]))
@tries(50)
def test_any_yaml(folder: str, text: str, head: str) -> None:
    look_at(folder, (head + text).encode("utf-8", "surrogatepass"))


@st.composite
def spoilt(draw: st.DrawFn, folder: str) -> str:
    """Return a text of the corpus in which a few words are others."""
    tokens = _TOKEN.findall(draw(st.sampled_from(SOUND[folder])))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(tokens) - 1)))
        tokens[at : at + draw(st.integers(0, 2))] = [draw(pieces | st.sampled_from(tokens or [""]))]
    return "".join(tokens)


@pytest.mark.parametrize("folder", CONTENT)
@given(st.data())
@tries(60)
def test_sound_files_with_a_few_other_words(folder: str, data: st.DataObject) -> None:
    text = data.draw(spoilt(folder))
    look_at(folder, text.encode("utf-8", "surrogatepass"))


@given(spoilt("scenarios"))
@tries(40)
def test_a_stored_scenario_is_read_or_is_none(text: str) -> None:
    scenario_of(text.encode("utf-8", "replace").decode())


def test_there_is_something_to_spoil() -> None:
    assert all(SOUND.values())
    assert HERE.is_dir()
