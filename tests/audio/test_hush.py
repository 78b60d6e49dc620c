"""What libraries for sound write stays off the screen; what the program itself writes does not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LIBRARIES = """
import ctypes, os, sys
from pathlib import Path
from csmdrill.audio.microphone import sound_module
library = ctypes.CDLL(None)
library.perror(b"a library before")
Path("sounddevice.py").write_text("import ctypes; ctypes.CDLL(None).perror(b'a library at the import')")
sys.path.insert(0, os.getcwd())
sound_module()
library.perror(b"a library on a thread of its own, later")
print("Python", file=sys.stderr, flush=True)
os.write(2, b"the screen")
"""


@pytest.mark.skipif(os.name != "posix", reason="there the libraries write nothing")
def test_libraries_write_nothing_on_the_screen_and_the_program_still_does(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIBRARIES],
        check=False,
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stderr.decode().splitlines()
    assert lines[0].startswith("a library before")
    assert lines[1:] == ["Python", "the screen"]
