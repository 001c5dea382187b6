"""Whether this system sends HTTP through proxies."""

import os
import sys


def has_proxies() -> bool:
    """Look at the same settings as httpx does, which then decides which of them holds for a host."""
    if sys.platform in ("win32", "darwin"):
        # They have settings of the system besides the environment; elsewhere it is 2 MB for nothing.
        from urllib.request import getproxies

        return bool(getproxies())
    return any(name.lower().endswith("_proxy") and value for name, value in os.environ.items())
