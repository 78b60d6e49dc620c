"""`scenario new` writes a role-play that works at once; `roleplay test` plays what stands in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from csmdrill.content.archetypes import ARCHETYPES
from csmdrill.content.scenario_file import read_scenario
from csmdrill.roleplay.acting import is_seen
from csmdrill.roleplay.chance import draw
from csmdrill.roleplay.engine import replay
from csmdrill.roleplay.model import Finished, Passed, Said
from csmdrill.roleplay.scene import compile_scene
from csmdrill.services.check_runs import is_sound

if TYPE_CHECKING:
    from tests.cli.conftest import Ended, Shell

NAMES = [each.name for each in ARCHETYPES]


def new(shell: Shell, *answers: str, path: str = "mine.scenario.yaml") -> Ended:
    """Write a scenario by answers, one a line; what is not answered is the default."""
    return shell("scenario", "new", path, stdin="".join(f"{answer}\n" for answer in answers))


@pytest.mark.parametrize("name", NAMES)
def test_each_archetype_passes_check_and_its_own_tests(shell: Shell, name: str) -> None:
    assert new(shell, name).code == 0
    checked = shell("check", "--strict", "mine.scenario.yaml")
    assert (checked.code, checked.out) == (0, "")
    assert "1 file, 1 scenario: 0 errors, 0 warnings." in checked.err
    tested = shell("roleplay", "test", "mine.scenario.yaml")
    assert tested.code == 0
    assert "FAILED" not in tested.out
    assert tested.out.count("passed  ") >= 5


@pytest.mark.parametrize("name", NAMES)
def test_each_archetype_can_be_played_well_and_badly(shell: Shell, name: str) -> None:
    new(shell, name)
    scenario = read_scenario(Path("mine.scenario.yaml").read_bytes(), "").scenario
    assert scenario is not None
    scene = compile_scene(scenario)
    best = next(test for test in scenario.tests if scenario.ends.get(test.expect.end or "") == "pass")
    from csmdrill.roleplay.scripts import play_script

    won = play_script(scene, 77, best.script)  # another draw than the test's own
    assert won.ended is not None
    assert won.ended.passed
    lost = replay(scene, draw(scene, 5), [Said(10_000, "Hm."), Finished(100_000)])
    assert lost.ended is not None
    assert not lost.ended.passed


def test_answers_stand_in_the_file_and_the_words_are_understood(shell: Shell) -> None:
    answers = [
        "price",
        'Eight "percent"',
        "Head of buying",
        "a quick {{win}}",
        "two years",
        "2m",
        "swap, barter*",
        "cheap",
    ]
    assert new(shell, *answers).code == 0
    text = Path("mine.scenario.yaml").read_text()
    scenario = read_scenario(text.encode(), "").scenario
    assert scenario is not None
    assert (scenario.id, scenario.title) == ("mine", "Eight 'percent'")
    assert scenario.people["guest"].role == "Head of buying"
    assert scenario.people["guest"].wants == "a quick ((win))"
    assert "two years" in scenario.brief
    assert scenario.timebox.total == "120s"
    assert scenario.concepts["good"][:2] == ["swap", "barter*"]
    assert scenario.concepts["bad"] == ["cheap"]
    assert scenario.rubric == "csmdrill/renewal-negotiation"
    assert scenario.train


def test_answers_that_cannot_be_used_are_asked_again(shell: Shell) -> None:
    answers = (
        "prize",
        "7",
        "bad news",
        "",
        "nine " * 9,
        "Head of service",
        "x " * 21,
        "she wants peace",
        "y",
    )
    done = new(
        shell, *answers, "1h", "20s", "2m", "/x/", "a,b,c,d,e,f,g", "our*", "ours, our*", "", "nothing"
    )
    assert done.code == 0
    for words in (
        "Did you mean price?",
        "at most 8 words",
        "at most 20 words",
        "“/x/” cannot be searched for.",
        "At most 6, please",
        "“our*” cannot be both good and bad.",
        "One of csmdrill/",
    ):
        assert words in done.err
    assert done.err.count("From 90s to 10m") == 2
    assert done.out.count("They want ... [") == 2
    text = Path("mine.scenario.yaml").read_text()
    assert 'wants: "peace"' in text
    assert "I need one thing: peace." in text
    assert shell("check", "--strict", "mine.scenario.yaml").code == 0


def test_words_that_mean_another_move_too_are_named_and_asked_again(shell: Shell) -> None:
    done = new(shell, "silent", "", "", "", "", "", "guest, goal", "aim*", "hm, shall we, i begin", "frankly")
    assert done.code == 0
    assert "“guest” would be heard in other lines" in done.err
    assert "“shall we” and “i begin” would be heard" in done.err
    scenario = read_scenario(Path("mine.scenario.yaml").read_bytes(), "").scenario
    assert scenario is not None
    assert scenario.concepts["good"][0] == "aim*"
    assert scenario.concepts["bad"] == ["frankly"]


ODD = st.sampled_from(
    ["", "price*, no", "hm", "i see", "friday", "term, two years", "dashboard", "I", "guest", "a*", "1", "*"]
)
WISH = st.one_of(ODD, st.text(max_size=90), st.just("w " * 20), st.just('@title@ {{x}} "q" \\'))


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(NAMES),
    wishes=st.tuples(WISH, WISH, WISH, WISH),
    clock=st.sampled_from(["", "90s", "10m", "4m7s"]),
    words=st.tuples(ODD, ODD),
)
@example(kind="price", wishes=("", "", "", ""), clock="10m", words=("price*, no", "term"))
@example(kind="discovery", wishes=("", "", "", ""), clock="10m", words=("", ""))
@example(kind="bad-news", wishes=("w " * 20,) * 4, clock="10m", words=("", "i see"))
@example(kind="briefing", wishes=("w " * 20,) * 4, clock="10m", words=("the", "a*"))
def test_whatever_is_answered_the_file_is_sound(
    shell: Shell, kind: str, wishes: tuple[str, ...], clock: str, words: tuple[str, str]
) -> None:
    """A refused answer is asked again, and gets the next one; the end of the input is the default."""
    Path("mine.scenario.yaml").unlink(missing_ok=True)
    lines = [each.replace("\n", " ").replace("\r", " ") for each in (kind, *wishes, clock, *words)]
    assert new(shell, *lines).code == 0
    checked = read_scenario(Path("mine.scenario.yaml").read_bytes(), "mine.scenario.yaml")
    assert (checked.problems, is_sound(checked)) == ((), True)


def test_the_first_question_is_which_kind_unless_it_is_named(shell: Shell) -> None:
    asked = new(shell)
    assert asked.out.startswith("Which kind?\n  1  silent ")
    assert [line.split()[1] for line in asked.out.splitlines()[1:7]] == NAMES
    named = shell("scenario", "new", "other.scenario.yaml", "--kind", "Hand-off", stdin="")
    assert named.code == 0
    assert named.out.startswith("What is it called? [What sales had promised]")
    refused = shell("scenario", "new", "third.scenario.yaml", "--kind", "prise", stdin="")
    assert refused.code == 2
    assert "Did you mean price?" in refused.err


def test_who_stays_silent_is_muted_until_the_silence_was_held_or_the_right_thing_is_said(
    shell: Shell,
) -> None:
    new(shell, "silent")
    scenario = read_scenario(Path("mine.scenario.yaml").read_bytes(), "").scenario
    assert scenario is not None
    scene = compile_scene(scenario)
    run = replay(
        scene, draw(scene, 4), [Said(2_000, "Hello!"), Said(9_000, "Are you there?"), Passed(170_000)]
    )
    said = [event.text for event in run.events if event.kind == "line"]
    assert len(said) > 5
    assert [text for text in said if not is_seen(text) and not text.startswith("(unmutes)")] == []
    waited = replay(scene, draw(scene, 4), [Passed(8_000)])
    assert [event.text for event in waited.events if event.kind == "line"][1:] == [
        "(unmutes) Go on. (mutes again)"
    ]


def test_without_a_file_it_goes_among_ones_own_and_never_over_another(shell: Shell) -> None:
    done = shell("scenario", "new", stdin="silent\nMy Quiet One!\n")
    path = shell.home / "scenarios" / "my-quiet-one.scenario.yaml"
    assert (done.code, done.out.splitlines()[-1]) == (0, str(path))
    assert "csmdrill roleplay my/my-quiet-one" in done.err
    before = path.read_bytes()
    again = shell("scenario", "new", stdin="price\nMy Quiet One!\nThe other one\n")
    assert again.code == 0
    assert "is there already. Another title, please." in again.err
    assert again.out.splitlines()[-1].endswith("the-other-one.scenario.yaml")
    assert path.read_bytes() == before


def test_a_file_that_cannot_be_written_is_refused_before_the_first_question(shell: Shell) -> None:
    Path("mine.scenario.yaml").write_text("mine")
    for path, words in (
        ("mine.scenario.yaml", "is there already"),
        ("mine.yaml", "must end in .scenario.yaml"),
    ):
        refused = new(shell, path=path)
        assert (refused.code, refused.out) == (2, "")
        assert words in refused.err
    assert Path("mine.scenario.yaml").read_text() == "mine"


def test_a_failed_test_is_told_with_its_reason_and_the_trace_with_its_rules(shell: Shell) -> None:
    new(shell, "silent")
    path = Path("mine.scenario.yaml")
    path.write_text(path.read_text().replace("end: agreed\n", "end: drifted\n"))
    done = shell("roleplay", "test", path)
    assert done.code == 1
    first = done.out.split("\n\n")[0].splitlines()
    assert first[0].startswith("FAILED  the right move")
    assert first[1] == "        it ended in agreed, not in drifted"
    assert any(line.startswith("   0:10  you: ") for line in first)
    assert done.err == "7 tests: 1 failed.\n" or " failed.\n" in done.err
    assert "rules right-move" not in done.out
    traced = shell("roleplay", "test", "--trace", path).out
    assert "understood good" in traced
    assert "right-move" in traced


def test_a_file_with_an_error_is_not_played(shell: Shell) -> None:
    new(shell, "silent")
    path = Path("mine.scenario.yaml")
    path.write_text(path.read_text().replace("to: warm", "to: wram"))
    done = shell("roleplay", "test", path)
    assert done.code == 1
    assert "S602" in done.out
    assert "1 error; nothing was played." in done.err
    assert shell("roleplay", "test", "nowhere.scenario.yaml").code == 2
    assert shell("roleplay", "test", ".").code == 2
