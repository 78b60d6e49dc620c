"""What scipy, statsmodels and irrCAC make of fixed inputs: the figures that the skill rules are held to.

Run it with a Python that has these three, as `make oracles` does; csmdrill itself never needs them:

usage: .oracle-venv/bin/python bench/oracles.py [--write] tests/skills/oracles.json

Without --write it compares with the file and ends with 1 if a figure differs.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

if __name__ == "__main__" and ({"-h", "--help"} & {*sys.argv} or not sys.argv[1:]):
    print(
        __doc__.strip() if sys.argv[1:] else "Something is missing; --help tells what.",
        file=sys.stdout if sys.argv[1:] else sys.stderr,
    )
    sys.exit(0 if sys.argv[1:] else 2)

import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from scipy import stats
from scipy.optimize import brentq
from statsmodels.stats.proportion import proportion_confint
from statsmodels.tsa.statespace.structural import UnobservedComponents

CLOSE = 1e-9
DAYS_A_MONTH = 30.4375
RATERS = "abcd"


def levels(chance: np.random.Generator, noise: float, q: float, n0: int) -> dict[str, Any]:
    """Return a history of benchmarks on distinct days and what a Kalman filter over every day makes of it."""
    gaps = chance.integers(1, 46, size=10)
    days = [int(day) for day in np.cumsum(gaps)]
    scores = [float(score) for score in np.clip(np.round(chance.normal(3.2, 0.8, 10) * 4) / 4, 1, 5)]
    mean = float(np.round(chance.uniform(2.5, 4.2), 3))
    last = days[-1] + int(chance.integers(1, 90))
    seen = np.full(last + 1, np.nan)
    seen[days] = scores
    model = UnobservedComponents(seen, "local level")
    model.ssm.initialize_known(np.array([mean]), np.array([[noise / n0]]))
    done = model.smooth([noise, q / DAYS_A_MONTH]).filter_results
    return {
        "noise": noise, "q": q, "n0": n0, "mean": mean, "days": days, "scores": scores, "today": last,
        "level": [float(done.filtered_state[0, day]) for day in days],
        "variance": [float(done.filtered_state_cov[0, 0, day]) for day in days],
        "half_width": 1.96 * math.sqrt(float(done.predicted_state_cov[0, 0, last])),
        "no_change_variance": no_change(days, noise, q, n0),
    }  # fmt: skip


def no_change(days: list[int], noise: float, q: float, n0: int) -> float:
    """Return the variance of level minus baseline: the filter as a matrix, its covariance as a product."""
    size = n0 + len(days)
    baseline = np.concatenate([np.full(n0, 1 / n0), np.zeros(len(days))])
    row, variance, before = baseline.copy(), noise / n0, 0
    for at, day in enumerate(days):
        variance += q * (day - before) / DAYS_A_MONTH
        gain = variance / (variance + noise)
        row = (1 - gain) * row + gain * np.eye(size)[n0 + at]
        variance, before = variance * (1 - gain), day
    moved = row - baseline
    return float(moved @ (noise * np.eye(size)) @ moved)


def alphas(chance: np.random.Generator, units: int, raters: int, missing: float) -> dict[str, Any]:
    """Return a table of ratings with gaps and Krippendorff's alpha for intervals of it."""
    true = chance.normal(3.3, 0.9, size=(units, 1))
    given = np.clip(np.round(true + chance.normal(0, 0.7, size=(units, raters))), 1, 5)
    given[chance.random(given.shape) < missing] = np.nan
    table = pd.DataFrame(given, columns=list(RATERS[:raters]))
    found = CAC(table, weights="quadratic", digits=12).krippendorff()["est"]["coefficient_value"]
    rows = [{rater: value for rater, value in row.items() if not math.isnan(value)} for row in
            table.to_dict("records")]  # fmt: skip
    return {"units": rows, "alpha": float(found)}


def biases(chance: np.random.Generator, n: int) -> dict[str, Any]:
    """Return gaps between self and coach and the t interval of their mean."""
    gaps = [float(gap) for gap in np.round(chance.normal(0.3, 0.6, n) * 4) / 4]
    mean, half = float(np.mean(gaps)), student(0.975, n - 1) * float(stats.sem(gaps))
    return {"gaps": gaps, "mean": mean, "low": mean - half, "high": mean + half}


def student(p: float, df: int) -> float:
    """Return a quantile of Student's t as the root of its distribution: `ppf` is off by a billionth."""
    near = stats.t.ppf(p, df)
    return float(brentq(lambda t: stats.t.cdf(t, df) - p, near - 0.01, near + 0.01, xtol=1e-14, rtol=1e-14))


def wilsons() -> list[dict[str, Any]]:
    """Return Wilson intervals 1.96 standard errors wide."""
    alpha = 2 * stats.norm.sf(1.96)
    cases = [(0, 1), (1, 1), (3, 7), (17, 20), (180, 200), (999, 1000), (0, 40)]
    return [
        {"k": k, "n": n, "interval": [float(x) for x in proportion_confint(k, n, alpha, method="wilson")]}
        for k, n in cases
    ]


def oracles() -> dict[str, Any]:
    """Return every figure."""
    pd.options.mode.chained_assignment = None  # irrCAC's own doing
    chance = np.random.default_rng(20261124)
    shares = (0.55, 0.9, 0.95, 0.975, 0.995, 0.9999, 0.025)
    freedoms = (1, 2, 3, 4, 5, 6, 7, 10, 19, 30, 99, 100, 400)
    return {
        "levels": [levels(chance, *each) for each in ((0.49, 0.05, 6), (0.49, 0.05, 4), (0.81, 0.02, 6))],
        "student": [
            {"p": p, "df": df, "t": student(p, df)} for df in freedoms for p in shares
        ],
        "wilson": wilsons(),
        "alpha": [alphas(chance, *each) for each in ((25, 2, 0.0), (30, 3, 0.2), (40, 4, 0.4))],
        "bias": [biases(chance, n) for n in (3, 5, 12, 30)],
    }  # fmt: skip


def differences(one: object, other: object, where: str = "") -> list[str]:
    """Return where two trees of figures differ by more than a billionth."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [line for key in one for line in differences(one[key], other[key], f"{where}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [line for at, (a, b) in pairs for line in differences(a, b, f"{where}[{at}]")]
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        same = math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
    else:
        same = one == other
    return [] if same else [f"{where.lstrip('.')}: {one} is {other} now"]


def main(words: list[str]) -> int:
    """Write the figures, or compare them with those that are written."""
    path = Path(words[-1])
    if path.suffix != ".json" or ("--write" not in words and not path.is_file()):
        print(f"There is no file {path} of figures.", file=sys.stderr)
        return 2
    found = oracles()
    count = ", ".join(f"{len(each)} {name}" for name, each in found.items())
    if "--write" in words:
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        print(f"Written: {count}.")
        return 0
    differ = differences(json.loads(path.read_text(encoding="utf-8")), found)
    print(*differ, f"Compared: {count}; {len(differ)} differ.", sep="\n")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
