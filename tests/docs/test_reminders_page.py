"""docs/reminders.md: its lines are whole, and call what there is."""

from __future__ import annotations

import configparser
import plistlib
import re
import shlex
import shutil
import subprocess

import pytest

from csmdrill.cli.exit_codes import ExitCode
from tests.docs.conftest import Reader
from tests.docs.pages import blocks_of, prose_of

REMINDERS = "docs/reminders.md"
PROGRAM = "/usr/local/bin/csmdrill"


def ini(name: str) -> configparser.ConfigParser:
    """Return a unit file of the page."""
    (block,) = [block for block in blocks_of(REMINDERS, "ini") if block.info == f"ini {name}"]
    unit = configparser.ConfigParser(interpolation=None)
    unit.read_string(block.text)
    return unit


def calls() -> set[str]:
    """Return every call of the program in the blocks of the page."""
    text = "\n".join(block.text for block in blocks_of(REMINDERS))
    return {found.strip() for found in re.findall(r"csmdrill ((?:due|remind)(?: --[a-z]+)?)", text)}


def test_every_line_calls_what_there_is(reader: Reader) -> None:
    assert calls() == {"due --count", "remind", "remind --webhook"}
    for call in calls():
        word, *options = call.split()
        assert all(option in reader(word, "--help").out for option in options)


def test_the_sentence_on_the_page_is_like_the_one_that_is_printed(reader: Reader) -> None:
    (shown,) = blocks_of(REMINDERS, "text")
    said = reader("remind").out
    assert re.sub(r"\d+", "N", said) == re.sub(r"\d+", "N", shown.text)


def test_cron_lines_have_five_fields_and_a_command() -> None:
    lines = [line for block in blocks_of(REMINDERS, "cron") for line in block.text.splitlines()]
    assert len(lines) == 2
    for line in lines:
        *fields, command = line.split(maxsplit=5)
        assert all(re.fullmatch(r"[\d*,/-]+", field) for field in fields)
        assert f"{PROGRAM} remind" in command
        assert "%" not in command  # cron would take it for the end of the line


def test_the_systemd_units_fit_each_other() -> None:
    service, timer = ini("service"), ini("timer")
    words = shlex.split(service["Service"]["ExecStart"])
    assert words[:2] == ["/bin/sh", "-c"]
    assert f"{PROGRAM} remind" in words[2]
    assert service["Service"]["Type"] == "oneshot"
    assert timer["Timer"]["OnCalendar"] == "Mon..Fri 08:30"
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_the_launchd_plist_is_one() -> None:
    (block,) = blocks_of(REMINDERS, "xml")
    agent = plistlib.loads(block.text.encode())
    assert f"`~/Library/LaunchAgents/{agent['Label']}.plist`" in prose_of(REMINDERS)
    assert f"{PROGRAM} remind" in agent["ProgramArguments"][2]
    assert agent["StartCalendarInterval"] == {"Hour": 8, "Minute": 30}


@pytest.mark.skipif(shutil.which("sh") is None, reason="a shell of Unix")
def test_the_shell_lines_can_be_parsed() -> None:
    (xml,) = blocks_of(REMINDERS, "xml")
    scripts = [plistlib.loads(xml.text.encode())["ProgramArguments"][2]]
    scripts.append(shlex.split(ini("service")["Service"]["ExecStart"])[2])
    scripts += [block.text for language in ("bash", "zsh") for block in blocks_of(REMINDERS, language)]
    for script in scripts:
        assert subprocess.run(["sh", "-n", "-c", script], check=False).returncode == 0, script


def test_the_exit_code_of_a_reminder_that_was_not_sent() -> None:
    assert f"the exit code is {ExitCode.NOT_SENT.value}" in " ".join(prose_of(REMINDERS).split())
