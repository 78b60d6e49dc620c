"""Line mode on decks that are half broken, hostile, or give reasons for each option."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

HALF_BROKEN = """\
format: csmdrill/deck@1
id: half
title: Half
cards:
  - {id: sound, kind: recall, prompt: Sound?, answer: Yes., why: w}
  - {id: one, kind: recal, prompt: a, answer: b, why: w}
  - {id: two, kind: number, prompt: a, why: w}
"""


def test_what_a_named_deck_lacks_is_said_once_beside_the_cards(shell: Shell) -> None:
    shell.write("half/half.deck.yaml", HALF_BROKEN)
    done = shell("practice", "--plain", "--deck", "half", stdin="\n3\n")
    assert done.err == "2 problems in it; left out is what is wrong: csmdrill check half tells where.\n"
    assert done.prompts == ["Sound?"] * 2
    assert shell("check", "half").out.count("half.deck.yaml:") >= 2


def test_options_are_named_before_what_is_said_of_them(shell: Shell) -> None:
    options = "[{text: Hold, right: true, because: Under 60 %.}, {text: Go, because: Only if 60 %.}]"
    card = f"  - {{id: one, kind: choice, prompt: Go?, options: {options}, why: w}}"
    deck = shell.write("reasons.deck.yaml", HALF_BROKEN.partition("  - ")[0] + card + "\n")
    done = shell.practise(lambda asked: (asked.letter_of("Go"), "4"), "--deck", deck)
    assert "Not right.\nGo – Only if 60 %.\nHold – Under 60 %.\nwhy: w\n" in done.out


HOSTILE = """\
format: csmdrill/deck@1
id: hostile
title: "[bold red]Title[/]"
cards:
  - {id: marked, kind: recall, prompt: "[@click=app.quit]x[/] [/x]?", answer: "\\u202Eno", why: w}
  - {id: plain, kind: recall, prompt: "[@click=app.quit]x[/] [/x]?", answer: "%s %d {0}", why: w}
  - {id: escape, kind: recall, prompt: "\\e]52;c;AAAA\\a", answer: no, why: w}
"""


def test_text_of_a_deck_is_shown_as_it_is_and_unsafe_cards_are_left_out(shell: Shell) -> None:
    deck = shell.write("hostile.deck.yaml", HOSTILE)
    done = shell.process("practice", "--plain", "--deck", deck, stdin="\n4\n" * 3)
    assert done.prompts == ["[@click=app.quit]x[/] [/x]?"]
    assert done.cards[0].title == "[bold red]Title[/]"
    assert "%s %d {0}" in done.out
    assert "\u202e" not in done.out
