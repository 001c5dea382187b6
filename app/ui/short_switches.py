"""Short turns of threads with the interpreter, while one works in pure Python beside the window."""

import sys
import threading

_SWITCH_S = 0.000_5


class ShortSwitches:
    """Each time the window wants the interpreter back from a thread, it waits for one switch interval."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        self._usual_s = 0.0

    def begin(self) -> None:
        """A thread will work; may be called in any thread."""
        with self._lock:
            if not self._count:
                self._usual_s = sys.getswitchinterval()
                sys.setswitchinterval(_SWITCH_S)
            self._count += 1

    def end(self) -> None:
        """It is done."""
        with self._lock:
            self._count -= 1
            if not self._count:
                sys.setswitchinterval(self._usual_s)


short_switches = ShortSwitches()
"""The one of the process: there is one switch interval."""
