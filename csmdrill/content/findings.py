"""Collects what is wrong with one file while it is checked, and turns it into problems."""

from __future__ import annotations

from csmdrill.content.codes import CODES, problem
from csmdrill.content.nodes import Fault, position
from csmdrill.content.problem import Problem

MAX_KEPT = 100
MAX_COMPARED = 500
"""Words that are looked through for likely ones, in one file: comparing takes longer than all else."""


class Findings:
    """The faults of one file, by index into its text; errors and warnings are kept apart and capped."""

    def __init__(self) -> None:
        self.errors = 0
        self._kept: dict[str, list[Fault]] = {"error": [], "warning": []}
        self._cut: set[str] = set()
        self._compared = 0

    def add(self, at: int, code: str, message: str) -> None:
        """Note a fault at an index of the text."""
        severity = CODES[code].severity
        self.errors += severity == "error"
        kept = self._kept[severity]
        if len(kept) < MAX_KEPT:
            kept.append(Fault(at, code, message))
        else:
            self._cut.add(severity)

    @property
    def is_full(self) -> bool:
        """Whether further errors are only counted, so that no work need go into wording them."""
        return self.errors > MAX_KEPT

    def may_compare(self, words: int) -> bool:
        """Return whether a word may still be compared with so many others, and count them."""
        self._compared += words
        return self._compared <= MAX_COMPARED and not self.is_full

    def take(self, faults: tuple[Fault, ...]) -> None:
        """Note faults that were found before."""
        for fault in faults:
            self.add(fault.at, fault.code, fault.message)

    def problems(self, path: str, text: str) -> tuple[Problem, ...]:
        """Return everything found, sorted by place; a last problem says that there was more."""
        found = [
            problem(path, *position(text, fault.at), fault.code, fault.message)
            for fault in (*self._kept["error"], *self._kept["warning"])
        ]
        last = position(text, max((fault.at for kept in self._kept.values() for fault in kept), default=0))
        said = f"there are more than {MAX_KEPT} {{}}s; the rest is not listed"
        found += [
            problem(path, *last, code, said.format(severity))
            for severity, code in (("error", "T109"), ("warning", "T110"))
            if severity in self._cut
        ]
        return tuple(sorted(set(found)))
