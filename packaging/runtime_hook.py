"""Runs first in the frozen program: gives its children the environment that it was started with."""

import os
import sys

if sys.platform.startswith("linux"):
    # The boot loader points it at our libraries, and the system's loader has read it by now. A browser or an
    # `ollama` that is started from here must find those of the system.
    _before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if _before is not None:
        os.environ["LD_LIBRARY_PATH"] = _before
    if not any(os.environ.get(_name) for _name in ("LC_ALL", "LC_CTYPE", "LANG")):
        os.environ["LANG"] = "C.UTF-8"  # with no locale at all Qt warns
