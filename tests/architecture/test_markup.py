"""No text that is not our own is handed to a call of Textual that would parse it as markup."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import csmdrill.tui

TUI = Path(csmdrill.tui.__file__).parent
HELPERS = frozenset({"plain", "prose", "cell"})
"""What makes a text safe: the functions of `csmdrill/tui/safe.py` that return what is never parsed."""

READY = frozenset(
    {
        "Content",
        "Text",
        "Content | None",
        "Hanging",
        "Content | Hanging | None",
        "list[Content]",
        "list[tuple[str, Content]]",
    }
)
"""Return types, and those of parameters, that carry no markup."""

MADE = frozenset({"Content", "Content.assemble", "Content.styled", "Text", "Option"})
PARSED: Mapping[str, tuple[int, ...]] = {
    "Static": (0,),
    "Label": (0,),
    "Button": (0,),
    "Checkbox": (0,),
    "RadioButton": (0,),
    "Switch": (),
    "Tab": (0,),
    "Option": (0,),
    "Selection": (0,),
    "Collapsible": (),
    "Tooltip": (0,),
    "Link": (0,),
    "Markdown": (0,),
    "notify": (0,),
    "update": (0,),
    "add_option": (0,),
    "replace_option_prompt": (1,),
    "add_column": (0,),
    "replace_option_prompt_at_index": (1,),
    "add_row": (),
    "update_cell": (2,),
    "add_leaf": (0,),
    "set_label": (0,),
    "add_node": (0,),
    "set_content": (0,),
    "from_markup": (0,),
    "from_text": (0,),
    "visualize": (1,),
    "write_line": (0,),
}
"""Calls that parse a text as markup, and the places of their texts."""

NAMED = frozenset({"title", "subtitle", "label", "prompt", "content", "renderable", "help", "tooltip"})
ASSIGNED = frozenset({"border_title", "border_subtitle", "tooltip", "sub_title", "label", "loading_text"})
"""Attributes whose text is parsed as markup."""

DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef)


class Reader(ast.NodeVisitor):
    """Reads a module and collects each place where a text may be parsed.

    Args:
        ready: functions whose results carry no markup.
    """

    def __init__(self, ready: frozenset[str]) -> None:
        self.found: list[tuple[int, str]] = []
        self._ready = ready
        self._known: list[dict[str, bool]] = [{}]
        self._own: set[str] = set()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Leave classes of ours that are called as Textual's out of what is looked at."""
        self._own.add(node.name)
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        """Learn the names of a loop over what a function of ours lists."""
        self._loop(node.target, node.iter)
        self.generic_visit(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp | ast.ListComp) -> None:
        """Do so for a loop within an expression."""
        for each in node.generators:
            self._loop(each.target, each.iter)
        self.generic_visit(node)

    visit_ListComp = visit_GeneratorExp  # noqa: N815 - as ast has it

    def _loop(self, target: ast.expr, over: ast.expr) -> None:
        calls = [each for each in ast.walk(over) if isinstance(each, ast.Call)]
        listed = any(ast.unparse(each.func).rpartition(".")[2] in self._ready for each in calls)
        names = [each.id for each in ast.walk(target) if isinstance(each, ast.Name)]
        self._known[-1].update(dict.fromkeys(names, listed))

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Read a function with what is known of its names."""
        given = [*node.args.args, *node.args.kwonlyargs]
        known = {
            each.arg: each.annotation is not None and ast.unparse(each.annotation) in READY for each in given
        }
        self._known.append(known)
        self.generic_visit(node)
        self._known.pop()

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - as ast has it

    def visit_Assign(self, node: ast.Assign) -> None:
        """Learn what a name is; look at attributes whose text is parsed."""
        for target in node.targets:
            self._assign(target, node.value, node.lineno)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Do so where a type is named as well."""
        if node.value is not None:
            self._assign(node.target, node.value, node.lineno)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Look at the texts of a call that parses them."""
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in PARSED.keys() - self._own and not _off(node) and not _of_digits(node):
            texts = [node.args[at] for at in PARSED[name] if at < len(node.args)]
            texts += [each.value for each in node.keywords if each.arg in NAMED]
            texts += node.args if name == "add_row" else []
            self.found += [(text.lineno, ast.unparse(text)) for text in texts if not self._is_ours(text)]
        self.generic_visit(node)

    def _assign(self, target: ast.expr, value: ast.expr, line: int) -> None:
        ours = self._is_ours(value)
        if isinstance(target, ast.Name) or ast.unparse(target).startswith("self._"):
            known = self._known[0] if isinstance(target, ast.Attribute) else self._known[-1]
            name = ast.unparse(target)
            known[name] = ours and known.get(name, True)
        elif isinstance(target, ast.Attribute) and target.attr in ASSIGNED and not ours:
            self.found.append((line, ast.unparse(value)))

    def _is_ours(self, text: ast.expr) -> bool:
        """Return whether an expression is a text of ours, or one that carries no markup."""
        match text:
            case ast.Constant():
                return True
            case ast.JoinedStr():
                return all(self._is_ours(each) for each in text.values)
            case ast.FormattedValue():
                return isinstance(text.value, ast.Name) and text.value.id.isupper()
            case ast.Name():
                return text.id.isupper() or self._known[-1].get(text.id, False)
            case ast.Attribute():
                return self._known[0].get(ast.unparse(text), False)
            case ast.IfExp():
                return self._is_ours(text.body) and self._is_ours(text.orelse)
            case ast.BinOp(op=ast.Add()):
                return self._is_ours(text.left) and self._is_ours(text.right)
            case ast.Call():
                return self._returns_ready(text)
        return False

    def _returns_ready(self, call: ast.Call) -> bool:
        name = ast.unparse(call.func)
        last = name.rpartition(".")[2]
        if name in MADE or last in HELPERS | self._ready:
            return True
        # `Content("\n").join(...)` and `prose(text).stylize("dim")` are what they are called on.
        return isinstance(call.func, ast.Attribute) and self._is_content(call.func.value)

    def _is_content(self, value: ast.expr) -> bool:
        return isinstance(value, ast.Call) and self._returns_ready(value)


def _off(call: ast.Call) -> bool:
    """Return whether a call says that nothing is to be parsed."""
    return any(
        each.arg == "markup" and isinstance(each.value, ast.Constant) and each.value.value is False
        for each in call.keywords
    )


def _of_digits(call: ast.Call) -> bool:
    """Return whether it is the large figures that are changed, which parse nothing."""
    return isinstance(call.func, ast.Attribute) and "Digits" in ast.unparse(call.func.value)


def returned(source: str) -> dict[str, set[str]]:
    """Return the types that the functions of a module return, by name."""
    returns: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, DEFINED):
            returns.setdefault(node.name, set()).add(ast.unparse(node.returns) if node.returns else "")
    return returns


def ready_in(module: str, returns: Mapping[str, Mapping[str, set[str]]]) -> frozenset[str]:
    """Return the names of functions that return no markup; one of the module's own goes before all others."""
    kinds: dict[str, set[str]] = {}
    for each in returns.values():
        for name, types in each.items():
            kinds[name] = kinds.get(name, set()) | types
    return frozenset(name for name, types in (kinds | dict(returns[module])).items() if types <= READY)


def parsed(source: str, ready: frozenset[str] = frozenset()) -> Iterator[tuple[int, str]]:
    """Yield line and text of each place of a module where a text that is not ours may be parsed."""
    reader = Reader(ready)
    reader.visit(ast.parse(source))
    yield from reader.found


def test_nothing_of_others_is_parsed_as_markup() -> None:
    sources = {str(path.relative_to(TUI)): path.read_text("utf-8") for path in sorted(TUI.rglob("*.py"))}
    returns = {name: returned(source) for name, source in sources.items()}
    found = [
        f"{name}:{line}: {text}"
        for name, source in sources.items()
        for line, text in parsed(source, ready_in(name, returns))
    ]
    assert found == []


BAD = (
    "Static(text)",
    "Static(f'{text} x')",
    "Label(card.title, id='a')",
    "row.update(text)",
    "self.query_one('#a', Static).update(name if name else 'none')",
    "self.notify(sentence)",
    "self.app.notify(sentence, title=name, markup=True)",
    "Content.from_markup(text)",
    "Option(row.title)",
    "table.add_row('a', text)",
    "table.add_column(text)",
    "tree.add_leaf(text)",
    "widget.tooltip = text",
    "self.border_title = f'{name}'",
    "self.app.sub_title = name",
    "Static('a' + text)",
    "def f(text: str) -> None:\n    words = text\n    Static(words)",
    "def f(text: str) -> None:\n    words = plain(text)\n    words = text\n    Static(words)",
    "Static(unknown(text))",
    "Static('{}'.format(text))",
    "Static(escape(text))",
)
GOOD = (
    "Static('ours')",
    "Static(PURPOSE, id='a')",
    "Static(plain(text))",
    "row.update(prose(text) if text else '')",
    "self.notify(make_safe(text), markup=False)",
    "Option(Content.assemble(('a', 'dim'), plain(text)))",
    "Static(Content('\\n').join(lines))",
    "table.add_row(cell(text, 9), cell(text, 3))",
    "def f(text: Content) -> None:\n    Static(text)",
    "def f(text: str) -> None:\n    words = plain(text)\n    Static(words)",
    "self.query_one('#figures', Digits).update(figures)",
)


@pytest.mark.parametrize("source", BAD)
def test_what_would_be_parsed_is_found(source: str) -> None:
    assert list(parsed(source))


@pytest.mark.parametrize("source", GOOD)
def test_what_carries_no_markup_is_not(source: str) -> None:
    assert list(parsed(source)) == []
