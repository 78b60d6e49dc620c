"""The built wheel, installed where nothing else is: it holds everything, and a card can be drilled."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest

PATIENCE = 300
TOP = Path(__file__).parents[2]
DEVELOPMENT = ("pytest", "hypothesis", "mypy", "pyte", "hatchling", "jsonschema")


def run(
    *words: str | Path, folder: Path, stdin: str = "", **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run a program without the paths that would let it see this checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CSMDRILL_"))}
    return subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env=kept | environ,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def built(folder: Path) -> Path:
    """Build the wheel into a folder and return it."""
    done = run(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, TOP, folder=folder
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


def installed(wheel: Path, folder: Path) -> Path:
    """Install a wheel into an empty environment and return where its programs are."""
    run(sys.executable, "-m", "venv", "--without-pip", folder, folder=wheel.parent)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    done = run(
        *(sys.executable, "-m", "pip", "--python", programs / "python"),
        *("install", "--quiet", "--no-compile", wheel),
        folder=wheel.parent,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return programs


@pytest.mark.timeout(4 * PATIENCE)
def test_the_wheel_is_whole_and_drills_a_card_on_its_own(tmp_path: Path) -> None:
    wheel = built(tmp_path)
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for folder in ("decks", "scenarios", "schemas"):
            files = [path for path in (TOP / folder).rglob("*") if path.is_file()]
            assert files
            for path in files:
                held = archive.read(f"csmdrill/shipped/{path.relative_to(TOP).as_posix()}")
                assert held == path.read_bytes()
    for inside in (
        "py.typed",
        "storage/migrations/env.py",
        "storage/migrations/versions/0001_first_schema.py",
    ):
        assert f"csmdrill/{inside}" in names
    assert not [name for name in names if name.startswith(("tests/", "bench/", "docs/"))]

    programs = installed(wheel, tmp_path / "venv")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    look = f"import importlib.util as u; print(*[n for n in {DEVELOPMENT!r} if u.find_spec(n)])"
    assert run(programs / "python", "-c", look, folder=elsewhere).stdout == "\n"

    own = {"CSMDRILL_HOME": str(tmp_path / "home"), "CSMDRILL_NOW": "2026-11-24T09:00:00+01:00"}
    program = programs / "csmdrill"
    drilled = run(program, "practice", "--plain", folder=elsewhere, stdin="\n3\nq\n", **own)
    assert (drilled.returncode, drilled.stderr) == (0, "")
    assert "good: soon" in drilled.stdout
    told = msgspec.json.decode(run(program, "due", "--json", folder=elsewhere, **own).stdout)
    assert (told["day"], told["reviewed"], told["new"]) == ("2026-11-24", 1, 7)
    (shipped,) = (tmp_path / "venv").rglob("csmdrill/shipped")
    one = next((shipped / "scenarios").rglob("*.scenario.yaml"))
    checked = run(program, "check", "--strict", shipped / "decks", one, folder=elsewhere, **own)
    assert (checked.returncode, checked.stdout) == (0, "")
