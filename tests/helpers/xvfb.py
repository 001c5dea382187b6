"""An X server without a screen, for tests that need a real window system."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


class XvfbMissing(Exception):
    """Xvfb is not installed, or would not start."""


@contextmanager
def xvfb(size: str = "1280x900x24") -> Iterator[str]:
    """Run Xvfb on a display number it chooses itself; yields the display's name, such as ":7".

    Raises:
        XvfbMissing: there is no Xvfb program, or it ended before it was ready.
    """
    program = shutil.which("Xvfb")
    if program is None:
        raise XvfbMissing("Xvfb is not installed (Debian package xvfb)")
    reading, writing = os.pipe()
    try:
        server = subprocess.Popen(
            [program, "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
            pass_fds=(writing,),
            stderr=subprocess.DEVNULL,
        )
    finally:
        os.close(writing)
    try:
        with os.fdopen(reading, encoding="ascii") as pipe:
            number = pipe.readline().strip()
        if not number:
            raise XvfbMissing("Xvfb ended before it was ready")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
