"""The built wheel, installed where nothing else is: it holds everything, and a card can be drilled."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from email import message_from_bytes
from importlib.metadata import Distribution, distribution
from pathlib import Path

import msgspec
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


def needed(asked: Iterable[str]) -> dict[str, Distribution]:
    """Return what requirements ask for, and what that asks for, as it is installed here."""
    found: dict[str, Distribution] = {}
    waiting = those_that_apply(asked, ("",))
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name in found:
            continue
        found[name] = distribution(name)
        assert wanted.specifier.contains(found[name].version)
        waiting += those_that_apply(found[name].requires or (), ("", *wanted.extras))
    return found


def those_that_apply(asked: Iterable[str], extras: Sequence[str]) -> list[Requirement]:
    """Return the requirements that hold here, with some extras or none."""
    known = [Requirement(each) for each in asked]
    return [
        each
        for each in known
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in extras)
    ]


def lend(packages: Mapping[str, Distribution], folder: Path) -> None:
    """Let an environment see packages of this one, and no other."""
    for package in packages.values():
        for top in {file.parts[0] for file in package.files or ()} - {"..", "__pycache__"}:
            source, target = Path(str(package.locate_file(top))), folder / top
            if target.exists():
                continue
            try:
                target.symlink_to(source, target_is_directory=source.is_dir())
            except OSError:  # not everybody may make links on Windows
                (shutil.copytree if source.is_dir() else shutil.copy)(source, target)


def installed(wheel: Path, folder: Path) -> Path:
    """Install a wheel into an environment with what it says it needs; return where its programs are."""
    run(sys.executable, "-m", "venv", "--without-pip", folder, folder=wheel.parent)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        asked = message_from_bytes(archive.read(metadata)).get_all("Requires-Dist", [])
    done = run(
        *(sys.executable, "-m", "pip", "--python", programs / "python"),
        *("install", "--quiet", "--no-compile", "--no-index", "--no-deps", wheel),
        folder=wheel.parent,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (package,) = (path for path in folder.rglob("csmdrill") if (path / "__init__.py").is_file())
    lend(needed(asked), package.parent)
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
    (shipped,) = (tmp_path / "venv").rglob("csmdrill/shipped")  # it goes through no link
    one = next((shipped / "scenarios").rglob("*.scenario.yaml"))
    checked = run(program, "check", "--strict", shipped / "decks", one, folder=elsewhere, **own)
    assert (checked.returncode, checked.stdout) == (0, "")
