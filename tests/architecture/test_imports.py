"""What a clean interpreter loads, and that loading does nothing else."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import csmdrill

HEAVY = ("textual", "rich", "sqlalchemy", "alembic", "faker", "fsrs")
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(csmdrill.__path__, "csmdrill.")
    if not module.name.endswith("__main__") and ".migrations" not in module.name
)

TOP = Path(__file__).parents[2]
FILES = [
    str(next((TOP / folder).glob(f"*.{kind}.yaml")))
    for folder, kind in (("decks", "deck"), ("scenarios", "scenario"))
]

REPORT = """
import sys
from csmdrill.cli.main import run
try:
    run({words!r})
finally:
    print("LOADED", *sorted(name for name in {heavy!r} if name in sys.modules), file=sys.stderr)
"""


def loaded_by(words: list[str], tmp_path: Path) -> set[str]:
    """Return which of the heavy packages a command line loads."""
    environ = os.environ | {"CSMDRILL_HOME": str(tmp_path / "home")}
    script = REPORT.format(words=words, heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=False, timeout=60
    )
    line = next(line for line in done.stderr.splitlines() if line.startswith("LOADED"))
    return set(line.split()[1:])


@pytest.mark.parametrize(
    "words",
    [
        ["--version"],
        ["--help"],
        ["check", *FILES],
        ["explain", "D401"],
        ["schema", "deck"],
        ["completion", "bash"],
    ],
    ids=lambda words: words[0],
)
def test_light_commands_load_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    assert loaded_by(words, tmp_path) == set()


def test_a_prompt_line_loads_nothing_heavy_once_there_is_a_database(tmp_path: Path) -> None:
    assert "sqlalchemy" in loaded_by(["due", "--json"], tmp_path)
    assert loaded_by(["due", "--count"], tmp_path) == set()


def test_the_program_loads_no_database_before_its_first_frame() -> None:
    late = ("sqlalchemy", "faker", "fsrs", "yaml")
    script = f"import sys, csmdrill.tui.app; print(*[name for name in {late!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []


def test_importing_everything_touches_no_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    environ = os.environ | {
        "CSMDRILL_HOME": str(home),
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "xdg"),
    }
    script = "import importlib\n" + "\n".join(f"importlib.import_module({name!r})" for name in MODULES)
    done = subprocess.run(
        [sys.executable, "-B", "-c", script],
        env=environ,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_every_module_says_its_job_in_its_first_line() -> None:
    told = {name: __import__(name, fromlist=["_"]).__doc__ or "" for name in MODULES}
    first = {name: words.strip().partition("\n")[0] for name, words in told.items()}
    assert len(first) > 300
    assert {name: line for name, line in first.items() if not line.endswith((".", ":"))} == {}


def test_an_open_store_loads_no_dialect_but_its_own() -> None:
    script = "import sys, csmdrill.services.practise; print('sqlalchemy.dialects.postgresql' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"
