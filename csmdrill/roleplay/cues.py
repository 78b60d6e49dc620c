"""What a line says: which terms and concepts are in it, where, whether it asks, and who is named."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import re2
from msgspec import Struct

from csmdrill.content.scenario import Match
from csmdrill.content.terms import ConceptTerm, PatternTerm, TermForm, compile_pattern, parse_term, words_of
from csmdrill.core.text import fold, make_safe

LONGEST_LINE = 4_000
LONGEST_QUOTE = 80
CUT = "…"
MOST_REMEMBERED = 4_000

QUESTION_WORDS = frozenset(
    {"what", "which", "who", "whom", "whose", "when", "where", "why", "how", "is", "are", "am", "was", "were"}
    | {"do", "does", "did", "can", "could", "will", "would", "shall", "should", "may", "might", "must"}
    | {"have", "has", "had", "isn", "aren", "doesn", "didn", "couldn", "wouldn", "shouldn", "won", "hasn"}
)
LEAD_IN = 2

Span = tuple[int, int]


class Heard(Struct, frozen=True):
    """A line as the rules hear it.

    Args:
        text: as it was sent, made safe and cut.
        words: folded, in order.
        asks: whether it has a question mark or begins a sentence with a question word.
        spans: the first place of each term that was found, by its number, as span of the text.
        concepts: by name, in the order of the file.
    """

    text: str
    words: tuple[str, ...]
    asks: bool
    spans: Mapping[int, Span]
    concepts: tuple[str, ...]


class Needs(Struct, frozen=True):
    """A `match` whose terms are numbers of `Cues`."""

    any: tuple[int, ...]
    all: tuple[int, ...]
    none: tuple[int, ...]
    ask: bool | None

    def met_by(self, heard: Heard) -> bool:
        """Return whether a line says it."""
        found = heard.spans
        return (
            (self.ask is None or self.ask == heard.asks)
            and (not self.any or any(term in found for term in self.any))
            and all(term in found for term in self.all)
            and not any(term in found for term in self.none)
        )

    def words_in(self, heard: Heard) -> str:
        """Return the first words of a line that its positive terms found, as typed; else the line, cut."""
        spans = [heard.spans[term] for term in (*self.all, *self.any) if term in heard.spans]
        real = [span for span in spans if span[1] > span[0]]
        if not real:
            return cut(heard.text)
        begin, end = min(real, key=lambda span: (span[0], -span[1]))
        return cut(heard.text[begin:end])


class Cues:
    """Finds all terms of a scenario in a line, in one pass over its words; the same line is heard once.

    A line that was heard is remembered, which changes nothing but the time it takes.

    Args:
        concepts: terms by name.
        understood: by folded line, the one concept it is taken for.
    """

    def __init__(self, concepts: Mapping[str, Iterable[str]], understood: Mapping[str, str]) -> None:
        self._numbers: dict[str, int] = {}
        self._words = _Trie()
        self._patterns: list[tuple[int, Any]] = []
        self._concepts: dict[str, int] = {}
        self._understood = dict(understood)
        self._heard: dict[str, Heard] = {}
        for name, terms in concepts.items():
            self._concepts[name] = self._numbers[f"~{name}"] = len(self._numbers)
            self._learn(self._concepts[name], [parse_term(term) for term in terms])

    def needs(self, match: Match) -> Needs:
        """Return a match with its terms learnt.

        Raises:
            TermProblem: a term cannot be read, which `check` would have reported.
        """
        return Needs(
            any=tuple(self._number(term) for term in match.any or ()),
            all=tuple(self._number(term) for term in match.all or ()),
            none=tuple(self._number(term) for term in match.none or ()),
            ask=match.ask,
        )

    def hear(self, text: str) -> Heard:
        """Return what a line says; the text is clean already."""
        heard = self._heard.get(text)
        if heard is None:
            heard = self._listen(text)
            if len(self._heard) >= MOST_REMEMBERED:
                self._heard.clear()
            self._heard[text] = heard
        return heard

    def _number(self, term: str) -> int:
        form = parse_term(term)
        name = f"~{form.name}" if isinstance(form, ConceptTerm) else term
        if name not in self._numbers:
            number = self._numbers[name] = len(self._numbers)
            self._learn(number, [form])
        return self._numbers[name]

    def _learn(self, number: int, terms: Iterable[TermForm]) -> None:
        patterns: list[str] = []
        for term in terms:
            if isinstance(term, PatternTerm):
                patterns.append(term.pattern)
            elif not isinstance(term, ConceptTerm):
                self._words.add(term.words, number)
        self._patterns += [(number, pattern) for pattern in _compiled(patterns)]

    def _listen(self, text: str) -> Heard:
        folded = _Folded(text)
        words = words_of(folded.text)
        spans = {n: folded.original(*span) for n, span in self._words.find(words).items()}
        encoded = folded.text.encode() if self._patterns else b""
        for number, pattern in self._patterns:
            found = pattern.search(encoded)
            if found is not None:
                span = folded.original(*(len(encoded[:at].decode()) for at in found.span()))
                spans[number] = min(spans.get(number, span), span)
        meant = self._understood.get(folded.text)
        if meant is not None:
            self._read_as(meant, spans)
        concepts = tuple(name for name, number in self._concepts.items() if number in spans)
        plain = tuple(word for word, _, _ in words)
        return Heard(text, plain, _asks(folded.text), spans, concepts)

    def _read_as(self, concept: str, spans: dict[int, Span]) -> None:
        """Take a line for one concept and no other."""
        known = self._concepts.get(concept)
        for number in self._concepts.values():
            if number != known:
                spans.pop(number, None)
        if known is not None:
            spans.setdefault(known, (0, 0))


def clean(text: str) -> str:
    """Return a typed line as it is kept: cut at 4,000 characters, made safe, in one line."""
    return " ".join(make_safe(text[: 2 * LONGEST_LINE]).split())[:LONGEST_LINE].strip()


def cut(text: str) -> str:
    """Return the text, at most 80 characters of it."""
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1].rstrip() + CUT


def named_in(words: tuple[str, ...], names: Mapping[tuple[str, ...], str]) -> tuple[str, ...]:
    """Return the ids of the people whose name stands among the words, in that order, each once.

    Args:
        words: of a line, folded.
        names: id by the folded words of a first or full name.
    """
    first = {name[0] for name in names}
    if first.isdisjoint(words):
        return ()
    found: list[str] = []
    for i, word in enumerate(words):
        if word in first:
            found += [person for name, person in names.items() if words[i : i + len(name)] == name]
    return tuple(dict.fromkeys(found))


def name_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name."""
    return tuple(word for word, _, _ in words_of(fold(name)))


def _compiled(patterns: list[str]) -> list[Any]:
    """Return one search for all patterns; where that would be too large, one for each."""
    if not patterns:
        return []
    try:
        return [compile_pattern(patterns)]
    except re2.error:
        return [compile_pattern([pattern]) for pattern in patterns]


class _Folded:
    """A folded text that knows where each of its parts stood."""

    def __init__(self, text: str) -> None:
        pieces: list[str] = []
        self._begins: list[int] = []
        self._stood: list[tuple[int, int]] = []
        self._lengths: dict[int, Sequence[int]] = {}
        at = here = 0
        plain = text.isascii()
        for token in text.split():
            stood = text.index(token, at)
            at = stood + len(token)
            piece = token.lower().replace("`", "'") if plain else fold(token)
            if piece:
                self._begins.append(here)
                self._stood.append((stood, at))
                pieces.append(piece)
                here += len(piece) + 1
        self.text = " ".join(pieces)
        self._source = text

    def original(self, begin: int, end: int) -> Span:
        """Return where a span of the folded text stood."""
        return self._place(begin, last=False), self._place(max(begin, end - 1), last=True)

    def _place(self, at: int, *, last: bool) -> int:
        i = bisect_right(self._begins, at) - 1
        if i < 0:
            return 0
        stood, stop = self._stood[i]
        lengths = self._lengths.get(i)
        if lengths is None:
            lengths = self._lengths[i] = _folded_lengths(self._source[stood:stop])
        offset = at - self._begins[i]
        return stood + (_end_in(lengths, offset + 1) if last else _begin_in(lengths, offset))


def _folded_lengths(token: str) -> Sequence[int]:
    """Return how long a token is, once folded, up to and with each of its characters.

    Folding takes one character at a time but for spaces, of which it keeps one between others.
    """
    if token.isascii():
        return range(1, len(token) + 1)
    pieces = {character: fold(f"x{character}x")[1:-1] for character in set(token)}
    lengths: list[int] = []
    total = 0
    spaced = True
    for character in token:
        piece = pieces[character].lstrip() if spaced else pieces[character]
        if piece:
            total += len(piece)
            spaced = piece.endswith(" ")
        lengths.append(total)
    return lengths


def _begin_in(lengths: Sequence[int], offset: int) -> int:
    """Return the place of the character of a token that gives the folded one at `offset`."""
    return bisect_right(lengths, offset) if offset > 0 else 0


def _end_in(lengths: Sequence[int], offset: int) -> int:
    """Return how many characters give the first `offset` folded ones, with the accents that follow."""
    last = bisect_left(lengths, offset)
    return bisect_right(lengths, lengths[last]) if last < len(lengths) else len(lengths)


class _Trie:
    """Words and stems that follow each other, found in one pass."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, words: Iterable[tuple[str, bool]], number: int) -> None:
        node = self._root
        for word, stem in words:
            branch = node.stems if stem else node.words
            if word not in branch:
                branch[word] = _Node()
                if stem:
                    node.lengths = tuple(sorted({*node.lengths, len(word)}))
            node = branch[word]
        node.numbers = (*node.numbers, number)

    def find(self, words: list[tuple[str, int, int]]) -> dict[int, Span]:
        """Return the first and, there, longest span of each number."""
        found: dict[int, Span] = {}
        starts: dict[str, list[_Node]] = {}
        for i, (word, begin, end) in enumerate(words):
            nodes = starts.get(word)
            if nodes is None:
                nodes = starts[word] = self._root.after(word)
            following = i
            while nodes:
                for node in nodes:
                    for number in node.numbers:
                        if number not in found or found[number][0] == begin:
                            found[number] = (begin, end)
                following += 1
                if following == len(words):
                    break
                next_word, _, end = words[following]
                nodes = [after for node in nodes for after in node.after(next_word)]
        return found


class _Node:
    __slots__ = ("lengths", "numbers", "stems", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.stems: dict[str, _Node] = {}
        self.lengths: tuple[int, ...] = ()
        self.numbers: tuple[int, ...] = ()

    def after(self, word: str) -> list[_Node]:
        """Return where a word leads."""
        found = [self.words[word]] if word in self.words else []
        for length in self.lengths:
            if length > len(word):
                break
            node = self.stems.get(word[:length])
            if node is not None:
                found.append(node)
        return found


def _asks(folded: str) -> bool:
    """Return whether a folded line has a question mark, or a sentence that begins like a question."""
    if "?" in folded:
        return True
    words = words_of(folded)
    return any(
        word in QUESTION_WORDS
        and (i == 0 or folded[begin - 2] in ".!;:" or (i <= LEAD_IN and folded[begin - 2] == ","))
        for i, (word, begin, _) in enumerate(words)
    )
