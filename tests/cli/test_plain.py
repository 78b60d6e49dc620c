"""Line mode: two lines a card through a pipe, every answer kept, nothing but text."""

from __future__ import annotations

import re
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmdrill.cli import output
from csmdrill.content.competency import TITLES
from csmdrill.core.home import Home

if TYPE_CHECKING:
    from tests.cli.conftest import Asked, Shell

SOON = "2026-11-24T09:05:00+01:00"
LATER = "2026-11-24T09:30:00+01:00"

SIBLINGS = """\
format: csmdrill/deck@1
id: siblings
title: Siblings
cards:
  - {id: pair, kind: recall, prompt: This way?, answer: That way., reverse: true, why: w}
  - {id: gaps, kind: cloze, text: "{{one::First}} and {{two::second}}.", why: w}
  - {id: alone, kind: recall, prompt: Alone?, answer: Yes., why: w}
"""


def right_reply(card: Asked) -> str:
    """Return the right reply to a card of the deck with every kind."""
    if card.kind == "choice":
        return card.letter_of("good")
    if card.kind == "order":
        return " ".join(map(card.letter_of, ("one", "two", "three")))
    if "Escalate?" in card.text:
        below = re.search(r"(\d+) % below", card.text)
        assert below is not None
        return card.letter_of("Escalate" if int(below[1]) > 20 else "Hold")
    if "twice" in card.text:
        pays = re.search(r"\$(\d+) twice", card.text)
        assert pays is not None
        return f"${2 * int(pays[1])}"
    return {"typed": "Mutual  PLAN", "number": "42"}.get(card.kind, "")


def payloads(shell: Shell, kind: str) -> list[dict[str, object]]:
    """Return what the facts of a kind say, oldest first."""
    return [fact["payload"] for fact in shell.facts(kind)]


def ratings(shell: Shell) -> list[object]:
    """Return the ratings kept, oldest first."""
    return [said["rating"] for said in payloads(shell, "review")]


def test_two_lines_a_card_empty_reveals_and_empty_accepts(shell: Shell, small: Path) -> None:
    done = shell.process("practice", "--plain", "--deck", small, stdin="\n\n" * 6)
    assert done.code == 0
    assert done.err == ""
    assert done.prompts == ["First prompt?", "Second prompt?", "Third prompt?"] * 2
    assert "First answer.\nwhy: First why.\nrating [3]> \ngood: soon\n" in done.out
    assert "Done. 6 answers, 0 again, 3 new." in done.out
    assert ratings(shell) == [3] * 6


def test_an_answer_is_on_the_disk_before_the_next_question_is_shown(
    shell: Shell, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: dict[str, int] = {}
    tell = output.text

    def look(text: str, say: Callable[[str], None] = output.data) -> None:
        if text.endswith("prompt?"):
            with closing(sqlite3.connect(Home(shell.home).database)) as elsewhere:
                (count,) = elsewhere.execute("SELECT count(*) FROM fact WHERE kind = 'review'").fetchone()
            kept.setdefault(text, count)
        tell(text, say)

    monkeypatch.setattr(output, "text", look)
    shell.practise(lambda _: ("", "4"), "--deck", small)
    assert kept == {"First prompt?": 0, "Second prompt?": 1, "Third prompt?": 2}


def test_nothing_but_text_comes_out_of_a_colourful_terminal_s_pipe(shell: Shell, kinds: Path) -> None:
    loud = {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    done = shell.process("practice", "--plain", "--deck", kinds, stdin="\n\n" * 9, **loud)
    assert all(each.isprintable() or each == "\n" for each in done.out)
    assert len(done.cards) == 8 + 2  # eight new cards a day, two of them come again


def test_every_kind_of_card_is_judged_as_it_should_be(shell: Shell, kinds: Path) -> None:
    shell("config", "set", "new", "20")
    done = shell.practise(lambda card: (right_reply(card), ""), "--deck", kinds)
    assert [card.kind for card in done.cards][:9] == (
        ["recall", "cloze", "choice", "typed", "number", "order", "points", "case", "case"]
    )
    assert "[...] counts expansion." in done.out
    assert "\nNRR\n" in done.out
    assert "Good means 2 of 3:\n- alpha\n- beta\n- gamma\n" in done.out
    assert len(re.findall(r"^Right\.$", done.out, re.MULTILINE)) == 2 * 6
    assert "Not right." not in done.out
    assert "Done. 18 answers, 0 again, 9 new." in done.out
    assert set(ratings(shell)) == {3}


def test_a_wrong_answer_is_told_why_and_suggested_as_again(shell: Shell, kinds: Path) -> None:
    wrong = {"choice": "bad", "typed": "mutul plan"}

    def reply(card: Asked) -> tuple[str, str]:
        answer = wrong.pop(card.kind, "")
        return (card.letter_of(answer) if card.kind == "choice" and answer else answer), "" if answer else "4"

    done = shell.practise(reply, "--deck", kinds)
    said = next(card.text for card in done.cards if card.kind == "choice")
    assert "Not right.\nbad – it tempts\ngood\nwhy: w\nrating [1]> \nagain: soon\n" in said
    assert "Not right.\nClose: mutual plan\n" in done.out
    assert "again: Which?" in done.out
    assert "again: The plan you both sign?" in done.out


def test_a_judgement_can_be_overruled_and_both_are_kept(shell: Shell, kinds: Path) -> None:
    def reply(card: Asked) -> tuple[str, str]:
        if card.kind == "choice":
            return card.letter_of("bad"), "3"
        if card.kind == "typed":
            return "mutual plan", "1"
        return "q" if card.kind == "number" else "", "3"

    shell.practise(reply, "--deck", kinds)
    kept = {fact["key"]: fact["payload"] for fact in shell.facts("review")}
    choice, typed = kept["my/kinds/c03"], kept["my/kinds/c04"]
    assert (choice["suggested"], choice["rating"]) == (1, 3)
    assert (typed["suggested"], typed["rating"]) == (3, 1)


def test_all_four_ratings_are_taken_whatever_the_buttons(shell: Shell, small: Path) -> None:
    shell("practice", "--plain", "--deck", small, stdin="\n2\n\n4\n\n1\n")
    assert ratings(shell) == [2, 4, 1]


@pytest.mark.parametrize("rating", ["5", "0", "33", "good", "-1", "３", "\u0663"])
def test_a_line_that_is_no_rating_is_asked_again(shell: Shell, small: Path, rating: str) -> None:
    done = shell("practice", "--plain", "--deck", small, stdin=f"\n{rating}\n4\n")
    assert "A rating is 1 again or 3 good." in done.out
    assert ratings(shell) == [4]


def test_with_four_buttons_all_four_ratings_are_told(shell: Shell, small: Path) -> None:
    shell("config", "set", "buttons", "4")
    done = shell("practice", "--plain", "--deck", small, stdin="\n5\n2\n")
    assert "A rating is 1 again, 2 hard, 3 good or 4 easy." in done.out
    assert ratings(shell) == [2]


def test_no_new_card_comes_where_none_is_asked_for(shell: Shell, small: Path) -> None:
    done = shell("practice", "--plain", "--deck", small, "--new", "0")
    assert (done.code, done.cards) == (0, [])
    assert "With --new 0 no new card comes; 3 new cards without it." in done.out
    shell("practice", "--plain", "--deck", small, stdin="\n1\nq\n")
    again = shell("practice", "--plain", "--deck", small, "--new", "0", stdin="q\n")
    assert again.prompts == ["First prompt?"]
    assert again.cards[0].to_go == 1


def test_letters_that_are_none_say_what_can_be_typed(shell: Shell, kinds: Path) -> None:
    def reply(card: Asked) -> tuple[str, str]:
        return {"choice": "z", "order": "a a c", "number": "lots", "recall": "", "cloze": ""}.get(
            card.kind, "x"
        ), "4"

    done = shell.practise(reply, "--deck", kinds)
    said = {card.kind: card.text for card in done.cards}
    assert "\nNot read as one of the options. Type one of the letters a, b.\n" in said["choice"]
    assert "\nNot read as an order. Type each letter once, in order, like c b a.\n" in said["order"]
    assert "\nNot read as a number. Type one number" in said["number"]
    assert "rating [1]> " in said["number"]
    assert not any("Not right." in said[kind] for kind in ("choice", "order", "number"))


def test_undo_is_a_fact_and_brings_the_card_back(shell: Shell, small: Path) -> None:
    done = shell("practice", "--plain", "--deck", small, stdin="\n3\n\n3\nu\n\n1\nq\n")
    assert "Taken back." in done.out
    assert done.prompts == [f"{each} prompt?" for each in ("First", "Second", "Third", "Second", "Third")]
    reviews, undone = shell.facts("review"), payloads(shell, "undo")
    assert [fact["payload"]["rating"] for fact in reviews] == [3, 3, 1]
    assert [said["seq"] for said in undone] == [reviews[1]["seq"]]
    assert "Stopped. 2 answers, 1 again, 2 new." in done.out


def test_undo_also_works_once_the_answer_is_shown(shell: Shell, small: Path) -> None:
    done = shell("practice", "--plain", "--deck", small, stdin="\n3\n\nu\n\n4\n")
    assert done.prompts == ["First prompt?", "Second prompt?", "First prompt?", "Second prompt?"]
    assert ratings(shell) == [3, 4]
    assert len(shell.facts("undo")) == 1


def test_there_is_nothing_to_undo_at_first(shell: Shell, small: Path) -> None:
    done = shell("practice", "--plain", "--deck", small, stdin="u\n\nu\n\n3\n")
    assert done.out.count("There is no answer left to take back.") == 2
    assert done.prompts[:3] == ["First prompt?"] * 3
    assert ratings(shell) == [3]


@pytest.mark.parametrize("stdin", ["\n3\nq\n\n3\n", "\n3\n\n\x20q\x20\n3\n", "\n3\n", "\n3\n\n"])
def test_stopping_keeps_what_was_rated_and_nothing_else(shell: Shell, small: Path, stdin: str) -> None:
    done = shell("practice", "--plain", "--deck", small, stdin=stdin)
    assert done.code == 0
    assert "Stopped. 1 answer, 0 again, 1 new." in done.out
    assert ratings(shell) == [3]
    last = payloads(shell, "session")[-1]
    assert (last["event"], last["answered"], last["reason"]) == ("end", 1, "stopped")


def test_no_input_at_all_ends_cleanly(shell: Shell, small: Path) -> None:
    done = shell("practice", "--plain", "--deck", small)
    assert (done.code, ratings(shell)) == (0, [])
    assert "Stopped. 0 answers" in done.out


@pytest.mark.skipif(sys.platform == "win32", reason="a process there gets no ctrl+c from another")
def test_ctrl_c_keeps_what_was_rated(shell: Shell, small: Path) -> None:
    # Where the tests run in the background the signal is ignored, and a child would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with shell.start("practice", "--plain", "--deck", small) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"\n3\n")
        process.stdin.flush()
        assert any(b"Second prompt?" in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert ratings(shell) == [3]


def test_a_second_start_on_the_same_day_goes_on_where_the_first_stopped(shell: Shell, small: Path) -> None:
    whole = shell("practice", "--plain", "--deck", small)
    shell("practice", "--plain", "--deck", small, stdin="\n3\nq\n")
    before = shell.facts("review")
    shell.at(SOON)
    again = shell("practice", "--plain", "--deck", small, stdin="\n3\n" * 2 + "q\n")
    assert whole.cards[0].to_go == again.cards[0].to_go == 3
    assert again.prompts == ["Second prompt?", "Third prompt?", "First prompt?"]
    assert shell.facts("review")[:1] == before
    assert [fact["key"] for fact in shell.facts("review")] == [
        f"my/small/{each}" for each in ("first", "second", "third")
    ]


def test_siblings_are_not_shown_on_the_same_day(shell: Shell) -> None:
    deck = shell.write("siblings.deck.yaml", SIBLINGS)
    first = shell("practice", "--plain", "--deck", deck, stdin="\n4\n" * 2)
    assert first.prompts == ["This way?", "[...] and second.", "Alone?"]
    again = shell("practice", "--plain", "--deck", deck, stdin="\n4\n" * 4)
    assert again.prompts == ["Alone?"]
    shell.at("2026-11-25T09:00:00+01:00")
    second = shell("practice", "--plain", "--deck", deck, stdin="\n4\n" * 4)
    assert second.prompts == ["That way.", "First and [...]."]


def test_a_changed_card_says_so_once_and_keeps_its_history(shell: Shell, small: Path) -> None:
    shell("practice", "--plain", "--deck", small, stdin="\n3\nq\n")
    small.write_text(small.read_text().replace("First prompt?", "First prompt edited?"))
    shell.at(LATER)
    again = shell("practice", "--plain", "--deck", small, stdin="\n3\nq\n")
    assert again.prompts[0] == "First prompt edited?"
    assert [card.changed for card in again.cards] == [True, False]
    assert len({fact["key"] for fact in shell.facts("review")}) == 1
    assert len({fact["hash"] for fact in shell.facts("review")}) == 2


def test_only_the_decks_named_are_asked(shell: Shell, small: Path, kinds: Path) -> None:
    shell.write("home/decks/own.deck.yaml", SIBLINGS)
    assert shell("practice", "--plain", "--deck", small).cards[0].to_go == 3
    both = shell("practice", "--plain", "--deck", "small.deck.yaml", "--deck", kinds)
    assert both.cards[0].to_go == 8
    folder = shell.write("folder/deeper/one.deck.yaml", SIBLINGS).parent.parent
    assert shell("practice", "--plain", "--deck", folder).cards[0].to_go == 3


def test_only_one_competency_is_asked(shell: Shell) -> None:
    done = shell("practice", "--plain", "--competency", "renewal-negotiation", stdin="\n4\n" * 9)
    assert {card.title for card in done.cards} == {TITLES["renewal-negotiation"]}
    assert len(done.cards) == 8
    assert {said["competency"] for said in payloads(shell, "review")} == {"renewal-negotiation"}


def test_only_one_tag_is_asked(shell: Shell) -> None:
    tagged = SIBLINGS.replace("id: pair", "id: pair, tags: [mine, other]").replace(
        "id: gaps", "id: gaps, tags: [mine-too]"
    )
    shell.write("home/decks/own.deck.yaml", tagged)
    assert shell("practice", "--plain", "--tag", "mine", stdin="\n4\n").prompts == ["This way?"]
    assert shell("practice", "--plain", "--tag", "mine-too").prompts == ["[...] and second."]


@pytest.mark.parametrize("tag", ["no-such-tag", "%", '"'])
def test_a_tag_that_no_card_has_is_one_sentence(shell: Shell, tag: str) -> None:
    done = shell("practice", "--plain", "--tag", tag)
    assert done.code == 0
    assert done.out == f"Practice clock: Tue 24 Nov 2026, 09:00\nNo card has the tag {tag}.\n"
    assert shell.facts("session") == []


def test_nothing_due_is_one_sentence(shell: Shell, small: Path) -> None:
    shell("practice", "--plain", "--deck", small, stdin="\n4\n" * 3)
    done = shell("practice", "--plain", "--deck", small)
    assert (done.code, done.cards) == (0, [])
    (_, said) = done.out.splitlines()
    assert said.startswith("Nothing is due. Next: ")


def test_a_deck_of_which_nothing_can_be_read_is_told_with_its_place(shell: Shell) -> None:
    deck = shell.write("broken.deck.yaml", SIBLINGS.replace("cards:", "cards: ["))
    done = shell("practice", "--plain", "--deck", deck)
    assert (done.code, done.cards) == (2, [])
    assert f"{deck}:5:" in done.err
    assert "csmdrill check" in done.err
    assert shell.facts("session") == []


@pytest.mark.parametrize("named", ["empty", "/dev/null"])
def test_a_deck_without_cards_is_never_all_decks(shell: Shell, named: str) -> None:
    (shell.folder / "empty").mkdir()
    shell.write("home/decks/own.deck.yaml", SIBLINGS)
    done = shell.process("practice", "--plain", "--deck", named, stdin="\n3\n" * 3)
    assert (done.code, done.cards) == (2, [])
    assert "There are no cards here." in done.err
    assert shell.facts("review") == []


def test_a_sound_deck_without_cards_of_a_tag_is_no_failure(shell: Shell, small: Path) -> None:
    done = shell("practice", "--plain", "--deck", small, "--tag", "none")
    assert (done.code, done.cards) == (0, [])
    assert "No card has the tag none." in done.out


def test_one_sound_deck_among_empty_ones_is_practised(shell: Shell, small: Path) -> None:
    (shell.folder / "empty").mkdir()
    done = shell("practice", "--plain", "--deck", "empty", "--deck", small)
    assert (done.code, len(done.cards)) == (0, 1)


@pytest.mark.no_home
@pytest.mark.parametrize("option", ["--tag", "--competency"])
def test_a_choice_made_twice_is_refused_rather_than_half_taken(shell: Shell, option: str) -> None:
    done = shell("practice", "--plain", option, "renewal-negotiation", option, "outcome-discovery")
    assert (done.code, done.out) == (2, "")
    assert f"{option} can be given only once." in done.err
    assert not shell.home.exists()


def test_a_practice_clock_says_so_and_the_real_one_does_not(shell: Shell, small: Path) -> None:
    assert shell("practice", "--plain", "--deck", small).out.startswith("Practice clock: Tue 24 Nov 2026")
    shell.home_is(shell.folder / "real")
    shell.at("")
    assert "clock" not in shell("practice", "--plain", "--deck", small).out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--deck", "nowhere.deck.yaml"), "There is no deck file or folder at nowhere.deck.yaml."),
        (("--competency", "empathy"), "empathy"),
        (("--minutes", "0"), "0 is not in the range"),
        (("--minutes", "ten"), "ten"),
    ],
)
def test_a_wrong_word_is_one_sentence(shell: Shell, words: tuple[str, ...], sentence: str) -> None:
    done = shell("practice", "--plain", *words)
    assert (done.code, done.out) == (2, "")
    assert sentence in done.err
