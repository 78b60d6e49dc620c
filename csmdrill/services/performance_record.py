"""Who was rated when, and by whom: everybody's benchmarks, own attempts and those brought along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from statistics import fmean
from typing import TypeVar

import msgspec

from csmdrill.services.workspace import Workspace
from csmdrill.skills.level import STANDARD, Settings, by_mode
from csmdrill.skills.model import Observation, Role
from csmdrill.skills.noise import Noise, pooled_noise
from csmdrill.skills.rating import session_score
from csmdrill.skills.series import Series as InForce
from csmdrill.skills.series import baseline_scores, series_in_force
from csmdrill.storage.observations import Benchmark, BenchmarkRating, Seen

_Rated = TypeVar("_Rated", bound=Observation)

ROLES: tuple[Role, ...] = ("self", "coach")
Series = tuple[str, Role]
"""A competency and as whom it was rated; typed and spoken benchmarks are still together."""

SeriesKey = tuple[str, str, Role, bool]
"""Person, competency, channel, and whether it is spoken."""


class Person(msgspec.Struct, frozen=True):
    """A person and her benchmarks.

    Args:
        id: random, or the name that was brought along; empty for whose home this is.
        name: how she is called; empty where nobody said.
        series: observations by competency and role, in no particular order.
        waiting: by competency, own attempts that a coach has rated and that wait for the self-rating.
        coaches: by competency, who rated as a coach, with the day of the newest benchmark among them; an
            empty name for those who gave none.
    """

    id: str
    name: str
    series: dict[Series, list[Observation]]
    waiting: dict[str, int] = {}
    coaches: dict[str, dict[str, int]] = {}


def everybody(workspace: Workspace, own: Sequence[Benchmark] | None = None) -> dict[str, Person]:
    """Return everybody of whom there are benchmarks, by id; whose home it is always is among them.

    Args:
        workspace: the open workspace.
        own: the benchmarks of whose home it is, where they are read already.
    """
    store = workspace.store
    own = store.benchmarks() if own is None else own
    people: dict[str, Person] = {"": _own(own)}
    owner, known = store.person, {each.attempt for each in own}
    by_person: defaultdict[str, list[Seen]] = defaultdict(list)
    for seen in store.observations():
        by_person["" if seen.person == owner else seen.person].append(seen)
    for name, found in by_person.items():
        if name:
            called = next((each.name for each in reversed(found) if each.name), "")
            people[name] = Person(name, called, {})
        rated: defaultdict[Series, list[Observation]] = defaultdict(list, people[name].series)
        for seen in _newest(found):
            if name or seen.attempt not in known:  # else the attempt itself tells of it
                rated[seen.competency, seen.role].append(seen)
        people[name].series.update(rated)
    for person in people.values():
        for series, observations in person.series.items():
            if series[1] == "coach":
                brought = (
                    observations if person.id else [each for each in observations if isinstance(each, Seen)]
                )
                _note_coaches(person.coaches, series[0], brought)
                if person.id:
                    person.series[series] = _one_each(observations)
    return people


def settings_of(
    people: Mapping[str, Person],
    today: int,
    rebased: Mapping[SeriesKey, int],
    series: Mapping[SeriesKey, InForce] | None = None,
) -> dict[Role, Settings]:
    """Return the settings of each channel: the noise of ratings, once enough people have baselines.

    Args:
        people: as of `everybody`.
        today: study day.
        rebased: days of baselines set by hand, by person, competency, channel and mode.
        series: as of `series_of`, where they are known already.
    """
    noise = noise_of(people, today, rebased, series)
    return {role: msgspec.structs.replace(STANDARD, noise=noise[role].variance) for role in ROLES}


def noise_of(
    people: Mapping[str, Person],
    today: int,
    rebased: Mapping[SeriesKey, int],
    series: Mapping[SeriesKey, InForce] | None = None,
) -> dict[Role, Noise]:
    """Return the noise of ratings in each channel, and whether it was measured; see `settings_of`."""
    found = series_of(people.values(), today) if series is None else series
    baselines: dict[Role, dict[str, list[tuple[float, ...]]]] = {role: {} for role in ROLES}
    for key, of in found.items():
        scores = baseline_scores(of, STANDARD.n0, rebased.get(key))
        baselines[key[2]].setdefault(key[0], []).append(scores)
    return {role: pooled_noise(baselines[role]) for role in ROLES}


def series_of(people: Iterable[Person], today: int) -> dict[SeriesKey, InForce]:
    """Return which benchmarks count, of everybody, in every channel and mode that has any."""
    return {
        (person.id, competency, role, spoken): series_in_force(mode, today, STANDARD.run_in, STANDARD.n0)
        for person in people
        for (competency, role), observations in person.series.items()
        for spoken, mode in zip((False, True), by_mode(observations), strict=True)
        if mode
    }


def _own(benchmarks: Iterable[Benchmark]) -> Person:
    """Return what one's own attempts tell; a coach's rating waits for one's own, as everywhere."""
    series: dict[Series, list[Observation]] = {}
    waiting: dict[str, int] = {}
    raters: dict[str, dict[str, int]] = {}
    for each in benchmarks:
        mine = next((given for given in reversed(each.ratings) if given.role == "self"), None)
        coaches = [given for given in each.ratings if given.role == "coach"]
        if mine is None:
            if coaches:
                waiting[each.competency] = waiting.get(each.competency, 0) + 1
            continue
        for role, given in zip(ROLES, ([mine], coaches), strict=True):
            made = _observation(each, given)
            if made is not None:
                series.setdefault((each.competency, role), []).append(made)
        of = raters.setdefault(each.competency, {})
        of |= {given.rater: max(each.day, of.get(given.rater, each.day)) for given in coaches}
    return Person("", "", series, waiting, raters)


def _note_coaches(raters: dict[str, dict[str, int]], competency: str, rated: Sequence[Observation]) -> None:
    """Note who rated a competency as a coach, and when last."""
    of = raters.setdefault(competency, {})
    names = {each.rater for each in rated}
    for name in names:
        days = [each.day for each in rated if len(names) == 1 or each.rater == name]
        of[name] = max(*days, of.get(name, 0), 0)


def _observation(benchmark: Benchmark, given: Iterable[BenchmarkRating]) -> Observation | None:
    """Return what ratings of one role come to: the mean of several; None where there is no score."""
    scored = [(each, session_score(each.weights, each.levels).value) for each in given]
    scores = {each.rater: (score, each.rubric_hash) for each, score in scored if score is not None}
    if not scores:
        return None
    return Observation(
        day=benchmark.day,
        score=fmean(score for score, _ in scores.values()),
        rubric=next(iter(scores.values()))[1],
        spoken=benchmark.spoken,
        attempt=benchmark.attempt,
        rater=", ".join(sorted(scores)),
    )


def _newest(found: Sequence[Seen]) -> Iterable[Seen]:
    """Return a person's observations, of each attempt only the last one that each rater gave in a role.

    One recording is one attempt: a copy under another id says nothing new.
    """
    first: dict[str, str] = {}
    if any(each.recording for each in found):
        found = [
            each
            for each in found
            if not each.recording or first.setdefault(each.recording, each.attempt) == each.attempt
        ]
    rated = {(each.attempt, each.role, each.rater): each for each in found if each.attempt}
    return found if len(rated) == len(found) else chain(_alone(found), rated.values())


def _alone(observations: Iterable[_Rated]) -> list[_Rated]:
    """Return those that were brought along without an attempt."""
    return [each for each in observations if not each.attempt]


def _one_each(observations: list[Observation]) -> list[Observation]:
    """Return one observation for each attempt: the mean where several coaches rated it."""
    attempts = [each.attempt for each in observations if each.attempt]
    if len(set(attempts)) == len(attempts):
        return observations
    by_attempt: dict[str, list[Observation]] = {}
    for each in observations:
        if each.attempt:
            by_attempt.setdefault(each.attempt, []).append(each)
    return _alone(observations) + [_mean_of(several) for several in by_attempt.values()]


def _mean_of(several: list[Observation]) -> Observation:
    first = several[0]
    if len(several) == 1:
        return first
    return Observation(
        day=first.day,
        score=fmean(each.score for each in several),
        rubric=first.rubric,
        spoken=first.spoken,
        attempt=first.attempt,
        rater=", ".join(sorted(each.rater for each in several)),
    )
