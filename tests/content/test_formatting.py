"""`fmt` writes missing ids in place, and nothing else."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.content import formatting
from csmdrill.content.checking import check_deck
from csmdrill.content.formatting import format_deck, format_file
from csmdrill.content.slugs import slug, unused
from csmdrill.core.errors import ContentUnreadable

BEFORE = """# yaml-language-server: $schema=x
format: csmdrill/deck@1
id: trial
title: "Trial"   # quoted
competency: renewal-negotiation
retired: [the-ten-belongs-to]
cards:
  # the first card
  - kind: recall   # says so
    prompt: 'Procurement keeps your 10 % and drops the term. What''s next?'
    answer: a
    why: w

  - {kind: recall, prompt: The ten belongs to, answer: a, why: w}   # flow
  -   kind: cloze
      why: "w"
      text: >
        {{NRR}} counts {{ expansion }};
        {{grr::GRR}} never exceeds {{100 %}}.
  - id: kept
    kind: recall
    prompt: kept as it is
    answer: a
    why: w
"""
AFTER = """# yaml-language-server: $schema=x
format: csmdrill/deck@1
id: trial
title: "Trial"   # quoted
competency: renewal-negotiation
retired: [the-ten-belongs-to]
cards:
  # the first card
  - id: procurement-keeps-your-10-and
    kind: recall   # says so
    prompt: 'Procurement keeps your 10 % and drops the term. What''s next?'
    answer: a
    why: w

  - {id: the-ten-belongs-to-2, kind: recall, prompt: The ten belongs to, answer: a, why: w}   # flow
  -   id: nrr-counts-expansion-grr-never
      kind: cloze
      why: "w"
      text: >
        {{nrr::NRR}} counts {{expansion::expansion }};
        {{grr::GRR}} never exceeds {{gap-100::100 %}}.
  - id: kept
    kind: recall
    prompt: kept as it is
    answer: a
    why: w
"""


def test_ids_go_in_and_all_else_stays() -> None:
    done = format_deck(BEFORE.encode(), "d")
    assert done.text == AFTER
    assert done.added == (
        (9, "procurement-keeps-your-10-and"),
        (15, "the-ten-belongs-to-2"),
        (16, "nrr-counts-expansion-grr-never"),
        (20, "nrr"),
        (20, "expansion"),
        (21, "gap-100"),
    )
    assert check_deck(AFTER.encode(), "d").problems == ()


def test_the_lines_told_are_those_of_the_new_text() -> None:
    done = format_deck(BEFORE.encode(), "d")
    lines = done.text.split("\n")
    assert all(name in lines[line - 1] for line, name in done.added)


def test_a_second_run_changes_nothing() -> None:
    again = format_deck(AFTER.encode(), "d")
    assert again.text == AFTER
    assert again.added == ()


def test_line_ends_of_windows_stay() -> None:
    done = format_deck(BEFORE.replace("\n", "\r\n").encode(), "d")
    assert done.text == AFTER.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("card", "formatted"),
    [
        ('{"kind": "recall", "prompt": "one"}', '{id: one, "kind": "recall", "prompt": "one"}'),
        ("{ kind: recall, prompt: one }", "{ id: one, kind: recall, prompt: one }"),
        ("{\n    kind: recall, prompt: one\n  }", "{\n    id: one, kind: recall, prompt: one\n  }"),
        ("# n\n    kind: recall\n    prompt: one", "# n\n    id: one\n    kind: recall\n    prompt: one"),
        ("? kind\n    : recall\n    prompt: one", "id: one\n    ? kind\n    : recall\n    prompt: one"),
        ("kind: recall\n    prompt: 日本", "id: card\n    kind: recall\n    prompt: 日本"),
        ("kind: recall\n    prompt: 42", "id: card-42\n    kind: recall\n    prompt: 42"),
        ("kind: recall\n    prompt: No", "id: card-no\n    kind: recall\n    prompt: No"),
        ('kind: case\n    prompt: "{{a}} lost"', 'id: lost\n    kind: case\n    prompt: "{{a}} lost"'),
        ("kind: recall", "id: card\n    kind: recall"),
        ("kind: nonsense\n    prompt: one", "id: one\n    kind: nonsense\n    prompt: one"),
    ],
)
def test_every_way_of_writing_a_card_is_kept(head: str, card: str, formatted: str) -> None:
    done = format_deck(f"{head}  - {card}\n".encode(), "d")
    assert done.text == f"{head}  - {formatted}\n"
    assert len(done.added) == 1


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        ('"a {{b c}} {{b c}}"', '"a {{b-c::b c}} {{b-c-2::b c}}"'),
        ("'it''s {{so}}'", "'it''s {{so::so}}'"),
        ("say {{it}} now", "say {{it::it}} now"),
        ('"{{a::x}} {{ a}}"', '"{{a::x}} {{a-2::a}}"'),
        ('"{{é ü}} {{?}}"', '"{{e-u::é ü}} {{gap::?}}"'),
        ('"\\u007b{x}} {{y}}"', '"\\u007b{x}} {{y}}"'),
        ('"{{broken} {{y}}"', '"{{broken} {{y}}"'),
        ("|\n      one {{two}}\n      three", "|\n      one {{two::two}}\n      three"),
    ],
)
def test_deletions_get_their_ids_where_they_can(head: str, text: str, formatted: str) -> None:
    card = "  - id: a\n    kind: cloze\n    why: w\n    text: "
    assert format_deck(f"{head}{card}{text}\n".encode(), "d").text == f"{head}{card}{formatted}\n"


@pytest.mark.parametrize(
    "text", ['"\\u007b{x}} {{y}}"', ">\n      one {{\n      two}}", '"{\\\n      {x}} {{y}}"']
)
def test_a_deletion_that_cannot_be_found_in_the_file_holds_up_no_other_card(head: str, text: str) -> None:
    odd = f"  - id: a\n    kind: cloze\n    why: w\n    text: {text}\n"
    other = "  - {kind: recall, prompt: one, answer: a, why: w}\n"
    done = format_deck((head + odd + other).encode(), "d")
    assert done.text == head + odd + other.replace("{kind", "{id: one, kind")


def test_an_earlier_id_is_not_given_again(head: str) -> None:
    old = "  - {id: a, kind: recall, prompt: p, answer: a, why: w, aliases: [one, trial/two]}\n"
    new = "".join(f"  - {{kind: recall, prompt: {prompt}, answer: a, why: w}}\n" for prompt in ("one", "two"))
    done = format_deck((head + old + new).encode(), "d")
    assert [name for _, name in done.added] == ["one-2", "two-2"]


def test_a_result_that_says_anything_else_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting, "apply", lambda text, _: text.replace("answer: a", "answer: b"))
    done = format_deck(BEFORE.encode(), "d")
    assert done.text == BEFORE
    assert done.added == ()
    assert done.problems


def test_a_file_that_cannot_be_read_is_left_alone_and_says_so(tmp_path: Path, head: str) -> None:
    path = tmp_path / "d.deck.yaml"
    for text in (head + "  - {kind: recall\n", head + "  - &a {kind: recall, prompt: p}\n", "\x1b"):
        path.write_text(text)
        result = format_file(path, write=True)
        assert not result.changed
        assert result.added == ()
        assert result.problems
        assert path.read_text() == text


def test_many_warnings_do_not_hinder(head: str) -> None:
    cards = "".join(f"  - {{id: c{i}, kind: recall, prompt: p, answer: a}}\n" for i in range(200))
    assert len(format_deck((head + cards + "  - {kind: recall, prompt: x}\n").encode(), "d").added) == 1


def test_a_file_is_written_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "d.deck.yaml"
    path.write_text(BEFORE)
    path.chmod(0o640)
    assert format_file(path, write=False).changed
    assert path.read_text() == BEFORE
    result = format_file(path, write=True)
    assert result.changed
    assert path.read_text() == AFTER
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert not format_file(path, write=True).changed
    assert [each.name for each in tmp_path.iterdir()] == ["d.deck.yaml"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "d.deck.yaml", tmp_path / "link.deck.yaml"
    path.write_text(BEFORE)
    link.symlink_to(path)
    format_file(link, write=True)
    assert link.is_symlink()
    assert path.read_text() == AFTER


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContentUnreadable, match="cannot be read"):
        format_file(tmp_path / "none.deck.yaml", write=True)


def test_a_failed_write_leaves_the_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "d.deck.yaml"
    path.write_text(BEFORE)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ContentUnreadable, match="No space left"):
        format_file(path, write=True)
    assert path.read_text() == BEFORE
    assert [each.name for each in tmp_path.iterdir()] == ["d.deck.yaml"]


def test_slugs_are_short_and_plain() -> None:
    assert slug("Who pays, and when does the board decide on it?", "card") == "who-pays-and-when-does"
    assert slug("Überraschung: Straße", "card") == "uberraschung-strasse"
    assert slug("x" * 60, "card") == "x" * 40
    assert slug("a " + "x" * 60, "card") == "a"
    assert slug("", "card") == "card"
    assert slug("true", "gap") == "gap-true"
    assert unused("a", {"a", "a-2", "b"}) == "a-3"


KINDS: list[Callable[[str, str], str]] = [
    lambda prompt, line: f"- kind: recall{line}    prompt: {prompt}{line}    answer: a",
    lambda prompt, line: f"- {{kind: recall, prompt: {prompt}, answer: a}}  # c",
    lambda prompt, line: f"-  # c{line}    prompt: {prompt}{line}    answer: a{line}    kind: recall",
    lambda prompt, line: f'- kind: cloze{line}    text: "{{{{{prompt}}}}} and {{{{b::{prompt}}}}}"',
    lambda prompt, line: f"- id: own-{prompt.lower()}{line}    kind: recall{line}    prompt: p",
]
PROMPTS = st.text(st.sampled_from("abcXYZ019"), min_size=1, max_size=6)


@given(st.lists(st.tuples(st.sampled_from(KINDS), PROMPTS), max_size=6), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=100)
def test_a_formatted_deck_is_the_same_deck_with_ids(
    cards: list[tuple[Callable[[str, str], str], str]], line: str
) -> None:
    head = line.join(["format: csmdrill/deck@1", "id: d", "title: T", "cards:" if cards else "cards: []", ""])
    text = head + "".join(f"  {kind(prompt, line)}{line}" for kind, prompt in cards)
    done = format_deck(text.encode(), "d")
    checked = check_deck(done.text.encode(), "d")
    assert not {"D401", "D408"} & {problem.code for problem in checked.problems}
    before = check_deck(text.encode(), "d").problems
    assert [each.code for each in checked.problems if each.is_error] == [
        each.code for each in before if each.code in ("D402", "M302")
    ]
    shorter = done.text
    for _, name in done.added:
        for added in (f"id: {name}{line}    ", f"id: {name}, ", f"{{{{{name}::"):
            if added in shorter:
                shorter = shorter.replace(added, "{{" if added.startswith("{{") else "", 1)
                break
    assert shorter == text
    assert format_deck(done.text.encode(), "d").text == done.text
