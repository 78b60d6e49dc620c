"""Deck files are found in their places, named by their packs, and reread only when they changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from csmdrill.content import deck_file
from csmdrill.content.library import (
    DeckFile,
    Place,
    Scan,
    digest,
    find_files,
    places,
    read_deck,
    scan,
    shipped_root,
)
from csmdrill.content.pack import read_pack
from csmdrill.core.errors import ContentUnreadable
from csmdrill.core.home import Home

Write = Callable[[str, str], Path]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home(tmp_path.resolve() / "home")


@pytest.fixture
def write(home: Home) -> Write:
    """Write a deck of one card, or a pack file, below the home."""

    def make(path: str, identity: str) -> Path:
        target = home.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.name == "csmdrill-pack.yaml":
            target.write_text(f"format: csmdrill/pack@1\nid: {identity}\ntitle: T\n")
        else:
            card = "{id: one, kind: recall, prompt: p, answer: a, why: w, competency: outcome-discovery}"
            target.write_text(f"format: csmdrill/deck@1\nid: {identity}\ntitle: T\ncards:\n  - {card}\n")
        return target

    return make


def own(found: Scan) -> list[DeckFile]:
    """Return what changed apart from the shipped decks."""
    return [deck for deck in found.changed if deck.origin != "shipped"]


def test_the_shipped_decks_are_found_and_sound(home: Home) -> None:
    found = scan(places(home), {})
    assert [place.origin for place in places(home)] == ["shipped"]
    assert len(found.changed) >= 6
    assert all(deck.pack == "csmdrill" and not deck.problems for deck in found.changed)
    assert (shipped_root() / "csmdrill-pack.yaml").is_file()


def test_every_place_gives_its_decks_their_pack(home: Home, write: Write, tmp_path: Path) -> None:
    write("decks/mine.deck.yaml", "mine")
    write("packs/team/csmdrill-pack.yaml", "team-a")
    write("packs/team/sub/folder/theirs.deck.yaml", "theirs")
    write("packs/plain/loose.deck.yaml", "loose")
    given = tmp_path.resolve() / "given"
    write("../given/one.deck.yaml", "one")
    write("../given/nested/csmdrill-pack.yaml", "inner")
    write("../given/nested/two.deck.yaml", "two")
    found = own(scan(places(home, [given]), {}))
    assert [(deck.origin, deck.deck_key, deck.cards[0].key) for deck in found] == [
        ("personal", "my/mine", "my/mine/one"),
        ("pack", "my/loose", "my/loose/one"),
        ("pack", "team-a/theirs", "team-a/theirs/one"),
        ("given", "inner/two", "inner/two/one"),
        ("given", "my/one", "my/one/one"),
    ]
    assert found[0].title == "T"
    assert found[0].line == 2
    assert found[0].cards[0].path == found[0].path == str(home.decks / "mine.deck.yaml")


def test_a_deck_given_by_name_has_the_same_key_as_in_its_folder(home: Home, write: Write) -> None:
    write("../given/csmdrill-pack.yaml", "team-b")
    path = write("../given/sub/one.deck.yaml", "one")
    by_name = own(scan(places(home, [path]), {}))
    by_folder = own(scan(places(home, [path.parent]), {}))
    assert by_name[0].deck_key == by_folder[0].deck_key == "team-b/one"


def test_a_file_in_two_places_counts_for_the_first(home: Home, write: Write) -> None:
    path = write("decks/mine.deck.yaml", "mine")
    found = own(scan(places(home, [path, home.decks]), {}))
    assert [(deck.origin, deck.deck_key) for deck in found] == [("personal", "my/mine")]
    shipped = min(shipped_root().glob("*.deck.yaml"))
    assert own(scan(places(home, [shipped]), {})) == own(scan(places(home), {}))


def test_a_shadow_in_the_own_folder_takes_the_other_deck_key(home: Home, write: Write) -> None:
    path = write("decks/mine.deck.yaml", "mine")
    path.write_text("shadows: csmdrill/terminology\n" + path.read_text())
    (deck,) = own(scan(places(home), {}))
    assert (deck.origin, deck.pack, deck.deck_key) == ("personal", "csmdrill", "csmdrill/terminology")
    assert deck.cards[0].key == "csmdrill/terminology/one"


@pytest.mark.parametrize("reserved", ["csmdrill", "my", "Team A"])
def test_a_pack_whose_file_is_wrong_is_left_out_and_says_why(home: Home, write: Write, reserved: str) -> None:
    write("packs/team/csmdrill-pack.yaml", reserved)
    write("packs/team/theirs.deck.yaml", "theirs")
    (deck,) = own(scan(places(home), {}))
    assert [problem.code for problem in deck.problems] == ["P502"]
    assert deck.deck_key == ""
    assert deck.cards == ()


def test_only_the_shipped_pack_may_bear_its_id_and_no_other_reserved_one() -> None:
    file = "format: csmdrill/pack@1\nid: {}\ntitle: T\n"
    for identity, sound in (("csmdrill", True), ("my", False)):
        read = read_pack(file.format(identity).encode(), "p", is_shipped=True)
        assert (read.pack is not None) == sound
        assert [each.code for each in read.problems] == ([] if sound else ["P501"])


def test_unchanged_files_are_not_parsed(home: Home, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("decks/a.deck.yaml", "a")
    write("decks/b.deck.yaml", "b")
    first = scan(places(home), {})
    known = {deck.path: deck.digest for deck in first.changed}

    def no_parsing(*_: object) -> DeckFile:
        raise AssertionError("an unchanged deck was parsed")

    monkeypatch.setattr(deck_file, "read_deck_file", no_parsing)
    again = scan(places(home), known)
    assert again.changed == ()
    assert again.gone == ()
    assert sorted(again.unchanged) == sorted(known)


def test_what_changed_moved_or_went_is_told(home: Home, write: Write) -> None:
    kept, edited, moved = (write(f"decks/{name}.deck.yaml", name) for name in ("kept", "edited", "moved"))
    known = {deck.path: deck.digest for deck in scan(places(home), {}).changed}
    edited.write_text(edited.read_text().replace("answer: a", "answer: b"))
    moved.rename(moved.with_name("elsewhere.deck.yaml"))
    found = scan(places(home), known)
    assert str(kept) in found.unchanged
    assert [Path(deck.path).name for deck in found.changed] == ["edited.deck.yaml", "elsewhere.deck.yaml"]
    assert found.gone == (str(moved),)
    assert found.changed[1].cards[0].key == "my/moved/one"


def test_a_pack_that_takes_another_name_has_its_decks_read_again(home: Home, write: Write) -> None:
    write("packs/team/csmdrill-pack.yaml", "team-a")
    path = write("packs/team/theirs.deck.yaml", "theirs")
    known = {deck.path: deck.digest for deck in scan(places(home), {}).changed}
    write("packs/team/csmdrill-pack.yaml", "team-b")
    found = scan(places(home), known)
    assert [(deck.path, deck.deck_key) for deck in found.changed] == [(str(path), "team-b/theirs")]


def test_a_broken_deck_is_not_read_again_until_it_changes(home: Home, write: Write) -> None:
    path = write("decks/a.deck.yaml", "a")
    path.write_text("a: [")
    (deck,) = own(scan(places(home), {}))
    assert deck.problems
    assert deck.cards == ()
    assert str(path) in scan(places(home), {deck.path: deck.digest}).unchanged


def test_links_hidden_folders_and_other_files_are_passed_over(home: Home, write: Write) -> None:
    outside = write("../outside/secret.deck.yaml", "secret")
    write("decks/.git/hidden.deck.yaml", "hidden")
    write("decks/.hidden.deck.yaml", "hidden")
    write("decks/notes.yaml", "notes")
    (home.decks / "link.deck.yaml").symlink_to(outside)
    (home.decks / "folder").symlink_to(outside.parent)
    (home.decks / "loop").symlink_to(home.decks)
    (home.decks / "folder.deck.yaml").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(home.decks / "pipe.deck.yaml")
    write("decks/folder.deck.yaml/inside.deck.yaml", "inside")
    found = own(scan(places(home), {}))
    assert [deck.deck_key for deck in found] == ["my/inside"]


def test_a_pack_may_itself_be_a_link(home: Home, write: Write) -> None:
    path = write("../checkout/one.deck.yaml", "one")
    write("../checkout/csmdrill-pack.yaml", "team")
    home.packs.mkdir(parents=True)
    (home.packs / "team").symlink_to(path.parent)
    (deck,) = own(scan(places(home), {}))
    assert (deck.path, deck.deck_key) == (str(path.resolve()), "team/one")


def test_a_path_that_is_not_there_is_refused_and_a_missing_home_is_not(home: Home, tmp_path: Path) -> None:
    with pytest.raises(ContentUnreadable, match=r"nowhere\.deck\.yaml"):
        places(home, [tmp_path / "nowhere.deck.yaml"])
    assert own(scan(places(home), {})) == []


def test_a_file_that_cannot_be_opened_is_told(home: Home, write: Write) -> None:
    path = write("decks/a.deck.yaml", "a")
    place = Place(home.decks, "personal")
    path.unlink()
    deck = read_deck(place, path)
    assert [problem.code for problem in deck.problems] == ["T107"]


def test_a_huge_file_is_refused_without_being_read_whole(home: Home, write: Write) -> None:
    path = write("decks/a.deck.yaml", "a")
    with path.open("r+b") as file:
        file.truncate(50 * 1024 * 1024 * 1024)
    (deck,) = own(scan(places(home), {}))
    assert [problem.code for problem in deck.problems] == ["T103"]


def test_files_come_in_order(home: Home, write: Write) -> None:
    for name in ("b", "a", "sub/c", "Z"):
        write(f"decks/{name}.deck.yaml", name.lower()[-1])
    names = [path.name for _, path in find_files([Place(home.decks, "personal")])]
    assert names == ["Z.deck.yaml", "a.deck.yaml", "b.deck.yaml", "c.deck.yaml"]


def test_the_digest_of_a_file_is_its_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert digest(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
