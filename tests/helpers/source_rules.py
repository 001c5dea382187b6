"""The rules for source files, each a function from source text to what breaks it.

A finding is "line N: what is wrong". tests/test_architecture.py runs them over the tree, and over small bad
samples to show that each can fail.
"""

import ast
import re
from collections.abc import Iterator

NESTED_LOOPS = {"exec", "exec_", "processEvents", "asyncSlot", "asyncClose"}
STATIC_DIALOGS = {
    "QMessageBox": {"about", "aboutQt", "critical", "information", "question", "warning"},
    "QFileDialog": {"getExistingDirectory", "getOpenFileName", "getOpenFileNames", "getSaveFileName"},
    "QInputDialog": {"getDouble", "getInt", "getItem", "getMultiLineText", "getText"},
    "QColorDialog": {"getColor"},
    "QFontDialog": {"getFont"},
}
DOMAIN_MAY_IMPORT = {
    "app.domain",
    "bisect",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "ipaddress",
    "itertools",
    "json",
    "math",
    "operator",
    "os.urandom",
    "re",
    "string",
    "struct",
    "textwrap",
    "types",
    "typing",
    "unicodedata",
    "urllib.parse",
}
"""The parts of the standard library without input, output, clocks that run, or threads."""

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def long_file(source: str, limit: int = 400) -> list[str]:
    """A file has at most `limit` lines."""
    count = len(source.splitlines())
    return [f"line {count}: the file has more than {limit} lines"] if count > limit else []


def long_functions(source: str, limit: int = 60) -> list[str]:
    """A function has at most `limit` lines, its signature and docstring included."""
    return [
        f"line {node.lineno}: {node.name} has more than {limit} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, FUNCTIONS) and (node.end_lineno or node.lineno) - node.lineno + 1 > limit
    ]


def no_docstring(source: str) -> list[str]:
    """A module that holds anything says on its first line what it is for."""
    tree = ast.parse(source)
    return ["line 1: no docstring"] if tree.body and not ast.get_docstring(tree) else []


def nested_loops(source: str) -> list[str]:
    """No second event loop inside the running one: it stops every task and starts slots inside slots."""
    findings = []
    for node in ast.walk(ast.parse(source)):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in NESTED_LOOPS:
            findings.append(f"line {node.lineno}: {name}")
        owner = node.value.id if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) else ""
        if name in STATIC_DIALOGS.get(owner, ()):
            findings.append(f"line {node.lineno}: {owner}.{name} waits in a loop of its own")
        if isinstance(node, ast.ImportFrom):
            findings += [f"line {node.lineno}: {a.name}" for a in node.names if a.name in NESTED_LOOPS]
    return findings


def lambdas_in_connect(source: str) -> list[str]:
    """What a signal is connected to has a name."""
    return [
        f"line {node.lineno}: lambda in connect"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "connect"
        if any(isinstance(part, ast.Lambda) for value in _values(node) for part in ast.walk(value))
    ]


def broad_excepts(source: str) -> list[str]:
    """Known errors are caught by name; a broad handler may only tidy up and raise again."""
    return [
        f"line {node.lineno}: broad except"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node) and not _raises_again(node)
    ]


def unexplained_imports(source: str) -> list[str]:
    """An import inside a function has a comment: on its line, or above it and the imports next to it."""
    lines = source.splitlines()
    return [
        f"line {node.lineno}: import inside a function without a comment that says why"
        for function in ast.walk(ast.parse(source))
        if isinstance(function, FUNCTIONS)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        if not _is_explained(lines, node)
    ]


def unfinished(source: str) -> list[str]:
    """Nothing is left to be done: no marker that says so, no function that only says it is not there."""
    findings = [
        f"line {number}: {match[0]}"
        for number, line in enumerate(source.splitlines(), 1)
        if (match := re.search(r"#.*\b(TOD[O]|FIXM[E]|XX[X])\b", line))
    ]
    return findings + [
        f"line {node.lineno}: NotImplementedError"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Name) and node.id == "NotImplementedError"
    ]


def built_texts_in_tr(source: str) -> list[str]:
    """A text to translate is one literal: an f-string or a sum is never found in the translation."""
    return [
        f"line {node.lineno}: text put together inside {name}()"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and (name := _called(node)) in {"tr", "translate"}
        if any(isinstance(value, ast.JoinedStr | ast.BinOp) for value in _values(node))
    ]


def imports(source: str, *, at_top_only: bool = False) -> Iterator[tuple[int, str]]:
    """Yield (line, full name) of everything imported; `from a import b` gives "a.b"."""
    tree = ast.parse(source)
    for node in tree.body if at_top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def qt_beyond_core(source: str) -> list[str]:
    """Of Qt, services know the core only: objects and signals, no pictures and no widgets."""
    return [
        f"line {line}: {name}"
        for line, name in imports(source)
        if name.split(".")[0] == "PySide6" and not f"{name}.".startswith("PySide6.QtCore.")
    ]


def beyond_domain(source: str) -> list[str]:
    """The domain computes: it reads nothing, waits for nothing and knows no other layer."""
    return [
        f"line {line}: {name}"
        for line, name in imports(source)
        if not any(f"{name}.".startswith(f"{allowed}.") for allowed in DOMAIN_MAY_IMPORT)
    ]


def early_imports(source: str) -> list[str]:
    """The entry point loads nothing of Qt or ours before it knows what to start."""
    return [
        f"line {line}: {name}"
        for line, name in imports(source, at_top_only=True)
        if name.split(".")[0] in {"app", "PySide6", "qasync", "httpx"}
    ]


def _is_explained(lines: list[str], node: ast.Import | ast.ImportFrom) -> bool:
    if any("#" in line for line in lines[node.lineno - 1 : node.end_lineno]):
        return True
    above = reversed(lines[: node.lineno - 1])
    others = (line.strip() for line in above if line.strip() and not re.match(r"\s+(from|import) ", line))
    return next(others, "").startswith("#")


def _values(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _is_broad(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    named = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"} for name in named)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None
