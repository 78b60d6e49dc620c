"""Terms of a scenario: what words, stem or pattern a line is searched for, read under limits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import re2
from msgspec import Struct

from csmdrill.core.text import find_unsafe, fold

LONGEST_PATTERN = 200
LARGEST_PROGRAM = 1_000
LARGEST_TOGETHER = 12_500
MOST_MEMORY = 4 << 20
MEMORY_TO_MEASURE = 128 << 10
"""Room for several times the largest program; what does not fit is refused without being compiled whole."""

MOST_REMEMBERED = 4096
"""Terms and patterns; a check and a draw ask for the same ones several times, and RE2 takes its time."""

_WORD = re.compile(r"[^\W_]+|[%$€£¥&#+@]")
_STEM = re.compile(r"([^\W_]+|[%$€£¥&#+@])(\*?)")
_CONCEPT = re.compile(r"~([a-z][a-z0-9_]*)")
REPEATS = "this pattern repeats too much; write it shorter"
_NOT_A_TERM = "a term is ~concept, words with letters or numbers, or /pattern/"


class TermProblem(ValueError):
    """A term that cannot be read.

    Args:
        offset: index of the character at fault.
        message: one sentence without the position.
    """

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message


class ConceptTerm(Struct, frozen=True):
    """`~name`: any term of that concept."""

    name: str


class WordsTerm(Struct, frozen=True):
    """Whole words that follow each other; each is folded, and true stands for a stem: any ending."""

    words: tuple[tuple[str, bool], ...]


class PatternTerm(Struct, frozen=True):
    """An RE2 pattern that compiles within the limits."""

    pattern: str


TermForm = ConceptTerm | WordsTerm | PatternTerm


@lru_cache(MOST_REMEMBERED)
def parse_term(text: str) -> TermForm:
    """Return what a term searches for.

    Hyphens and apostrophes part words, in terms as in lines, so `follow-up` finds `follow up`, too.

    Raises:
        TermProblem: it is empty of words, a pattern that RE2 refuses, or one that is too long or too large.
    """
    term = text.strip()
    if term.startswith("~"):
        found = _CONCEPT.fullmatch(term)
        if found is None:
            raise TermProblem(0, "behind ~ stands the name of a concept, like ~outcome")
        return ConceptTerm(found[1])
    if len(term) > 1 and term.startswith("/") and term.endswith("/"):
        return PatternTerm(_checked(term[1:-1]))
    words = tuple((word, bool(star)) for word, star in _STEM.findall(fold(term)))
    if not words:
        raise TermProblem(0, _NOT_A_TERM)
    return WordsTerm(words)


def compile_pattern(patterns: Iterable[str], memory: int = MOST_MEMORY) -> Any:  # noqa: ANN401 (re2 has no types)
    """Return one RE2 search for any of several patterns; it knows no groups, only where it matched.

    Lines are folded before they are searched, so case is ignored and accents of a pattern are, too.

    Raises:
        re2.error: RE2 refuses it.
    """
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.case_sensitive = False
    options.max_mem = memory
    return re2.compile("|".join(f"(?:{_plain(pattern)})" for pattern in patterns), options)


def size_of(pattern: str) -> int:
    """Return how large a pattern is once compiled; all of a scenario may have `LARGEST_TOGETHER`.

    Raises:
        re2.error: RE2 refuses it.
    """
    return _measured(pattern).size


def forget() -> None:
    """Forget every term and pattern that was read."""
    parse_term.cache_clear()
    _measured.cache_clear()


def words_of(folded: str) -> list[tuple[str, int, int]]:
    """Return the words of a folded text with where each begins and ends."""
    return [(found.group(), found.start(), found.end()) for found in _WORD.finditer(folded)]


def _plain(pattern: str) -> str:
    return "".join(letter if letter.isascii() else fold(letter) for letter in pattern)


def _checked(pattern: str) -> str:
    if not pattern.strip():
        raise TermProblem(0, "the pattern between / and / is empty")
    if "\\C" in pattern:
        raise TermProblem(pattern.index("\\C") + 1, "\\C matches a piece of a letter; use a dot")
    unsafe = find_unsafe(pattern, 1)
    if unsafe:
        raise TermProblem(unsafe[0][0] + 1, f"the pattern holds {unsafe[0][1]}; leave it out")
    if len(pattern) > LONGEST_PATTERN:
        raise TermProblem(LONGEST_PATTERN, f"a pattern has at most {LONGEST_PATTERN} characters")
    try:
        found = _measured(pattern)
    except re2.error as refused:
        reason = _reason(refused)
        if "too large" in reason:
            raise TermProblem(1, REPEATS) from None
        raise TermProblem(1, f"RE2 cannot use this pattern: {reason}") from None
    if found.size > LARGEST_PROGRAM or found.backwards > LARGEST_PROGRAM:
        raise TermProblem(1, REPEATS)
    if found.fits_nothing:
        raise TermProblem(1, "this pattern fits an empty line, and so every line")
    return pattern


class _Measured(Struct, frozen=True):
    """How large a pattern is compiled, forwards and backwards, and whether it fits an empty line."""

    size: int
    backwards: int
    fits_nothing: bool


@lru_cache(MOST_REMEMBERED)
def _measured(pattern: str) -> _Measured:
    compiled = compile_pattern([pattern], MEMORY_TO_MEASURE)
    size, backwards = int(compiled.programsize), int(compiled.reverseprogramsize)
    is_small = max(size, backwards) <= LARGEST_PROGRAM
    return _Measured(size, backwards, is_small and compiled.search("") is not None)


def _reason(refused: Exception) -> str:
    said = refused.args[0] if refused.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
