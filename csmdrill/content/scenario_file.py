"""Reads a scenario file: bytes in, the scenario and every problem out, in one run."""

from __future__ import annotations

from msgspec import Struct

from csmdrill.content.findings import Findings
from csmdrill.content.nodes import ListNode, MapNode, Node, TextNode, position
from csmdrill.content.opened import open_content
from csmdrill.content.placed import Desk, find, find_key
from csmdrill.content.problem import Problem
from csmdrill.content.scenario import FORMAT, Scenario
from csmdrill.content.scenario_clock import check_clock
from csmdrill.content.scenario_draft import draft_of
from csmdrill.content.scenario_flow import check_flow
from csmdrill.content.scenario_names import check_names
from csmdrill.content.scenario_texts import check_texts
from csmdrill.content.shaping import record_of

BEGINS = "a scenario begins with keys: format, id, title, rubric, timebox, brief, people, start, rules"
LEAST_TESTS = 3
LEAST_PARAPHRASES = 10


class CheckedScenario(Struct, frozen=True, kw_only=True):
    """A scenario file after checking.

    Args:
        text: of the file, or empty.
        root: what it was read into, or None if reading failed.
        scenario: None if it has an error.
        problems: everything found without playing it, sorted.
    """

    text: str
    root: MapNode | None = None
    scenario: Scenario | None = None
    problems: tuple[Problem, ...]

    def place(self, *path: str | int) -> tuple[int, int]:
        """Return line and column of the value at a path of keys and indexes, or of the nearest around it."""
        return position(self.text, find(self.root, *path).start) if self.root else (1, 1)

    def plain(self, key: str) -> str:
        """Return the text of a key of the scenario that fits its model, else an empty one."""
        node = self.root.get(key) if self.root else None
        shape = record_of(Scenario).fields[key]
        if not isinstance(node, TextNode) or shape.take(node, key, Findings()) is None:
            return ""
        return node.text

    def place_of_key(self, *path: str) -> tuple[int, int]:
        """Return line and column of the key at a path, or of the nearest value around it."""
        return position(self.text, find_key(self.root, *path).start) if self.root else (1, 1)


def read_scenario(content: bytes, path: str) -> CheckedScenario:
    """Return a scenario and all problems that can be found without playing it; never raises.

    Whether its rubric is there is known only beside other files: see `shelf`.

    Args:
        content: the bytes of the file.
        path: as it is to stand in the problems.
    """
    opened = open_content(content, FORMAT, BEGINS)
    root, findings = opened.root, opened.findings
    if root is None:
        return CheckedScenario(text=opened.text, problems=findings.problems(path, opened.scanned))
    scenario = _checked(root, Desk(opened.text, findings))
    problems = findings.problems(path, opened.text)
    return CheckedScenario(text=opened.text, root=root, scenario=scenario, problems=problems)


def scenario_of(text: str) -> Scenario | None:
    """Return the scenario of a stored source, or None if it does not fit the model.

    What `check` would say of its meaning does not count: an attempt is replayed as it was made.
    """
    opened = open_content(text.encode(), FORMAT, BEGINS)
    if opened.root is None:
        return None
    draft = draft_of(opened.root, opened.findings)
    return None if opened.findings.errors else draft.model()


def _checked(root: MapNode, desk: Desk) -> Scenario | None:
    findings: Findings = desk.findings
    draft = draft_of(root, findings)
    for check in (check_names, check_clock, check_flow, check_texts):
        check(draft, desk)
    _warn_of_few(root, desk)
    return None if findings.errors else draft.model()


def _warn_of_few(root: MapNode, desk: Desk) -> None:
    """Warn of too few tests and paraphrases; those with an error count, too."""
    tests = _length(root.get("tests"))
    if tests < LEAST_TESTS:
        said = f"{tests or 'no'} tests; {LEAST_TESTS} are the least that tell whether it plays well"
        desk.add(_key_or_id(root, "tests"), "S660", said)
    table = root.get("paraphrases")
    lines = sum(_length(value) for _, value in table.entries) if isinstance(table, MapNode) else 0
    if lines < LEAST_PARAPHRASES:
        said = f"{lines or 'no'} paraphrases; {LEAST_PARAPHRASES} are the least to learn from"
        desk.add(_key_or_id(root, "paraphrases"), "S661", said)


def _length(node: Node | None) -> int:
    return len(node.items) if isinstance(node, ListNode) else 0


def _key_or_id(root: MapNode, key: str) -> Node:
    return find_key(root, key) if root.get(key) else find(root, "id")
