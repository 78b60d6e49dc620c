"""Two proofs with writers: they are killed at any moment, and they write side by side."""

from __future__ import annotations

import random
import signal
from collections import Counter
from pathlib import Path

from bench.soak.homes import Said, acknowledged, faults_in, log_of, opened, practice, write_deck
from bench.soak.programs import Ended, Program, run, warm_up
from bench.soak.proof import Proof, begin

KILLED = 2
WITHOUT_END = 120
MOST_ANSWERS = 6
LONGEST_SPIN = 400_000
UNDO_EACH = 7


def killed(folder: Path, rounds: int, seed: int) -> Proof:
    """Kill two sessions on one home at random moments, so many times, and look for what they acknowledged.

    Args:
        folder: an empty folder.
        rounds: how often both are started and killed.
        seed: of the moments.
    """
    proof = begin("kill", seed)
    home = _home(folder, KILLED, WITHOUT_END)
    chance = random.Random(seed)  # noqa: S311 - moments
    answers: Counter[str] = Counter()
    undone = lost = 0
    for number in range(rounds):
        for said in _round(home, chance, proof):
            answers += said.answers
            undone += said.undone
        with opened(home) as store:
            proof.faults += [f"round {number}: {each.detail}" for each in store.check()]
            log = log_of(store)
        lost = _lost(answers, undone, log.answers, log.kinds["undo"])
        more = log.answers.total() - answers.total()
        if lost or log.gaps() or more > KILLED * (number + 1):
            proof.faults.append(f"round {number}: {lost} lost, {log.gaps()} gaps, {more} not acknowledged")
            break
    proof.faults += faults_in(home)
    with opened(home) as store:
        proof.faults += ["the rebuilt state is another"] if store.rebuild().changed else []
    proof.figures += [
        f"{rounds:,} rounds",
        f"{KILLED} writers",
        f"{answers.total():,} answers and {undone:,} undos acknowledged",
        f"{lost} lost",
        f"{log.answers.total() - answers.total():,} kept that a kill left unacknowledged",
    ]
    return proof


def side_by_side(folder: Path, writers: int, answers: int, seed: int) -> Proof:
    """Let sessions on one home answer at the same time, and count the facts.

    Args:
        folder: an empty folder.
        writers: how many.
        answers: of each; at most 500, which is the most that a session chooses.
        seed: only told: there is no chance in it.
    """
    proof = begin("writers", seed)
    home = _home(folder, writers, answers)
    begun = [Program(practice(home, f"w{each}"), home, "x\n3\n" * answers) for each in range(writers)]
    ended = [each.wait() for each in begun]
    said = sum((acknowledged(each.out).answers for each in ended), Counter[str]())
    proof.faults += [f"ended with {each.code}: {each.err.strip()}" for each in ended if each.code]
    proof.faults += [crash for each in ended for crash in each.crashes(home)]
    with opened(home) as store:
        log = log_of(store)
    rows, twice = log.answers.total(), sum(log.answers.values()) - len(log.answers)
    if rows != writers * answers or twice or said != log.answers:
        proof.faults.append(f"{rows} rows, {twice} answers twice, {said.total()} acknowledged")
    proof.faults += faults_in(home)
    proof.figures += [
        f"{writers} processes x {answers} answers",
        f"{rows:,} rows",
        f"{len(log.numbers)} device",
        f"{log.gaps()} with a gap or a duplicate in seq",
    ]
    return proof


def _home(folder: Path, writers: int, cards: int) -> Path:
    warm_up()
    home = folder / "home"
    for number in range(writers):
        write_deck(home, f"w{number}", cards)
    run(["due"], home)
    return home


def _round(home: Path, chance: random.Random, proof: Proof) -> list[Said]:
    """Start both, let them come as far as chance has it, kill one and then the other."""
    typed = "".join("u\n" if chance.randrange(UNDO_EACH) == 0 else "x\n3\n" for _ in range(WITHOUT_END))
    begun = [Program(practice(home, f"w{number}"), home, typed) for number in range(KILLED)]
    for each in chance.sample(begun, KILLED):
        wanted = chance.randrange(MOST_ANSWERS)
        while each.said.count("answer> ") < wanted and each.read():
            pass
        # Some more work here, so that the kill falls anywhere within the next answer there.
        sum(range(chance.randrange(LONGEST_SPIN)))
        each.kill()
    ended = [each.wait() for each in begun]
    proof.faults += [fault for each in ended for fault in _wrong(each, home)]
    return [acknowledged(each.out) for each in ended]


def _wrong(ended: Ended, home: Path) -> list[str]:
    early = [] if ended.code == -signal.SIGKILL else [f"ended with {ended.code}: {ended.err.strip()}"]
    return early + ended.crashes(home)


def _lost(answers: Counter[str], undone: int, kept: Counter[str], undos: int) -> int:
    return (answers - kept).total() + max(0, undone - undos)
