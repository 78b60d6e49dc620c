"""How the screens look: two themes, one accent colour each, which of them a terminal gets, and the sheets."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import App
from textual.theme import Theme

DARK = Theme(
    name="csmdrill-dark",
    primary="#7fb2a6",
    secondary="#8fa3ad",
    accent="#7fb2a6",
    foreground="#d8dcd9",
    background="#14181a",
    surface="#1b2023",
    panel="#232a2d",
    success="#8fbf7f",
    warning="#d9b36a",
    error="#d98a7a",
    dark=True,
    variables={"footer-key-foreground": "#7fb2a6", "footer-background": "#1b2023"},
)

LIGHT = Theme(
    name="csmdrill-light",
    primary="#1f6b5c",
    secondary="#4d5f66",
    accent="#1f6b5c",
    foreground="#1c2326",
    background="#fafaf7",
    surface="#f0f1ec",
    panel="#e4e7e0",
    success="#2f6f2a",
    warning="#8a5a00",
    error="#a33425",
    dark=False,
    variables={"footer-key-foreground": "#1f6b5c", "footer-background": "#f0f1ec"},
)


def theme_name(setting: str, environ: Mapping[str, str]) -> str:
    """Return the theme's name for a setting.

    Args:
        setting: `dark`, `light`, or `auto`: as the terminal's `COLORFGBG` says of its background, else dark.
        environ: the process's environment.
    """
    if setting == "auto":
        background = environ.get("COLORFGBG", "").rpartition(";")[2]
        setting = "light" if background in ("7", "15") else "dark"
    return LIGHT.name if setting == "light" else DARK.name


def dress(app: App[None], name: str) -> None:
    """Take a theme before anything is styled: a change of theme has every style sheet read anew."""
    app.register_theme(DARK)
    app.register_theme(LIGHT)
    app.set_reactive(App.theme, name)
    app.add_class(f"-theme-{name}", "-dark-mode" if app.current_theme.dark else "-light-mode")
    app._refresh_truecolor_filter(app.ansi_theme)
    app.stylesheet.set_variables(app.get_css_variables())
