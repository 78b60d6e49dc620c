"""Run the tests on every Python that csmdrill is for and this machine has, each in an environment of its own.

usage: python -m bench.pythons [--find] [TESTS...]

Looks on the PATH and where pyenv, uv and the Windows launcher keep theirs. Says which were not found. Then
one Python meets every kind of surroundings: locales, terminals, sizes of the window. Ends with 1 where
something failed. Needs nothing but Python.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.usage import refuse, taken

MINORS = (11, 12, 13, 14)
TOP = Path(__file__).parents[1]
BIN, EXE = ("Scripts", ".exe") if sys.platform == "win32" else ("bin", "")
ASK = "import ensurepip, sqlite3, sys, venv; print(*sys.version_info[:3], sys.executable, sep='|')"

ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "C": {"LC_ALL": "C", "LANG": "C"},
    "C as ASCII": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "tr_TR.UTF-8": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"},
}
"""Surroundings in which one Python runs the tests again; a terminal's are met by its own tests."""

TEXT_ROOMS = ("core", "content", "practice", "exchange", "reports", "cli")


def main(words: Sequence[str]) -> int:
    """Run the tests everywhere and tell how it went; return 1 if somewhere they did not pass."""
    tests = taken(words, __doc__, options=["--find"])
    if nowhere := [each for each in tests if not (TOP / each.partition("::")[0]).exists()]:
        refuse(f"There is no {nowhere[0]}.", __doc__)
    found = {minor: python_of(minor) for minor in MINORS}
    told: list[tuple[str, str]] = []
    for minor, python in found.items():
        if python is None:
            told.append((f"3.{minor}", "not found"))
        elif "--find" in words:
            told.append((version_of(python), str(python)))
        else:
            told.append((version_of(python), tried(minor, python, tests)))
    last = max((minor for minor, python in found.items() if python), default=0)
    if last and "--find" not in words:
        told += met_elsewhere(environment(last), tests)
    for where, outcome in told:
        print(f"{where:<14} {outcome}")
    return int(any(outcome.startswith(("failed", "cannot")) for _, outcome in told) or not last)


def python_of(minor: int) -> Path | None:
    """Return a Python of a minor version that can make environments, or None."""
    for candidate in candidates(minor):
        said = answer_of(candidate)
        if said[:2] == ["3", str(minor)]:
            return Path(said[3])
    return None


def candidates(minor: int) -> Iterator[list[str]]:
    """Yield the commands that may start a Python of a minor version; some start another, or none."""
    yield [sys.executable]
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT", home / ".pyenv")) / "versions"
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR", home / ".local" / "share" / "uv" / "python"))
    for folder, name in ((pyenv, f"3.{minor}.*"), (uv, f"cpython-3.{minor}.*")):
        for each in sorted(folder.glob(name), reverse=True):
            yield [str(each / "bin" / f"python3.{minor}")]
    for listed in os.get_exec_path():
        yield [str(Path(listed) / f"python3.{minor}{EXE}")]
    if shutil.which("py"):
        yield ["py", f"-3.{minor}"]


def answer_of(command: Sequence[str]) -> list[str]:
    """Return the three numbers of a Python's version and where it is; nothing where it does not run."""
    try:
        done = subprocess.run([*command, "-c", ASK], capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.strip().split("|") if done.returncode == 0 else []


def version_of(python: Path) -> str:
    """Return a Python's version in full."""
    return ".".join(answer_of([str(python)])[:3])


def environment(minor: int) -> Path:
    """Return where the environment of a Python stands."""
    return TOP / f".venv-3.{minor}"


def tried(minor: int, python: Path, tests: Sequence[str]) -> str:
    """Set an environment up where it is not there or older than what it needs, and run the tests in it."""
    folder = environment(minor)
    ready = folder / ".ready"
    wanted = TOP / "pyproject.toml"
    if not ready.is_file() or ready.stat().st_mtime < wanted.stat().st_mtime:
        print(f"Setting up {folder.name}.", flush=True)
        own = str(in_environment(folder))
        steps = (
            [str(python), "-m", "venv", str(folder)],
            [own, "-m", "pip", "install", "--quiet", "--upgrade", "pip>=25.1"],
            [own, "-m", "pip", "install", "--quiet", "--editable", "."],
            [own, "-m", "pip", "install", "--quiet", "--group", "dev"],
        )
        if any(subprocess.run(step, cwd=TOP, check=False).returncode for step in steps):
            return "cannot be set up"
        ready.touch()
    return passed(folder, tests, {})


def in_environment(folder: Path) -> Path:
    """Return the Python of an environment."""
    return folder / BIN / f"python{EXE}"


def passed(folder: Path, tests: Sequence[str], more: Mapping[str, str]) -> str:
    """Run tests in an environment and return pytest's last line, after `failed` where they did not pass."""
    print(f"Tests in {folder.name} {' '.join(f'{name}={value}' for name, value in more.items())}", flush=True)
    words = [str(in_environment(folder)), "-m", "pytest", "-q", "-n", "3", "--dist", "worksteal", *tests]
    with subprocess.Popen(
        words, cwd=TOP, env=os.environ | more, stdout=subprocess.PIPE, encoding="utf-8", errors="replace"
    ) as process:
        lines = []
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line.strip())
    last = next((line for line in reversed(lines) if line), "no word of it")
    return last if process.returncode == 0 else f"failed: {last}"


def met_elsewhere(folder: Path, tests: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Run the tests in other surroundings, and yield what they are and how it went."""
    terminal = ["tests/terminal/test_surroundings.py"]
    yield "terminals", passed(folder, terminal, {"CSMDRILL_EVERYWHERE": "1"})
    rooms = tests or [f"tests/{room}" for room in TEXT_ROOMS]
    with tempfile.TemporaryDirectory(prefix="csmdrill-locales-") as locales:
        for name, more in ELSEWHERE.items():
            there = with_locale(in_environment(folder), more, Path(locales))
            if there is None:
                yield name, "not found: this machine has no such locale, and cannot make one"
            else:
                yield name, passed(folder, rooms, there)


def with_locale(python: Path, more: Mapping[str, str], folder: Path) -> Mapping[str, str] | None:
    """Return an environment whose locale is there, made in a folder if need be; None if it cannot be."""
    locale = more["LC_ALL"]
    if knows(python, more):
        return more
    if not shutil.which("localedef"):
        return None
    words = [
        "localedef",
        "-i",
        locale.partition(".")[0],
        "-f",
        locale.partition(".")[2],
        str(folder / locale),
    ]
    subprocess.run(words, check=False, timeout=60)
    there = {**more, "LOCPATH": str(folder)}
    return there if knows(python, there) else None


def knows(python: Path, more: Mapping[str, str]) -> bool:
    """Return whether the machine has the locale that an environment names."""
    words = [str(python), "-c", "import locale; locale.setlocale(locale.LC_ALL, '')"]
    return subprocess.run(words, env=os.environ | more, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
