"""The figures of the skill rules against those of scipy, statsmodels and irrCAC; see `make oracles`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from csmdrill.practice.knowledge import wilson
from csmdrill.skills.agreement import krippendorff_alpha
from csmdrill.skills.drift import no_change_variance
from csmdrill.skills.gaps import bias_of
from csmdrill.skills.level import Settings, begin, half_width_on, take_in
from csmdrill.skills.student import quantile, within

ORACLES: dict[str, list[dict[str, Any]]] = json.loads(
    Path(__file__).with_name("oracles.json").read_text(encoding="utf-8")
)


def close(expected: object) -> object:
    return pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("oracle", ORACLES["levels"])
def test_the_level_is_that_of_a_kalman_filter_over_every_day(oracle: dict[str, Any]) -> None:
    settings = Settings(noise=oracle["noise"], q=oracle["q"], n0=oracle["n0"])
    known = begin(oracle["mean"], 0, settings)
    found = []
    for day, score in zip(oracle["days"], oracle["scores"], strict=True):
        known = take_in(known, day, score, settings)
        found.append((known.mean, known.variance))
    assert [mean for mean, _ in found] == close(oracle["level"])
    assert [variance for _, variance in found] == close(oracle["variance"])
    assert half_width_on(known, oracle["today"], settings) == close(oracle["half_width"])
    variance = no_change_variance(known.weights, settings.noise, settings.n0)
    assert variance == close(oracle["no_change_variance"])


def test_students_t() -> None:
    for oracle in ORACLES["student"]:
        t = quantile(oracle["p"], oracle["df"])
        assert t == close(oracle["t"]), oracle
        assert (1 + within(abs(t), oracle["df"])) / 2 == close(max(oracle["p"], 1 - oracle["p"]))


@pytest.mark.parametrize("oracle", ORACLES["wilson"])
def test_wilson_intervals(oracle: dict[str, Any]) -> None:
    assert wilson(oracle["k"], oracle["n"]) == close(tuple(oracle["interval"]))


@pytest.mark.parametrize("oracle", ORACLES["alpha"], ids=lambda oracle: f"{len(oracle['units'])} units")
def test_krippendorffs_alpha(oracle: dict[str, Any]) -> None:
    assert krippendorff_alpha(oracle["units"]) == close(oracle["alpha"])


@pytest.mark.parametrize("oracle", ORACLES["bias"], ids=lambda oracle: f"{len(oracle['gaps'])} gaps")
def test_the_interval_of_a_bias(oracle: dict[str, Any]) -> None:
    bias = bias_of(oracle["gaps"])
    assert (bias.mean, bias.low, bias.high) == close((oracle["mean"], oracle["low"], oracle["high"]))
