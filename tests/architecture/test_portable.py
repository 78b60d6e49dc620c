"""What only some systems have stays at named edges; no text is written as one system happens to write it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

import csmdrill

TOP = Path(csmdrill.__file__).parent
MODULES = {path.relative_to(TOP).as_posix(): path for path in sorted(TOP.rglob("*.py"))}

SOME_SYSTEMS = frozenset(
    {"fcntl", "termios", "pty", "tty", "resource", "pwd", "grp", "spwd", "syslog", "curses", "readline"}
    | {"posix", "nis", "crypt", "msvcrt", "winreg", "winsound", "_winapi", "nt"}
)
"""Modules that some systems lack."""

UNIX_NAMES = re.compile(
    r"signal\.(SIG(?!INT\b|TERM\b|_DFL\b|_IGN\b|nals\b)\w+|alarm|setitimer|pause|pthread_\w+|sigwait\w*)"
    r"|os\.(fork\w*|get[ep]?[ug]id|getres\w+|set\w*id|getpg\w+|getlogin|getloadavg|uname|chown|lchown|fchown|fchmod"
    r"|mkfifo|mknod|nice|killpg|wait[34]?|statvfs|fstatvfs|pathconf|sysconf|openpty|posix_\w+|sched_\w+|pread\w*"
    r"|pwrite\w*|sendfile|getxattr|setxattr|O_(NONBLOCK|NOFOLLOW|DIRECTORY|CLOEXEC|SYNC|DSYNC|BINARY))"
    r"|time\.(tzset|clock_gettime\w*)|socket\.AF_UNIX|locale\.\w+"
)
"""Names that some systems lack, and those of a locale, by which letters and dates would go."""

EDGES: Mapping[str, frozenset[str]] = {
    "storage/holding.py": frozenset({"fcntl", "msvcrt"}),
    "cli/typed.py": frozenset({"time.clock_gettime"}),
    "tui/stage_clock.py": frozenset({"time.clock_gettime"}),
}
"""Modules that may name such a thing, under a look at whether it is there."""

LOOKED_AT = (ast.Import, ast.ImportFrom, ast.Attribute, ast.Constant, ast.Call, ast.JoinedStr)
LOOKS = re.compile(r"sys\.platform|\bclock is (not )?None")

PLACES = re.compile(r"/(dev|proc|tmp|etc|usr|var|home|bin|opt|root)(/|$)|[A-Za-z]:[\\/]")
PLACES_OF = frozenset({"services/targets.py"})
"""Modules that may name places of one system: what they do with them is right where there are none."""

TEXT_CALLS = frozenset({"open", "write_text", "read_text", "fdopen", "NamedTemporaryFile", "TemporaryFile"})
SLASHED = re.compile(r"path|folder|root|home|target|file|directory", re.IGNORECASE)


def dotted(node: ast.AST) -> str:
    """Return an attribute of a name as it is written, else nothing."""
    named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    return f"{node.value.id}.{node.attr}" if named else ""  # type: ignore[attr-defined]


def nodes_of(tree: ast.AST) -> list[tuple[ast.AST, bool]]:
    """Return the nodes that matter here, and whether each stands under a look at what the system has."""
    found: list[tuple[ast.AST, bool]] = []
    waiting = [(tree, False)]
    while waiting:
        node, guarded = waiting.pop()
        if isinstance(node, LOOKED_AT):
            found.append((node, guarded))
        guarded = guarded or (
            isinstance(node, ast.If | ast.IfExp) and bool(LOOKS.search(ast.unparse(node.test)))
        )
        if not isinstance(node, ast.Constant | ast.Name):
            waiting += [(child, guarded) for child in ast.iter_child_nodes(node)]
    return found


def of_some_systems(nodes: list[tuple[ast.AST, bool]], edge: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield the places that name what some systems lack."""
    for node, guarded in nodes:
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [each.name.partition(".")[0] for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [(node.module or "").partition(".")[0]]
            whole = [f"{node.module}.{each.name}" for each in node.names]
            yield from ((node.lineno, each) for each in whole if UNIX_NAMES.fullmatch(each))
        elif UNIX_NAMES.fullmatch(dotted(node)) and not (guarded and dotted(node) in edge):
            yield node.lineno, dotted(node)  # type: ignore[attr-defined]
        for name in names:
            if name in SOME_SYSTEMS and not (guarded and name in edge):
                yield node.lineno, name  # type: ignore[attr-defined]


def as_the_system_has_it(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    """Yield the places whose encoding or ends of lines are those of the system, and dates it may not know."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.search(r"%[-#][a-zA-Z]", node.value) and "%" in node.value:
                yield node.lineno, node.value
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            if called in TEXT_CALLS and not is_binary(node, called):
                missing = {"encoding", "newline"} if writes(node, called) else {"encoding"}
                missing -= {each.arg for each in node.keywords if each.arg}
                yield from ((node.lineno, f"{called} without {each}") for each in sorted(missing))


def modes(node: ast.Call) -> Iterator[str]:
    """Yield what may be the mode of a file that is opened: short words of its letters."""
    for each in [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]:
        said = each.value if isinstance(each, ast.Constant) else None
        if isinstance(said, str) and re.fullmatch(r"[rwxabt+]{1,4}", said):
            yield said


def is_binary(node: ast.Call, called: str) -> bool:
    """Return whether a call opens no text."""
    if called in ("NamedTemporaryFile", "TemporaryFile"):
        return not list(modes(node)) or any("b" in mode for mode in modes(node))
    if called in ("read_text", "write_text"):
        return False
    owner = ast.unparse(node.func).rpartition(".")[0]
    if owner in ("os", "wave", "webbrowser") or "opener(" in owner or not opens_a_path(owner, node):
        return True
    return any("b" in mode for mode in modes(node))


def opens_a_path(owner: str, node: ast.Call) -> bool:
    """Return whether `open` is that of Python or of a path, not a method of ours of the same name."""
    return not owner or owner == "io" or bool(list(modes(node))) or not owner.startswith(("self", "work"))


def writes(node: ast.Call, called: str) -> bool:
    """Return whether a call writes text."""
    return called == "write_text" or any(set(mode) & set("wxa+") for mode in modes(node))


def joined_by_hand(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    """Yield places that put a path together with a slash, or name a place that one system has."""
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            for before, after in zip(node.values, node.values[1:], strict=False):
                value = before.value if isinstance(before, ast.FormattedValue) else None
                slash = isinstance(after, ast.Constant) and str(after.value)[:1] in ("/", "\\")
                if value is not None and slash and SLASHED.search(ast.unparse(value).split("(")[0]):
                    yield node.lineno, ast.unparse(node)
        elif dotted(node) in ("os.path", "os.sep"):
            yield node.lineno, dotted(node)  # type: ignore[attr-defined]


def places_named(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    """Yield texts that are places of one system."""
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and PLACES.match(node.value):
            yield node.lineno, node.value


def found_in(name: str, source: str) -> list[tuple[int, str]]:
    """Return everything in a module that would not be the same on every system."""
    both = nodes_of(ast.parse(source))
    nodes = [node for node, _ in both]
    found = [
        *of_some_systems(both, EDGES.get(name, frozenset())),
        *as_the_system_has_it(nodes),
        *joined_by_hand(nodes),
    ]
    return found if name in PLACES_OF else [*found, *places_named(nodes)]


def test_nothing_leans_on_one_system() -> None:
    wrong = [
        f"{name}:{line}: {what}"
        for name, path in MODULES.items()
        for line, what in found_in(name, path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "source",
    [
        "import fcntl",
        "from pwd import getpwnam",
        "def f():\n    import termios.x",
        "try:\n    import resource\nexcept ImportError: pass",
        "import sys\nif sys.platform != 'win32':\n    import fcntl",  # guarded, but no named edge
        "import signal\nsignal.SIGKILL",
        "from signal import SIGUSR1",
        "import os\nos.getuid()",
        "import os\nos.open(x, os.O_NONBLOCK)",
        "import locale\nlocale.strxfrm(x)",
        "path.write_text(text, encoding='utf-8')",
        "path.write_text(text, newline='\\n')",
        "path.read_text()",
        "path.open('w', encoding='utf-8')",
        "path.open()",
        "open(name, 'a', newline='')",
        "f'{day:%-d %b}'",
        "f'{home.root}/decks'",
        "f'{folder}\\\\{name}'",
        "os.path.join(a, b)",
        "Path('/tmp/x')",
        "Path('C:/Users')",
    ],
)
def test_what_leans_on_one_system_would_be_found(source: str) -> None:
    assert found_in("any.py", source)


@pytest.mark.parametrize(
    "source",
    [
        "import sys\nif sys.platform == 'win32':\n    import msvcrt\nelse:\n    import fcntl",
        "signal.signal(signal.SIGINT, ask)",
        "path.write_text(text, encoding='utf-8', newline='\\n')",
        "path.open('rb')",
        "path.open(encoding='utf-8')",
        "getattr(os, 'O_NONBLOCK', 0)",
        "f'{deck.id}/{card.id}'",
        "f'{day.day} {day:%b %Y}'",
    ],
)
def test_what_every_system_has_is_left_alone(source: str) -> None:
    assert found_in("storage/holding.py", source) == []
