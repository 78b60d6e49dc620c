"""The names within a scenario: each stands for one thing, and whatever is named is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from csmdrill.content.expressions import RESERVED
from csmdrill.content.nodes import ListNode, MapNode, Node, TextNode
from csmdrill.content.placed import Desk, find, find_key
from csmdrill.content.scenario import LongRule, ReplyRule
from csmdrill.content.scenario_draft import OUTER, Draft
from csmdrill.content.shapes import nearest, quoted
from csmdrill.content.terms import (
    LARGEST_TOGETHER,
    ConceptTerm,
    PatternTerm,
    TermForm,
    TermProblem,
    parse_term,
    size_of,
)

TAKEN = frozenset({"you", "quote"})
"""Words that mean something in a log or in a text."""

REFUSED_SIZE = 400
"""What a refused pattern counts among those that are compiled: refusing it took work, too."""

_PARTS = ("any", "all", "none")


def check_names(draft: Draft, desk: Desk) -> None:
    """Note ids that stand twice, and names of phases, ends, people, concepts and variables that are not."""
    _check_ids(draft, desk)
    _check_meanings(draft, desk)
    if _check_terms(draft, desk):
        _check_size(draft, desk)
    _check_deeds(draft, desk)
    _check_rules(draft, desk)
    _check_expectations(draft, desk)


def _check_ids(draft: Draft, desk: Desk) -> None:
    taken: set[str] = set()
    for name in _texts(draft.root.get("rules"), "id"):
        if name.text in taken:
            desk.add(name, "S601", f"the rule {quoted(name.text)} stands in this scenario already")
        elif name.text in OUTER:
            desk.add(
                name, "S601", f"a rule cannot be called {name.text}; that is what stands outside the rules"
            )
        taken.add(name.text)
    tests: set[str] = set()
    for name in _texts(draft.root.get("tests"), "name"):
        if name.text in tests:
            desk.add(name, "S601", f"the test {quoted(name.text)} stands in this scenario already")
        tests.add(name.text)
    phases: set[str] = set()
    for name in _items(draft.root.get("phases")):
        if name.text in phases:
            desk.add(name, "S601", f"the phase {quoted(name.text)} is listed already")
        phases.add(name.text)


def _check_meanings(draft: Draft, desk: Desk) -> None:
    seen: dict[str, str] = {}
    for part in ("people", "facts", "let", "vars"):
        for text, node in draft.declared(part).items():
            if text in seen:
                desk.add(node, "S627", f"{quoted(text)} is a name under {seen[text]} already; rename one")
            elif text in RESERVED or text in TAKEN:
                desk.add(node, "S627", f"{quoted(text)} has a meaning of its own; choose another name")
            seen.setdefault(text, part)


def _check_terms(draft: Draft, desk: Desk) -> bool:
    """Note terms that cannot be read; return whether every pattern that was compiled may be used.

    Once they are too large together, or too many were refused, no further pattern is worth compiling.
    """
    concepts = draft.declared("concepts")
    seen: set[str] = set()
    size, is_sound = 0, True
    for text, node, known in _terms(draft, concepts):
        if size > LARGEST_TOGETHER or desk.findings.is_full:
            break
        term = _check_term(text, node, known, desk)
        if text not in seen and isinstance(term, PatternTerm):
            size += size_of(term.pattern)
        elif term is None and text.strip().startswith("/"):
            size, is_sound = size + REFUSED_SIZE, False
        seen.add(text)
    for table in ("titles", "paraphrases"):
        for name, node in draft.declared(table).items():
            if name not in concepts:
                _unknown(desk, node, "S605", "concept", name, concepts)
    return is_sound


def _terms(draft: Draft, concepts: Collection[str]) -> Iterator[tuple[str, Node, Collection[str] | None]]:
    """Yield each term with where it stands, and the concepts that it may name; None for none."""
    for name, terms in draft.tables["concepts"].items():
        for place, term in enumerate(terms):
            yield term, find(draft.root, "concepts", name, place), None
    for placed in draft.rules:
        if isinstance(placed.rule, ReplyRule) and placed.rule.match is not None:
            for part in _PARTS:
                for place, term in enumerate(getattr(placed.rule.match, part) or ()):
                    yield term, find(placed.node, "match", part, place), concepts


def _check_term(text: str, node: Node, concepts: Collection[str] | None, desk: Desk) -> TermForm | None:
    """Return what a term searches for, or None after noting what is wrong with it.

    Without `concepts` it stands in a concept, and may name none.
    """
    try:
        term = parse_term(text)
    except TermProblem as wrong:
        desk.add(node, "S611", wrong.message, wrong.offset)
        return None
    if not isinstance(term, ConceptTerm):
        return term
    if concepts is None:
        desk.add(node, "S605", f"a concept cannot name another one; write the words of ~{term.name} here")
    elif term.name not in concepts:
        _unknown(desk, node, "S605", "concept", term.name, concepts)
    return None


def _check_size(draft: Draft, desk: Desk) -> None:
    """Note the concept or rule at which the patterns of a scenario are too large together."""
    size = 0
    for node, pattern in _patterns(draft):
        size += size_of(pattern)
        if size > LARGEST_TOGETHER:
            said = (
                f"with these, the /patterns/ of the scenario have a size of {size:,}, "
                f"and {LARGEST_TOGETHER:,} is the most together; write words and stems* instead, "
                "or fewer and shorter patterns"
            )
            desk.add(node, "S611", said)
            return


def _patterns(draft: Draft) -> Iterator[tuple[Node, str]]:
    """Yield each pattern that is searched for, with the name of its concept or rule; rules share theirs."""
    for name, terms in draft.tables["concepts"].items():
        for form in map(_form_of, terms):
            if isinstance(form, PatternTerm):
                yield find_key(draft.root, "concepts", name), form.pattern
    seen: set[str] = set()
    for placed in draft.rules:
        match = placed.rule.match if isinstance(placed.rule, ReplyRule) else None
        for term in (term for part in _PARTS for term in getattr(match, part, None) or ()):
            form = _form_of(term) if term not in seen else None
            seen.add(term)
            if isinstance(form, PatternTerm):
                yield find(placed.node, "id"), form.pattern


def _form_of(term: str) -> TermForm | None:
    """Return what a term searches for, or None if it cannot be read."""
    try:
        return parse_term(term)
    except TermProblem:
        return None


def _check_deeds(draft: Draft, desk: Desk) -> None:
    asked = (
        ("to", "S602", "phase", "phases"),
        ("end", "S603", "end", "ends"),
        ("who", "S604", "person", "people"),
    )
    for deed in draft.deeds:
        for key, code, what, part in asked:
            name = getattr(deed.do, key)
            if name is not None and name not in draft.declared(part):
                _unknown(desk, find(deed.node, key), code, what, name, draft.declared(part))
        for key in ("add", "set"):
            for name in getattr(deed.do, key):
                if name not in draft.declared("vars"):
                    _unknown(
                        desk, find_key(deed.node, key, name), "S606", "variable", name, draft.declared("vars")
                    )
        line = deed.placed is not None and isinstance(deed.placed.rule, ReplyRule | LongRule)
        if deed.do.quote is not None and not line and deed.event != "filled":
            said = f"at '{deed.event}' nobody has just said anything that could be kept"
            desk.add(find(deed.node, "quote"), "S622", said)


def _check_rules(draft: Draft, desk: Desk) -> None:
    for placed in draft.rules:
        for place, name in enumerate(placed.rule.phases):
            if name not in draft.declared("phases"):
                _unknown(
                    desk, find(placed.node, "in", place), "S602", "phase", name, draft.declared("phases")
                )
        person = placed.rule.person if isinstance(placed.rule, ReplyRule) else None
        if person is not None and person not in draft.declared("people"):
            _unknown(desk, find(placed.node, "person"), "S604", "person", person, draft.declared("people"))


def _check_expectations(draft: Draft, desk: Desk) -> None:
    ends = draft.declared("ends")
    emitted = draft.written("tag")
    for placed in draft.tests:
        expect, node = placed.test.expect, find(placed.node, "expect")
        if expect.end is not None and expect.end not in ends and not _is_too_short(draft, expect.end):
            _unknown(desk, find(node, "end"), "S603", "end", expect.end, ends)
        for name in expect.vars:
            if name not in draft.declared("vars"):
                _unknown(desk, find_key(node, "vars", name), "S606", "variable", name, draft.declared("vars"))
        for key, tags in (("tags", expect.tags), ("not", expect.missing)):
            for place, tag in enumerate(tags):
                if tag not in emitted:
                    near = nearest(tag, sorted(emitted), desk.findings)
                    desk.add(find(node, key, place), "S653", f"no rule gives the tag {quoted(tag)}{near}")


def _is_too_short(draft: Draft, name: str) -> bool:
    return draft.is_monologue and name == "too-short"


def _unknown(desk: Desk, node: Node, code: str, what: str, name: str, known: Collection[str]) -> None:
    near = nearest(name, sorted(known), desk.findings) if known else f"; no {what} is declared"
    desk.add(node, code, f"there is no {what} {quoted(name)}{near}")


def _texts(node: Node | None, key: str) -> Iterator[TextNode]:
    """Yield the texts under a key of each item of a list."""
    for item in node.items if isinstance(node, ListNode) else ():
        found = item.get(key) if isinstance(item, MapNode) else None
        if isinstance(found, TextNode) and found.text:
            yield found


def _items(node: Node | None) -> Iterator[TextNode]:
    yield from (
        item for item in (node.items if isinstance(node, ListNode) else ()) if isinstance(item, TextNode)
    )
