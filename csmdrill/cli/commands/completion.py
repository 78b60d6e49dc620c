"""`completion`: print the script that teaches a shell our commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from csmdrill.cli import output


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of SHELL.

    \b
    bash  eval "$(csmdrill completion bash)"      in ~/.bashrc
    zsh   eval "$(csmdrill completion zsh)"       in ~/.zshrc
    fish  csmdrill completion fish > ~/.config/fish/completions/csmdrill.fish
    """
    from csmdrill.cli.main import cli

    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"There is no completion for {shell}.")
    output.text(made(cli, {}, "csmdrill", "_CSMDRILL_COMPLETE").source())
