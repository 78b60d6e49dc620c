"""Hostile and broken scenario and rubric files: every fault at its place, in one run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import yaml

from csmdrill.content import terms
from csmdrill.content.codes import CODES
from csmdrill.content.rubric_file import CheckedRubric, read_rubric
from csmdrill.content.scenario_file import CheckedScenario, read_scenario, scenario_of
from csmdrill.core.text import find_unsafe
from csmdrill.roleplay import verify
from csmdrill.services.check import check_paths
from tests.hostile.floods import LARGE, REFUSED, concepts, matches, rules

SCENARIOS = Path(__file__).parent / "scenarios"
TWENTY = SCENARIOS / "twenty-faults.scenario.yaml"

MESSAGES = """\
4:9: S607 there is no rubric 'my/no-such-rubric' without errors
5:29: S613 amber (1m50s) comes after red (1m45s); the order is green, amber, red, total
6:21: S615 there is no person, fact or variable 'dona'; did you mean 'dana'?
7:1: M301 a scenario has no key 'autor'
13:12: S611 RE2 cannot use this pattern: invalid perl operator: (?=
15:32: M310 hush cannot be '5 seconds'; write it like 90s, 2m or 3m30s
17:51: S606 there is no variable 'turst'; did you mean 'trust'?
18:10: S601 the rule 'held' stands in this scenario already
19:56: S605 there is no concept 'gaol'; did you mean 'goal'?
20:56: S617 something is missing at the end
21:62: S604 there is no person 'donna'; did you mean 'dana'?
22:60: M303 limit takes a whole number, not 'none'
23:5: S625 a rule for 'long' needs 'words', 'after' or both
24:36: S612 5m comes after the end; total and grace are over at 130s
26:10: S654 'late' never gets its turn: 'probe' takes it all
27:10: S626 the timeout needs an 'end'; time is up, and nothing comes after it
30:3: S605 there is no concept 'price'; possible are date, goal
32:53: S628 3s comes before the end of the line above
33:45: S653 no rule gives the tag 'hold'; did you mean 'held'?
34:45: S603 there is no end 'draw'; possible are lost, won
""".splitlines()


def test_twenty_faults_give_twenty_messages_in_one_run() -> None:
    problems = check_paths([TWENTY], SCENARIOS).problems
    assert [str(each) for each in problems] == [f"{TWENTY.name}:{line}" for line in MESSAGES]
    assert len({(each.line, each.col) for each in problems}) == len({each.message for each in problems}) == 20


LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "brackets": (lambda: b"[\n" * 100_000, "Y206"),
    "billion laughs": (lambda: LAUGHS.encode(), "Y202"),
    "escape": (lambda: b'format: csmdrill/scenario@1\ntitle: "\\e]0;x\\a"\n', "T104"),
    "raw escape": (lambda: b"title: \x1b[31m\n", "T104"),
    "tag": (lambda: b"format: !!python/name:os.system x\n", "Y204"),
    "utf-16": (lambda: "format: x".encode("utf-16"), "T101"),
    "empty": (lambda: b"", "T108"),
    "a list": (lambda: b"- x\n", "M303"),
    "a deck": (lambda: b"format: csmdrill/deck@1\nid: x\n", "M309"),
    "larger than 1 MiB": (lambda: b"#\n" * 524_289, "T103"),
}


@pytest.mark.parametrize("read", [read_scenario, read_rubric])
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_its_place(
    name: str, read: Callable[[bytes, str], CheckedScenario | CheckedRubric]
) -> None:
    made, code = BOMBS[name]
    problems = read(made(), "x").problems
    assert code in {each.code for each in problems}
    assert all(not find_unsafe(each.message) for each in problems)


def test_a_scenario_of_hundreds_of_rules_is_refused_without_comparing_each_with_each() -> None:
    checked = read_scenario(rules(700).encode(), "x")
    codes = [each.code for each in checked.problems]
    assert "M305" in codes
    assert codes.count("S654") == 79  # of the 80 that a scenario may have


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a|a)*b", "(.*){1,50}x", r"(?:x{1,30}){1,30}", "x{1000}", r"\C", "(", "a" * 199, "(?P<n>x)"],
)
def test_a_pattern_is_refused_or_harmless(pattern: str) -> None:
    text = TWENTY.read_text().replace("/by (?=mon)day/", f"/{pattern}/".replace("\\", "\\\\"))
    problems = read_scenario(text.encode(), "x").problems
    refused = [each for each in problems if each.line == 13]
    if refused:
        assert {each.code for each in refused} <= {"S611", "M305"}
    else:
        from csmdrill.content.terms import compile_pattern

        assert compile_pattern([pattern]).search(("a" * 3_999 + "!").encode()) is None or "a" in pattern


def test_text_in_a_scenario_is_never_evaluated() -> None:
    text = TWENTY.read_text()
    for trick in ("{{dana.__class__}}", "{{dana|__import__}}", "{{ ''.join }}", "{{{{dana}}}}"):
        problems = read_scenario(text.replace("{{dana.role}}", trick).encode(), "x").problems
        assert {"S614", "S615"} & {each.code for each in problems if each.line == 6 and each.col > 21}
    for trick in ("__import__('os')", "dana.role > 1", "(1).__class__", "[1][0] > 0"):
        problems = read_scenario(text.replace("when: trust >=", f'when: "{trick}"').encode(), "x").problems
        assert {"S617", "S618", "S619"} & {each.code for each in problems if each.line == 20}


def test_a_name_that_is_no_name_does_not_reach_a_regular_expression() -> None:
    text = TWENTY.read_text().replace("  dana: {name", '  "d(a": {name')
    assert "M304" in {each.code for each in read_scenario(text.encode(), "x").problems}
    assert scenario_of(text) is None


def test_the_twenty_faults_are_twenty_lines_of_a_file_that_is_yaml() -> None:
    assert yaml.safe_load(TWENTY.read_text())["id"] == "twenty-faults"
    assert len({line.split(":")[0] for line in MESSAGES}) == 20
    assert all(re.match(r"\d+:\d+: [MS]\d{3} .", line) for line in MESSAGES)


def _sized(concepts: list[list[str]], rule: list[str]) -> list[tuple[str, int, int, str]]:
    """Return code, place and message of each problem with these patterns; rules are line 2."""
    table = {f"c{n}": found for n, found in enumerate(concepts)}
    rules = [{"id": f"r{n}", "event": "reply", "match": {"any": rule}, "do": {"say": "x"}} for n in range(2)]
    text = f"rules: {rules}\nconcepts:\n" + "".join(f"  {name}: {table[name]}\n" for name in table)
    problems = read_scenario(f"format: csmdrill/scenario@1\n{text}".encode(), "x").problems
    return [(each.code, each.line, each.col, each.message) for each in problems if each.code == "S611"]


def test_patterns_that_are_too_large_together_are_refused_where_they_become_so() -> None:
    large = [[f"/(a|b|c|d)(.|..|...){{20}}q{c}N{n}/" for n in range(60)] for c in range(12)]
    one = terms.size_of(large[0][0][1:-1])
    assert 60 * one > terms.LARGEST_TOGETHER
    found = _sized(large, ["x"])
    assert [row[:3] for row in found] == [("S611", 4, 3)]
    assert "12,500 is the most together" in found[0][3]
    assert "write words and stems*" in found[0][3]
    split = [part[:10] for part in large]
    assert [row[:3] for row in _sized(split, ["x"])] == [("S611", 6, 3)]


def test_patterns_of_rules_count_with_those_of_concepts_and_shared_ones_once() -> None:
    few = [[f"/(a|b|c|d)(.|..|...){{20}}q{n}N/" for n in range(20)]]
    more = [f"/(a|b|c|d)(.|..|...){{20}}z{n}N/" for n in range(9)]
    size = sum(terms.size_of(term[1:-1]) for term in [*few[0], *more])
    assert size > terms.LARGEST_TOGETHER
    found = _sized(few, more)
    assert [row[:2] for row in found] == [("S611", 2)]
    assert _sized([few[0][:10]], more) == []  # twice in the rules, these would be too large


def test_patterns_as_large_together_as_may_be_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    from csmdrill.content import scenario_names

    size = terms.size_of("abc")
    monkeypatch.setattr(scenario_names, "LARGEST_TOGETHER", 2 * size)
    assert _sized([["/abc/", "/abd/", "/(/"]], ["words"])[0][3].startswith("RE2 cannot")
    assert len(_sized([["/abc/", "/abd/"]], ["words"])) == 0
    assert len(_sized([["/abc/", "/abd/"]], ["/abe/"])) == 1


def test_the_limits_are_those_that_are_told() -> None:
    assert (terms.LONGEST_PATTERN, terms.LARGEST_PROGRAM, terms.LARGEST_TOGETHER) == (200, 1_000, 12_500)
    assert f"{terms.LARGEST_TOGETHER:,}" in CODES["S611"].explanation
    assert (verify.MOST_WINS, verify.MOST_MISSED, verify.LEAST_COVERED) == (0.05, 0.15, 0.8)


@pytest.mark.parametrize(("forward", "backward"), [(1_001, 1), (1, 1_001)])
def test_a_pattern_too_large_in_either_direction_is_refused(
    forward: int, backward: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Compiled:
        programsize = forward
        reverseprogramsize = backward

        def search(self, text: str) -> None:
            return None

    monkeypatch.setattr(terms, "compile_pattern", lambda *_: Compiled())
    terms.forget()
    with pytest.raises(terms.TermProblem, match="repeats too much"):
        terms.parse_term("/a/")
    terms.forget()
    monkeypatch.setattr(Compiled, "programsize", min(forward, 1_000))
    monkeypatch.setattr(Compiled, "reverseprogramsize", min(backward, 1_000))
    assert terms.parse_term("/a/") == terms.PatternTerm("a")
    terms.forget()


@pytest.mark.parametrize(
    "made", [concepts(LARGE), concepts(REFUSED), matches(LARGE)], ids=["in concepts", "refused", "in rules"]
)
def test_of_thousands_of_patterns_only_a_few_dozen_are_compiled(
    made: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = []

    def counted(patterns: Iterable[str], memory: int) -> object:
        compiled.append(memory)
        return compile_pattern(patterns, memory)

    compile_pattern = terms.compile_pattern
    terms.forget()
    monkeypatch.setattr(terms, "compile_pattern", counted)
    assert read_scenario(made.encode(), "x").scenario is None
    assert 10 <= len(compiled) <= 60


def test_of_thousands_of_unknown_words_only_a_few_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def counted(_: str, words: Iterable[str], n: int) -> list[str]:
        compared.extend(words)
        return []

    monkeypatch.setattr("difflib.get_close_matches", counted)
    assert read_scenario(matches("~concept_with_lung_name_%d").encode(), "x").scenario is None
    assert 0 < len(compared) <= 1_000
