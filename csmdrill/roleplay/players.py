"""Random players: people who say whatever comes, with a scenario's own words in their mouths."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from csmdrill.content.scenario import Match, ReplyRule, Scenario
from csmdrill.content.terms import PatternTerm, TermProblem, WordsTerm, parse_term
from csmdrill.practice.cases import seeded
from csmdrill.roleplay.acting import Setup
from csmdrill.roleplay.chance import clock_of, draw
from csmdrill.roleplay.engine import Run, schedule_of, setup_of
from csmdrill.roleplay.model import Finished, Input, Noted, Said, Speaking
from csmdrill.roleplay.scene import Scene
from csmdrill.roleplay.scripts import play_out, spoken_text

PLAYERS = 1_000
CASTS = 6
POOL = 160
MOST_TURNS = 24
RECITES = 4
TYPICAL_RUN = 240_000
TO = "\N{RIGHTWARDS ARROW}"

FILLERS = (
    "I see.",
    "Right, that makes sense to me.",
    "Let me think about that for a second.",
    "We are very glad to work with you and the whole team.",
    "Sure, I can look into it.",
    "As I said, we have many customers like you.",
    "Could you say a little more about it?",
    "Sorry about that.",
    "Honestly, I do not know.",
    "How do you feel about it?",
    "Let me share my screen and walk you through.",
    "I will take that back to my manager.",
)
LEADS = (
    "What about",
    "I think",
    "Tell me about",
    "Is it",
    "We should talk about",
    "Maybe",
    "So",
    "How about",
)


class Outing(Struct, frozen=True):
    """What the random players of a scenario came to.

    Args:
        players: how many played.
        wins: how many reached a passing end.
        fired: how often each rule fired, by its id.
        ends: how many reached each end.
        phases: that were reached.
    """

    players: int
    wins: int
    fired: Mapping[str, int]
    ends: Mapping[str, int]
    phases: frozenset[str]

    @property
    def win_share(self) -> float:
        """Share of players who reached a passing end, 0-1."""
        return self.wins / self.players if self.players else 0.0


def send_players(scene: Scene, seed: int = 1, players: int = PLAYERS) -> Outing:
    """Return what random players come to; the same seed always gives the same.

    Three of four know every word that the rules wait for, and nothing of when to say it. Of 100 lines of
    theirs about 20 are a term of a concept or a rule behind a few common words, half of them as questions,
    10 string four terms together, 15 are the author's own paraphrases, 15 are lines of the file's own tests,
    32 are fillers and 8 a flood of them. One of four says nothing but lines of the tests and paraphrases, so
    that what only a `/pattern/` finds is said, too. Four gaps in ten are quick, four take some seconds, two
    are long silences. A player says at most 24 lines, may address anybody, may speak aloud where that is
    meant, and may declare to be through. Chance has many seeds, but only six draws of names and facts,
    because drawing names takes longer than playing.

    This must not win: who wins by saying everything in any order has shown that the scenario asks for
    vocabulary. A scenario worth rehearsing asks for the right word at the right moment, which is a
    condition, a phase, a silence held first.

    Args:
        scene: the scenario.
        seed: of all of them.
        players: how many.
    """
    rng = seeded(f"players:{seed}")
    setups = [setup_of(scene, draw(scene, seed * 1000 + i, stand_ins=True)) for i in range(CASTS)]
    recited = _recited(scene.scenario)
    mixed = _pool(scene.scenario, recited, rng)
    pools = [(_addressed(recited or mixed, each), _addressed(mixed, each)) for each in setups]
    runs = (
        _play(setups[i % CASTS], pools[i % CASTS][i // CASTS % RECITES > 0], seed * 100_000 + i, rng)
        for i in range(max(1, players))
    )
    return _tally(scene, runs)


def _tally(scene: Scene, runs: Iterable[Run]) -> Outing:
    fired = [0] * len(scene.rules)
    ends: dict[str, int] = {}
    phases = {scene.first_phase} - {""}
    players = wins = 0
    for run in runs:
        players += 1
        for index, count in enumerate(run.state.fired):
            fired[index] += count
        phases.update(event.name for event in run.events if event.kind == "phase")
        if run.ended is not None:
            wins += run.ended.passed
            ends[run.ended.name] = ends.get(run.ended.name, 0) + 1
    by_id = {rule.id: fired[rule.index] for rule in scene.rules}
    return Outing(players, wins, by_id, ends, frozenset(phases))


def _play(setup: Setup, pool: Sequence[str], seed: int, rng: random.Random) -> Run:
    """Return one player's run: names and facts are shared with others, what the clock brings is not."""
    scenario = setup.scene.scenario
    setup = msgspec.structs.replace(setup, schedule=schedule_of(clock_of(scenario, seed)))
    return play_out(setup, _acts(setup.scene, pool, rng))


def _acts(scene: Scene, pool: Sequence[str], rng: random.Random) -> list[Input]:
    acts: list[Input] = []
    slow = max(1.0, scene.total / TYPICAL_RUN)
    closes = scene.total + scene.grace
    aloud = 0.9 if scene.spoken else 0.1
    leaves = 0.08 if scene.is_monologue else 0.02
    at = 0
    for _ in range(MOST_TURNS):
        at += int(_gap(rng) * slow)
        if at > closes:
            break
        if rng.random() < aloud:
            until = at + int(_speech(rng) * slow)
            acts += (Speaking(at, True), Speaking(until, False), Noted(until, rng.choice(pool)))
            at = until
        else:
            acts.append(Said(at, rng.choice(pool)))
        if rng.random() < leaves and scene.by_event["done"]:
            acts.append(Finished(at))
    return acts


def _gap(rng: random.Random) -> float:
    """Return ms of silence before a turn."""
    kind = rng.random()
    if kind < 0.4:
        return rng.uniform(500, 5_000)
    return rng.uniform(5_000, 15_000) if kind < 0.8 else rng.uniform(15_000, 45_000)


def _speech(rng: random.Random) -> float:
    """Return ms of speech."""
    return rng.uniform(2_000, 15_000) if rng.random() < 0.7 else rng.uniform(15_000, 80_000)


def _pool(scenario: Scenario, recited: Sequence[str], rng: random.Random) -> list[str]:
    """Return lines that players choose from; with `TO` before it a line is addressed to somebody."""
    words = _vocabulary(scenario)
    paraphrases = _paraphrases(scenario)
    tested = recited[len(paraphrases) :]
    return [_line(words, paraphrases, tested, rng) for _ in range(POOL)]


def _recited(scenario: Scenario) -> list[str]:
    """Return the paraphrases, then the lines of all tests."""
    said = (line.say for test in scenario.tests for line in test.script if line.say)
    return [*_paraphrases(scenario), *dict.fromkeys(said)]


def _paraphrases(scenario: Scenario) -> list[str]:
    return [line for lines in scenario.paraphrases.values() for line in lines]


def _line(words: Sequence[str], paraphrases: Sequence[str], tested: Sequence[str], rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.15 and paraphrases:
        line = rng.choice(paraphrases)
    elif kind < 0.3 and tested:
        line = rng.choice(tested)
    elif kind < 0.5 and words:
        line = f"{rng.choice(LEADS)} {rng.choice(words)}{rng.choice('.?')}"
    elif kind < 0.6 and words:
        line = f"{rng.choice(LEADS)} {', '.join(rng.choice(words) for _ in range(4))}{rng.choice('.?')}"
    elif kind < 0.68:
        line = " ".join(rng.choice(FILLERS) for _ in range(12))
    else:
        line = rng.choice(FILLERS)
    return f"{TO} {line}" if rng.random() < 0.2 else line


def _vocabulary(scenario: Scenario) -> list[str]:
    """Return the words of all concepts and rules; a stem stands for itself, a pattern cannot be said."""
    matches = [rule.match for rule in scenario.rules if isinstance(rule, ReplyRule) and rule.match]
    terms = [term for terms in scenario.concepts.values() for term in terms]
    terms += [term for match in matches for term in _terms(match)]
    said = (_said(term) for term in dict.fromkeys(terms))
    return [words for words in said if words]


def _terms(match: Match) -> list[str]:
    return [*(match.any or ()), *(match.all or ()), *(match.none or ())]


def _said(term: str) -> str:
    try:
        form = parse_term(term)
    except TermProblem:
        return ""
    if isinstance(form, PatternTerm):
        return ""
    return " ".join(word for word, _ in form.words) if isinstance(form, WordsTerm) else ""


def _addressed(pool: Sequence[str], setup: Setup) -> list[str]:
    """Return lines as this cast hears them: names and facts put in, the drawn first names in turn."""
    scenario, cast = setup.scene.scenario, setup.cast
    names = [str(cast.values[person]) for person in setup.scene.people]
    said: list[str] = []
    for i, line in enumerate(pool):
        words = f"{names[i % len(names)]}, {line[len(TO) + 1 :]}" if line.startswith(TO) else line
        said.append(spoken_text(words, scenario, cast))
    return said
