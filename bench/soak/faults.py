"""The proof with failing writes: every nth one, in every work, until the work succeeds."""

from __future__ import annotations

import os
import random
import shutil
import sys
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from bench.soak import screen
from bench.soak.homes import facts_of, faults_of, opened
from bench.soak.jobs import Job, jobs
from bench.soak.means import AT_ONCE, Means, all_means, inside
from bench.soak.programs import Ended, Program, run, warm_up
from bench.soak.proof import Proof, begin

ALLOWED = (0, 3)
"""How a work may end: it needed no more room, or there was none."""

MOST = 2000
"""Tries of one work by one means, after which something else is wrong."""


class Tally(msgspec.Struct):
    """What was tried by one means: how often, and how often a work ended refused."""

    tries: int = 0
    refused: int = 0


def failing(folder: Path, rounds: int | None, seed: int) -> Proof:
    """Let writes fail by every means that this machine has.

    Args:
        folder: an empty folder.
        rounds: so many tries, dealt to the works and means by chance; None for every n.
        seed: of the choice.
    """
    begun = begin("faults", seed)
    told = folder / "proof.json"
    code = inside(["-m", "bench.soak.faults", str(folder), str(rounds or 0), str(seed)], folder)
    if code or not told.is_file():
        begun.faults.append(f"the proof itself ended with {code}")
        return begun
    proof = msgspec.json.decode(told.read_bytes(), type=Proof)
    return msgspec.structs.replace(proof, begun=begun.begun)


def tried(folder: Path, rounds: int, seed: int) -> Proof:
    """Return what comes of all works under all means that this process has."""
    proof = begin("faults", seed)
    warm_up()
    works = jobs(folder)
    parts = [_part(works, folder, rounds, seed, place) for place in range(AT_ONCE)]
    found = [_awaited(process, folder, place) for place, process in enumerate(parts)]
    proof.faults += [fault for each in found for fault in each.faults]
    proof.figures.append(f"{len(works) + 1} works")
    for name in found[0].tallies:
        tries = sum(each.tallies[name].tries for each in found if name in each.tallies)
        refused = sum(each.tallies[name].refused for each in found if name in each.tallies)
        proof.figures.append(f"{name} {tries:,} times, {refused:,} of them refused")
    return proof


class Part(msgspec.Struct):
    """What one of the processes found that share the work."""

    tallies: dict[str, Tally] = {}
    faults: list[str] = []


def _part(works: list[Job], folder: Path, rounds: int, seed: int, place: int) -> int:
    """Begin a part of the work in a process of its own; returns its id."""
    process = os.fork()
    if process:
        return process
    try:
        part, means = Part(), all_means(folder / str(place), place)
        deal = _dealt(rounds, [each.likely for each in means for _ in range(len(works) + 1)], seed, place)
        for each in means:
            tally = part.tallies[each.name] = Tally()
            _on_screen(works[0], each, next(deal), tally, part.faults)
            for job in works:
                _try_out(job, each, next(deal), tally, part.faults)
                (folder / f"{place}.json").write_bytes(msgspec.json.encode(part))
    except BaseException:  # noqa: BLE001 - a forked process must end here, whatever happens
        traceback.print_exc()
    finally:
        os._exit(0)


def _awaited(process: int, folder: Path, place: int) -> Part:
    os.waitpid(process, 0)
    told = folder / f"{place}.json"
    return (
        msgspec.json.decode(told.read_bytes(), type=Part)
        if told.is_file()
        else Part({}, ["a part ended early"])
    )


def _dealt(rounds: int, likely: Sequence[int], seed: int, place: int) -> Iterator[Sequence[int]]:
    """Yield the n that one process tries of each pair of means and work: all of its own, or some by chance.

    Args:
        rounds: how many by chance; 0 for all.
        likely: below which n a write surely fails, for each pair.
        seed: of the chance.
        place: of the process.
    """
    if not rounds:
        for _ in likely:
            yield range(1 + place, MOST, AT_ONCE)
        return
    chance = random.Random(seed)  # noqa: S311 - a choice
    order = chance.sample(range(len(likely)), len(likely))
    chosen = Counter(order[number % len(order)] for number in range(place, rounds, AT_ONCE))
    for pair, most in enumerate(likely):
        yield sorted({chance.randrange(1, most) for _ in range(chosen[pair])})


def _try_out(job: Job, means: Means, numbers: Sequence[int], tally: Tally, faults: list[str]) -> None:
    """Try a work with the nth write failing for each n, until nothing fails."""
    if not numbers:
        return
    home = means.folder / "home"
    before = _facts_before(job, home)
    for number in numbers:
        _anew(job, home)
        means.prepare(number)
        ended = _run(job, means, number, home)
        found = [*ended.crashes(home), *_ill_said(ended), *_look(job, home, ended, before)]
        faults += [f"{job.name}, {means.name}, n = {number}: {each}" for each in found]
        tally.tries += 1
        tally.refused += ended.code != 0
        if means.struck() is False or (
            means.struck() is None and ended.code == 0 and not ended.err.count("No backup")
        ):
            return


def _on_screen(job: Job, means: Means, numbers: Sequence[int], tally: Tally, faults: list[str]) -> None:
    """Try answers on the screen, one after the other in one program, and look at the home after the last."""
    if not numbers:
        return
    home = means.folder / "home"
    before = _facts_before(job, home)
    ended = Program(["practice"], home, instead=screen.answering(means, numbers)).wait()
    found = [*ended.crashes(home), *_ill_said(ended), *_look(job, home, ended, before)]
    if ended.code == 0:
        shown = msgspec.json.decode(ended.out.splitlines()[-1], type=screen.Shown)
        tally.tries += shown.tries
        tally.refused += shown.stayed
        found += shown.faults
    faults += [f"on the screen, {means.name}: {each}" for each in found]


def _run(job: Job, means: Means, number: int, home: Path) -> Ended:
    def arm() -> None:
        means.arm(number)

    return run(job.words, home, job.typed, before=arm, after=means.disarm)


def _look(job: Job, home: Path, ended: Ended, before: set[bytes]) -> Iterator[str]:
    """Yield what is wrong with the home afterwards."""
    with opened(home) as store:
        yield from job.kept(store, ended)
        yield from faults_of(store)
        facts = list(store.export_lines(with_text=True))
        drafts = [*store.drafts("attempt"), *store.drafts("rating")]
    if not before <= set(facts):
        yield f"{len(before - set(facts))} facts from before are lost"
    there = b"\n".join([*facts, *(each.body.encode() for each in drafts)])
    for shown, words in job.promises:
        if shown in ended.out and words.encode() not in there:
            yield f"{words!r} is lost, though {shown!r} was shown"
    again = run(job.again, home)
    if again.code:
        yield f"with room again it ended with {again.code}: {again.err.strip()}"


def _ill_said(ended: Ended) -> Iterator[str]:
    if ended.code not in ALLOWED:
        yield f"ended with {ended.code}: {ended.err.strip()}"
    elif ended.code and not ended.err.strip():
        yield "refused without a word"


def _facts_before(job: Job, home: Path) -> set[bytes]:
    _anew(job, home)
    return set(facts_of(home))


def _anew(job: Job, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(job.home, home)


if __name__ == "__main__":
    into = Path(sys.argv[1])
    made = tried(into, int(sys.argv[2]), int(sys.argv[3]))
    (into / "proof.json").write_bytes(msgspec.json.encode(made))
