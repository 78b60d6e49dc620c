"""Checking and formatting for people: files, folders, what stands between files, and what a code means."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from csmdrill.content.places import SUFFIX
from csmdrill.core.errors import ContentUnreadable
from csmdrill.core.home import Home
from csmdrill.services.check import check_paths, explain, format_paths, nearest_code

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a deck of one card, with more lines in its head and more keys in its card."""

    def make(path: str, identity: str, head: str = "", card: str = "") -> Path:
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            f"format: csmdrill/deck@1\nid: {identity}\ntitle: T\ncompetency: outcome-discovery\n"
            f"{head}cards:\n  - {{id: one, kind: recall, prompt: p, answer: a, why: w{card}}}\n"
        )
        return target

    return make


def told(*paths: Path, cwd: Path) -> list[str]:
    """Return the problems of paths as text without messages."""
    return [f"{each.path}:{each.line}:{each.col} {each.code}" for each in check_paths(paths, cwd).problems]


def test_without_paths_the_shipped_decks_are_checked(tmp_path: Path) -> None:
    report = check_paths((), tmp_path, play=False)
    assert [each for each in report.problems if each.path.endswith(SUFFIX)] == []
    assert report.rehearsals >= 5
    assert report.files >= 7
    assert report.cards >= 60


def test_a_folder_is_checked_whole_and_told_from_here(write: Write, tmp_path: Path) -> None:
    write("a.deck.yaml", "a", card=", levl: 2")
    write("sub/b.deck.yaml", "b", head="owner: ''\nx: y\n")
    write("notes.yaml", "c", card=", levl: 2")
    report = check_paths([tmp_path], tmp_path)
    assert [str(each).partition(" ")[0] for each in report.problems] == [
        "a.deck.yaml:6:59:",
        "notes.yaml:1:1:",
        "sub/b.deck.yaml:6:1:",
    ]
    assert report.problems[1].code == "P504"
    assert (report.files, report.cards) == (2, 1)
    elsewhere = check_paths([tmp_path / "sub"], tmp_path / "sub" / "deeper")
    assert elsewhere.problems[0].path == str(tmp_path / "sub" / "b.deck.yaml")


def test_a_file_is_checked_whatever_its_name(write: Write, tmp_path: Path) -> None:
    path = write("notes.yaml", "c", card=", levl: 2")
    assert told(path, cwd=tmp_path) == ["notes.yaml:6:59 M301"]
    assert told(path, path, tmp_path / "notes.yaml", cwd=tmp_path) == ["notes.yaml:6:59 M301"]


def test_pack_files_are_checked_too(write: Write, tmp_path: Path) -> None:
    write("team/a.deck.yaml", "a")
    pack = tmp_path / "team" / "csmdrill-pack.yaml"
    pack.write_text("format: csmdrill/pack@1\nid: my\ntitel: T\n")
    assert told(tmp_path, cwd=tmp_path) == [
        "team/a.deck.yaml:1:1 P502",
        "team/csmdrill-pack.yaml:1:1 M302",
        "team/csmdrill-pack.yaml:3:1 M301",
    ]
    pack.write_text("format: csmdrill/pack@1\nid: my\ntitle: T\n")
    assert told(pack, cwd=tmp_path) == ["team/csmdrill-pack.yaml:2:5 P501"]
    pack.write_text("a: [")
    assert told(pack, cwd=tmp_path) == ["team/csmdrill-pack.yaml:1:4 Y201"]


def test_two_packs_with_one_id_are_told(write: Write, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(f"{name}/{name}.deck.yaml", name)
        (tmp_path / name / "csmdrill-pack.yaml").write_text("format: csmdrill/pack@1\nid: team\ntitle: T\n")
    assert told(tmp_path, cwd=tmp_path) == ["b/csmdrill-pack.yaml:1:1 P503"]


def test_the_same_deck_in_two_files_is_told_with_both_places(write: Write, tmp_path: Path) -> None:
    write("a.deck.yaml", "same")
    write("b.deck.yaml", "same")
    (problem,) = check_paths([tmp_path], tmp_path).problems
    assert str(problem) == "b.deck.yaml:2:1: D456 the deck my/same stands also in a.deck.yaml:2"
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.deck.yaml").rename(tmp_path / "sub" / "b.deck.yaml")
    (tmp_path / "sub" / "csmdrill-pack.yaml").write_text("format: csmdrill/pack@1\nid: other\ntitle: T\n")
    assert check_paths([tmp_path], tmp_path).problems == ()


def test_an_alias_that_lives_in_another_file_is_told(write: Write, tmp_path: Path) -> None:
    write("a.deck.yaml", "a")
    write("b.deck.yaml", "b", card=", aliases: [a/one, gone]")
    write("c.deck.yaml", "c", card=", aliases: [b/gone]")
    assert told(tmp_path, cwd=tmp_path) == ["b.deck.yaml:6:1 D404", "c.deck.yaml:6:1 D404"]


def test_only_the_own_folder_may_shadow(write: Write, tmp_path: Path) -> None:
    path = write("home/decks/a.deck.yaml", "a", head="shadows: csmdrill/terminology\n")
    assert [each.code for each in check_paths([path], tmp_path).problems] == ["D420"]
    assert check_paths([path], tmp_path, Home(tmp_path / "home")).problems == ()


def test_a_shadow_is_no_second_deck_of_the_same_key(write: Write, tmp_path: Path) -> None:
    write("home/decks/a.deck.yaml", "a", head="shadows: csmdrill/terminology\n")
    problems = check_paths((), tmp_path, Home(tmp_path / "home"), play=False).problems
    assert [each for each in problems if each.path.endswith(SUFFIX)] == []


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentUnreadable, match="nowhere"):
        check_paths([tmp_path / "nowhere"], tmp_path)
    with pytest.raises(ContentUnreadable, match="nowhere"):
        format_paths([tmp_path / "nowhere"], write=False)


def test_formatting_writes_only_when_told_to(tmp_path: Path) -> None:
    path = tmp_path / "a.deck.yaml"
    text = "format: csmdrill/deck@1\nid: a\ntitle: T\ncards:\n  - {kind: recall, prompt: Who pays?}\n"
    path.write_text(text)
    (planned,) = format_paths([tmp_path], write=False, cwd=tmp_path)
    assert (planned.path, planned.changed, planned.added) == ("a.deck.yaml", True, ((5, "who-pays"),))
    assert path.read_text() == text
    (done,) = format_paths([tmp_path], write=True)
    assert done.path == str(path)
    assert "{id: who-pays, kind: recall" in path.read_text()


def test_codes_are_explained() -> None:
    text = explain("y207")
    assert text is not None
    assert text.startswith("Y207 (error): key twice\n\n")
    assert explain("nonsense") is None
    assert nearest_code("Y270") is not None
