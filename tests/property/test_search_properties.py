"""Searches of all shapes: written and read again they are the same; what is no search gets a sentence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.content.competency import TITLES
from csmdrill.core.errors import SearchRejected
from csmdrill.core.text import fold, is_safe
from csmdrill.practice.query import (
    KINDS,
    MARKS,
    All,
    Deck,
    Either,
    Kind,
    Mark,
    Measure,
    Not,
    Query,
    Skill,
    Tag,
    Words,
    written,
)
from csmdrill.practice.search import parse

SIGNS = st.sampled_from(("=", "<", "<=", ">", ">="))
TEXTS = st.text(max_size=12).map(fold).filter(lambda text: bool(text) and is_safe(text))
LEAVES: st.SearchStrategy[Query] = st.one_of(
    st.builds(Words, TEXTS),
    st.builds(Deck, TEXTS),
    st.builds(Tag, TEXTS),
    st.builds(Skill, st.sampled_from((*TITLES, ""))),
    st.builds(Kind, st.sampled_from(KINDS)),
    st.builds(Mark, st.sampled_from(MARKS)),
    st.builds(
        Measure, st.sampled_from(("lapses", "reps", "interval", "seen")), SIGNS, st.integers(0, 999_999)
    ),
    st.builds(Measure, st.just("due"), SIGNS, st.integers(-999_999, 999_999)),
    st.builds(
        Measure,
        st.sampled_from(("stability", "difficulty")),
        SIGNS,
        st.integers(0, 9_999_999).map(lambda number: number / 10_000),
    ),
)


def compounds(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    """Return trees one storey higher."""
    terms = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(All, terms), st.builds(Either, terms))


QUERIES = st.recursive(LEAVES, compounds, max_leaves=8)
PIECES = st.sampled_from(
    [
        "a",
        "OR",
        "AND",
        "-",
        "(",
        ")",
        '"',
        "\\",
        " ",
        ":",
        "is:",
        "is:due",
        "tag:",
        "due:<",
        "7",
        "%",
        "_",
        "\x00",
    ]
)


@settings(max_examples=300, deadline=None)
@given(QUERIES)
def test_a_search_written_and_read_again_is_the_same(query: Query) -> None:
    assert parse(written(query)) == query


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join)))
def test_whatever_is_typed_is_read_or_refused_with_a_place(text: str) -> None:
    read = read_or_refusal(text)
    if isinstance(read, SearchRejected):
        assert read.sentence.endswith((".", "?"))
        assert 0 <= read.at <= len(text)
        assert is_safe(read.hint)
    else:
        assert parse(written(read)) == read


def read_or_refusal(text: str) -> Query | SearchRejected:
    """Return the tree of a search, or why there is none."""
    try:
        return parse(text)
    except SearchRejected as refused:
        return refused
