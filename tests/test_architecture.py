"""The rules every file keeps, and one bad sample for each that shows the rule can fail."""

import fnmatch
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.helpers import source_rules as rules

ROOT = Path(__file__).resolve().parents[1]
APP = sorted((ROOT / "app").rglob("*.py"))
ALL = APP + sorted([*(ROOT / "packaging").rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
TOP_LEVEL = {
    "app",
    "resources",
    "tests",
    "packaging",
    "pyproject.toml",
    "README.md",
    "Makefile",
    "LICENSE",
    "CHANGELOG.md",
    ".ci",
    ".github",
    ".gitignore",
}
Rule = Callable[[str], list[str]]


def in_folder(name: str) -> list[Path]:
    """The Python files of one layer."""
    return sorted((ROOT / "app" / name).rglob("*.py"))


def window_limit(source: str) -> list[str]:
    return rules.long_file(source, limit=200)


EVERYWHERE: list[tuple[Rule, list[Path]]] = [
    (rules.long_file, ALL),
    (rules.long_functions, ALL),
    (rules.no_docstring, ALL),
    (rules.unfinished, ALL),
    # The first paint is waited for before the program's own loop begins: nothing is nested there.
    (rules.nested_loops, [path for path in APP if path != ROOT / "app" / "bootstrap" / "start.py"]),
    (rules.lambdas_in_connect, APP),
    (rules.broad_excepts, APP),
    (rules.unexplained_imports, APP),
    (rules.built_texts_in_tr, APP),
    (rules.qt_beyond_core, in_folder("services")),
    (rules.beyond_domain, in_folder("domain")),
    (rules.early_imports, [ROOT / "app" / "__main__.py"]),
    (window_limit, [ROOT / "app" / "ui" / "main_window.py"]),
]


@pytest.mark.parametrize(("rule", "files"), EVERYWHERE, ids=[rule.__name__ for rule, _ in EVERYWHERE])
def test_the_tree_keeps_the_rule(rule: Rule, files: list[Path]) -> None:
    assert files, "the rule looks at no file"
    broken = [
        f"{path.relative_to(ROOT)} {found}"
        for path in files
        for found in rule(path.read_text(encoding="utf-8"))
    ]
    assert not broken, "\n".join(broken)


BAD_SAMPLES: list[tuple[Rule, str]] = [
    (rules.long_file, "x = 1\n" * 401),
    (window_limit, "x = 1\n" * 201),
    (rules.long_functions, "def f():\n" + "    x = 1\n" * 60),
    (rules.long_functions, "class A:\n  async def f(self):\n" + "    x = 1\n" * 60),
    (rules.no_docstring, "x = 1\n"),
    (rules.unfinished, "x = 1  # TO" + "DO: more\n"),
    (rules.unfinished, "def f():\n    raise NotImplemented" + "Error\n"),
    (rules.nested_loops, "dialog.exec()"),
    (rules.nested_loops, "QApplication.processEvents()"),
    (rules.nested_loops, "exec('x = 1')"),
    (rules.nested_loops, "@qasync.asyncSlot()\nasync def f(): ..."),
    (rules.nested_loops, "from qasync import asyncClose as c"),
    (rules.nested_loops, "QMessageBox.warning(None, 'a', 'b')"),
    (rules.nested_loops, "QFileDialog.getOpenFileName(self)"),
    (rules.lambdas_in_connect, "button.clicked.connect(lambda: f(1))"),
    (rules.lambdas_in_connect, "button.clicked.connect(partial(lambda x: x, 1))"),
    (rules.broad_excepts, "try: f()\nexcept: pass"),
    (rules.broad_excepts, "try: f()\nexcept Exception as e: print(e)"),
    (rules.broad_excepts, "try: f()\nexcept (ValueError, BaseException): pass"),
    (rules.unexplained_imports, "def f():\n    # One.\n    x = 1\n    import httpx\n"),
    (rules.unexplained_imports, "def f():\n    # One.\n    import a\n    x = 1\n    import b\n"),
    (rules.built_texts_in_tr, "self.tr(f'{n} models')"),
    (rules.built_texts_in_tr, "translate('Window', 'a' + b)"),
    (rules.qt_beyond_core, "from PySide6.QtWidgets import QWidget"),
    (rules.qt_beyond_core, "from PySide6 import QtGui"),
    (rules.qt_beyond_core, "import PySide6.QtCoreX"),
    (rules.beyond_domain, "import asyncio"),
    (rules.beyond_domain, "from pathlib import Path"),
    (rules.beyond_domain, "import os"),
    (rules.beyond_domain, "from app.api import wire"),
    (rules.early_imports, "import app.bootstrap"),
    (rules.early_imports, "from PySide6 import QtCore"),
]
GOOD_SAMPLES: list[tuple[Rule, str]] = [
    (rules.long_file, "x = 1\n" * 400),
    (rules.long_functions, "def f():\n" + "    x = 1\n" * 59),
    (rules.no_docstring, ""),
    (rules.nested_loops, "dialog.open()\nQMessageBox(self).open()\nexecutor.submit(f)"),
    (rules.lambdas_in_connect, "button.clicked.connect(self._on_button_clicked)\nf(lambda: 1)"),
    (rules.broad_excepts, "try: f()\nexcept BaseException:\n    tidy()\n    raise"),
    (rules.broad_excepts, "try: f()\nexcept (ValueError, OSError): pass"),
    (rules.unexplained_imports, "def f():\n    # Qt is loaded late.\n    import httpx\n"),
    (rules.unexplained_imports, "def f():\n    # Both late.\n    import asyncio\n\n    import httpx\n"),
    (rules.unexplained_imports, "import httpx\n"),
    (rules.built_texts_in_tr, "self.tr('%n model(s)', '', n)"),
    (
        rules.qt_beyond_core,
        "from PySide6.QtCore import QObject\nfrom PySide6 import QtCore\nimport PySide6.QtCore",
    ),
    (
        rules.beyond_domain,
        "from collections.abc import Sequence\nfrom app.domain.chat import Role\nimport urllib.parse\n"
        "from os import urandom",
    ),
    (rules.early_imports, "import sys\ndef main():\n    from app.bootstrap import start"),
]


@pytest.mark.parametrize(("rule", "sample"), BAD_SAMPLES)
def test_a_bad_sample_breaks_its_rule(rule: Rule, sample: str) -> None:
    assert rule(sample)


@pytest.mark.parametrize(("rule", "sample"), GOOD_SAMPLES)
def test_a_good_sample_keeps_its_rule(rule: Rule, sample: str) -> None:
    assert not rule(sample)


@pytest.fixture
def loggers() -> Iterator[None]:
    """Import-linter switches off every logger that there is; other tests listen to them."""
    yield
    for logger in logging.Logger.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False


@pytest.mark.usefixtures("loggers")
def test_imports_point_down() -> None:
    assert lint_imports(no_cache=True, no_logo=True) == 0


@pytest.mark.usefixtures("loggers")
def test_an_import_that_points_up_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "arrows"
    for layer, content in {"upper": "", "lower": "import arrows.upper"}.items():
        (package / layer).mkdir(parents=True)
        (package / layer / "__init__.py").write_text(content, encoding="utf-8")
    (package / "__init__.py").touch()
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_package = arrows\n[importlinter:contract:1]\nname = down\ntype = layers\n"
        "containers = arrows\nlayers =\n    upper\n    lower\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert lint_imports(no_cache=True, no_logo=True) == 1


def unexpected(names: set[str], ignored: str) -> set[str]:
    """The names that are neither part of the layout nor matched by a line of the ignore file."""
    patterns = [line.rstrip("/") for line in ignored.splitlines() if line and "/" not in line.rstrip("/")]
    return {name for name in names - TOP_LEVEL if not any(fnmatch.fnmatch(name, p) for p in patterns)}


def test_the_top_level_holds_the_layout_and_nothing_else() -> None:
    names = {path.name for path in ROOT.iterdir()} - {".git"}
    assert not unexpected(names, (ROOT / ".gitignore").read_text(encoding="utf-8"))
    assert unexpected({"app", "notes.txt", ".venv"}, ".venv/\n") == {"notes.txt"}
