"""`config`: read and change settings."""

from __future__ import annotations

import os

import click

from csmdrill.cli import output
from csmdrill.practice.settings import KEYS, Settings, key_named, parse_setting


@click.group()
def config() -> None:
    """Read and change settings."""


@config.command("list")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def list_settings(as_json: bool) -> None:
    """List every setting with its value and meaning."""
    settings = _settings()
    if as_json:
        output.json(settings)
        return
    for key in KEYS:
        value = getattr(settings, key.name)
        output.data(f"{key.name:<10} {value!s:<16} {key.meaning}")


@config.command("get")
@click.argument("name")
def get_setting(name: str) -> None:
    """Print one setting."""
    key_named(name)
    output.data(str(getattr(_settings(), name)))


@config.command("set")
@click.argument("name")
@click.argument("value")
def set_setting(name: str, value: str) -> None:
    """Change one setting."""
    from csmdrill.services.adjust import adjust
    from csmdrill.services.safekeeping import after_work
    from csmdrill.services.workspace import open_workspace

    parse_setting(name, value)
    with open_workspace(os.environ) as workspace:
        adjust(workspace, name, value)
        failed = after_work(workspace)
        output.talk(f"{name} is now {getattr(workspace.settings, name)}.")
    if failed:
        output.talk(failed)


def _settings() -> Settings:
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        return workspace.settings
