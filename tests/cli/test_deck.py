"""`deck import` and `deck export` as a person types them."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

PACKAGE = Path(__file__).parents[1] / "exchange" / "fixtures" / "current.apkg"


def test_a_package_comes_into_one_s_own_decks_and_can_be_practised(shell: Shell) -> None:
    done = shell("deck", "import", PACKAGE)
    deck = shell.folder / "home" / "decks" / "current.deck.yaml"
    assert done.code == 1
    assert done.out == f"{deck}\n"
    lines = done.err.splitlines()
    assert lines[0].startswith("left behind: note ")
    assert lines[-1].startswith("12 cards brought over, 1 left behind; ")
    assert shell("check", deck).code == 0
    assert shell("due", "--json").json["due"] > 0
    assert shell("doctor").code == 0


def test_a_second_import_says_that_all_is_known(shell: Shell) -> None:
    shell("deck", "import", PACKAGE)
    before = len(shell.facts())
    assert "; 0 facts of history added, " in shell("deck", "import", PACKAGE).err
    assert len(shell.facts()) == before


def test_an_unchanged_table_is_nothing_new_and_a_grown_one_has_a_way_out(shell: Shell) -> None:
    table = shell.write("t.csv", "Q one?,A\nQ two?,B\n")
    shell("deck", "import", table)
    again = shell("deck", "import", table)
    assert (again.code, again.err.startswith("Nothing new: 2 cards there already")) == (0, True)
    shell.write("t.csv", "Q one?,A\nQ two?,B\nQ three?,C\n")
    refused = shell("deck", "import", table)
    assert refused.code == 2
    words = shlex.split(refused.err.split("second deck: ")[1])
    assert shell("deck", "import", table, *words).err.startswith("3 cards brought over")
    (shell.folder / "home/decks/t.deck.yaml").rename(shell.folder / "away.deck.yaml")
    assert shell("deck", "import", table).err.startswith("3 cards brought over")


def test_a_first_row_that_may_be_a_heading_is_told(shell: Shell) -> None:
    rows = "Was ist NRR?;Die Quote.;zahlen\n"
    said = shell("deck", "import", shell.write("t.csv", "Frage;Antwort;Tags\n" + rows)).err
    assert "line 1: this first row was taken as a card" in said
    assert "write prompt;answer;tags in its place" in said
    done = shell("deck", "import", shell.write("u.csv", "prompt;answer;tags\n" + rows)).err
    assert done.startswith("1 card brought over")


def test_head_and_place_are_as_asked(shell: Shell) -> None:
    table = shell.write("t.csv", "Q,A\n")
    words = (
        "-o",
        "x.deck.yaml",
        "--id",
        "mine",
        "--title",
        "My: deck",
        "--competency",
        "renewal-negotiation",
    )
    done = shell("deck", "import", table, *words)
    assert (done.code, done.err) == (
        0,
        "1 card brought over, 0 left behind; 0 facts of history added, 0 known already.\n",
    )
    text = (shell.folder / "x.deck.yaml").read_text(encoding="utf-8")
    assert text.startswith(
        'format: csmdrill/deck@1\nid: mine\ntitle: "My: deck"\ncompetency: renewal-negotiation\n'
    )
    assert shell("check", "--strict", "x.deck.yaml").out.count("D452") == 1


def test_no_history_brings_only_cards(shell: Shell) -> None:
    shell("deck", "import", PACKAGE, "--no-history")
    assert shell.facts("review") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "none.apkg"), "cannot be read"),
        (("import", "t.csv", "-o", "x.yaml"), "no name of a deck file"),
        (("import", "t.csv", "--id", "No Id"), "Did you mean no-id?"),
        (("import", "t.csv", "--competency", "x"), "Invalid value"),
        (("import", "junk.apkg"), "no package of Anki"),
        (("import", "."), "cannot be read"),
        (("export", "none", "-o", "x.apkg"), "no deck file or deck"),
        (("export", "t.csv", "-o", "x.apkg"), "no card that could go out"),
        (("export", "csmdrill/terminology"), "Missing option"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_a_sentence(shell: Shell, words: tuple[str, ...], said: str) -> None:
    shell.write("t.csv", "Q,A\n")
    shell.write("junk.apkg", "junk")
    done = shell("deck", *words)
    assert done.code == 2
    assert said in done.err
    assert not list(shell.folder.glob("x.*"))
    decks = shell.folder / "home" / "decks"
    assert not decks.exists() or list(decks.iterdir()) == []


def test_export_tells_what_is_lost(shell: Shell, kinds: Path) -> None:
    done = shell("deck", "export", kinds, "-o", "out.tsv")
    assert done.code == 0
    assert "c03: its options are not shuffled" in done.err
    assert done.err.endswith("9 cards of my/kinds written to out.tsv.\n")
    written = (shell.folder / "out.tsv").read_bytes()
    (shell.folder / "out.tsv").write_bytes(b"mine")
    again = shell("deck", "export", kinds, "-o", "out.tsv")
    assert (again.code, again.err.count("is there already"), again.err.count("--replace")) == (2, 1, 1)
    assert (shell.folder / "out.tsv").read_bytes() == b"mine"
    assert shell("deck", "export", kinds, "-o", "out.tsv", "--replace").code == 0
    assert (shell.folder / "out.tsv").read_bytes() == written


def test_both_help_pages(shell: Shell) -> None:
    assert ".apkg" in shell("deck", "import", "--help").out
    assert ".tsv" in shell("deck", "export", "--help").out
