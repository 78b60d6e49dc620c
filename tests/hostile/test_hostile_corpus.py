"""Every hostile file that is kept, and every flood that is made, is told exactly as its list says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from csmdrill.content.codes import CODES
from csmdrill.core.text import find_unsafe
from tests.hostile import corpus, exchanged, floods, made_facts
from tests.hostile.corpus import CONTENT, EXCHANGED, Kept, Told
from tests.services.conftest import ToldClock

KEPT = {folder: corpus.kept(folder) for folder in (*CONTENT, *EXCHANGED)}
DIFFERENTLY_READ = {"norway.yaml", "surrogate-escape.yaml", "surrogate-pair.yaml", "surrogate.scenario.yaml"}
"""By the reader of YAML that is no C: for its `?,` and for its lone surrogates."""


def kept(*folders: str) -> pytest.MarkDecorator:
    """Run a test for each file of some folders."""
    return pytest.mark.parametrize("file", [each for name in folders for each in KEPT[name]], ids=str)


@kept(*CONTENT)
def test_a_content_file_is_told_at_the_right_places(file: Kept) -> None:
    folder, content = file.path.parent.name, file.path.read_bytes()
    assert corpus.told_of_content(folder, content) == file.expected
    for problem in corpus.READERS[folder](content)[1]:
        assert not find_unsafe(problem.message)
        assert "\n" not in problem.message
        assert problem.severity == CODES[problem.code].severity


@pytest.mark.parametrize("name", floods.FLOODS)
def test_a_flood_is_told_at_the_right_places(name: str) -> None:
    folder, make = floods.FLOODS[name]
    assert floods.shortened(corpus.told_of_content(folder, make())) == floods.expected()[name]


def test_every_flood_stands_in_the_list() -> None:
    assert list(floods.expected()) == list(floods.FLOODS)


def test_without_libyaml_the_same_is_refused_at_the_same_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yaml.__with_libyaml__", False)
    for folder in CONTENT:
        for file in KEPT[folder]:
            if file.path.name not in DIFFERENTLY_READ:
                told = corpus.told_of_content(folder, file.path.read_bytes())
                assert (str(file), told) == (str(file), file.expected)


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[exchanged.Exchange]:
    """A trainee and a coach who exchanged one attempt."""
    folder = tmp_path_factory.mktemp("exchange")
    empty = folder / "shipped"
    empty.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("csmdrill.content.places.shipped_root", lambda *_: empty)
        made = exchanged.Exchange(folder)
        yield made
        made.room.ws.close()


@kept("submissions", "ratings")
def test_what_coach_and_trainee_send_is_told_in_a_sentence(file: Kept, exchange: exchanged.Exchange) -> None:
    assert exchange.told(file.path) == file.expected


@kept("facts", "tables")
def test_what_is_brought_in_is_told_line_by_line(file: Kept, tmp_path: Path) -> None:
    with exchanged.home(tmp_path, ToldClock()) as workspace:
        told = exchanged.told_of_exchanged(file.path.parent.name, workspace, file.path)
        assert told == file.expected
        assert not find_unsafe("".join(told.problems))


@pytest.mark.parametrize("name", made_facts.MADE)
def test_an_over_long_line_of_facts_is_one_bad_line(name: str, tmp_path: Path) -> None:
    make, expected = made_facts.MADE[name]
    (tmp_path / "made.jsonl").write_bytes(make())
    with exchanged.home(tmp_path, ToldClock()) as workspace:
        assert exchanged.told_of_exchanged("facts", workspace, tmp_path / "made.jsonl") == expected


def test_a_home_that_took_in_every_file_of_facts_is_sound(tmp_path: Path) -> None:
    with exchanged.home(tmp_path, ToldClock()) as workspace:
        for file in KEPT["facts"]:
            exchanged.told_of_exchanged("facts", workspace, file.path)
        assert {found.name for found in workspace.store.check(deep=True)} <= {"fact-gap"}


def test_the_corpus_is_as_large_as_is_said() -> None:
    assert sum(map(len, KEPT.values())) >= 110
    assert all(file.expected != Told("", ()) for files in KEPT.values() for file in files)
