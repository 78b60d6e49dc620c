"""A click group whose commands are imported only when they are called."""

from __future__ import annotations

from importlib import import_module

import click


class ReaderGone(Exception):
    """Whoever read our output went away (`csmdrill data export | head`)."""


class LazyGroup(click.Group):
    """A group that knows each command's module and one-line help without importing it.

    Args:
        lazy: command name -> (module, attribute, one-line help).
        other_names: other spelling -> command name.
    """

    def __init__(
        self,
        *args: object,
        lazy: dict[str, tuple[str, str, str]],
        other_names: dict[str, str],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through to click
        self._lazy = lazy
        self._other_names = other_names

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all command names, in the order they are declared."""
        return [*self._lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing its module if it is a lazy one."""
        name = self._other_names.get(cmd_name, cmd_name)
        if name not in self._lazy:
            return super().get_command(ctx, name)
        module, attribute, _ = self._lazy[name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, so that --help imports none of them."""
        rows = [(name, help_line) for name, (_, _, help_line) in self._lazy.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; click itself would end with 1 when the reader of its output goes away."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderGone from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve a command; an unknown one is told with the nearest known name."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)
