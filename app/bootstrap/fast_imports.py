"""Imports without what nobody uses. Imported for its effect, before the modules that it speeds up."""

import importlib
import linecache
import sys
from importlib.machinery import ModuleSpec
from threading import Lock
from types import ModuleType
from typing import Any

import PySide6.QtCore  # noqa: F401  # loads the hook that is named below


def _skip_source_scan() -> None:
    """Keep PySide6 from reading the source text of every module that is imported after it.

    WORKAROUND: its import hook looks there for a use of PySide6 (`shibokensupport/feature.py`, PYSIDE-2029).
    Only `from __feature__ import ...` needs the answer, which Arriero does not use; a module without an entry
    counts as one without features. For some 400 modules the reading takes as long as opening a bare Qt
    window, and the texts stay in memory.
    """
    hook: Any = sys.modules.get("shibokensupport.feature")
    if hasattr(hook, "feature_imported"):
        hook.feature_imported = _ignore
        linecache.clearcache()  # the texts that were read so far


def _ignore(_module: object) -> None:
    """Stand in for the hook's function."""


def _skip_httpx_command_line() -> None:
    """Keep httpx from importing its command line client, and with it click, rich and Pygments where they are.

    WORKAROUND: `httpx/__init__.py` imports it whenever its parts happen to be installed (httpx 0.28).
    """
    command_line: Any = ModuleType("httpx._main")
    command_line.main = _ignore
    sys.modules.setdefault("httpx._main", command_line)


_GOING = Lock()


class _LoadedWhenUsed(ModuleType):
    """Stands in for a module until somebody takes something out of it.

    `importlib.util.LazyLoader` is no help: there a second `import` already loads the module.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__spec__ = ModuleSpec(name, None)  # who asks whether there is such a module hears yes

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)  # the import system looks at a module whenever it is imported
        with _GOING:  # several threads may be the first
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
        module = importlib.import_module(self.__name__)
        vars(self).update(vars(module))
        return getattr(module, name)


class _SslWhenUsed(_LoadedWhenUsed):
    """`ssl`. Before it is loaded there are no TLS sockets; asyncio asks whether a new connection is one."""

    class SSLSocket:
        """None is one."""


def _skip_ssl() -> None:
    """Keep asyncio from loading OpenSSL, 5 MB (Python 3.11 on Linux), before something of it is needed.

    asyncio treats `ssl` as a module that may be missing, and takes it as well as its own `asyncio.sslproto`
    apart only when a connection uses TLS. Here `ssl` is not missing but late.
    """
    sys.modules.setdefault("ssl", _SslWhenUsed("ssl"))
    sys.modules.setdefault("asyncio.sslproto", _LoadedWhenUsed("asyncio.sslproto"))


_skip_source_scan()
_skip_httpx_command_line()
_skip_ssl()
