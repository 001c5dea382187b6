"""Keys and clicks that an X server delivers, as from a keyboard and a mouse (XTEST)."""

import ctypes
from collections.abc import Sequence

_LEFT_BUTTON = 1
_CURRENT_SCREEN = -1


class XInputMissing(Exception):
    """The libraries of X are not installed, or the display does not answer."""


class XInput:
    """Strikes keys and clicks at places of the screen.

    Raises:
        XInputMissing: no libX11, no libXtst, or no such display.
    """

    def __init__(self, display: str) -> None:
        try:
            self._x11 = ctypes.CDLL("libX11.so.6")
            self._test = ctypes.CDLL("libXtst.so.6")
        except OSError as error:
            raise XInputMissing(str(error)) from error
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._x11.XStringToKeysym.restype = ctypes.c_ulong
        self._x11.XKeysymToKeycode.argtypes = (ctypes.c_void_p, ctypes.c_ulong)
        self._display = ctypes.c_void_p(self._x11.XOpenDisplay(display.encode()))
        if not self._display:
            raise XInputMissing(f"no X display {display}")

    def strike(self, key: str, modifiers: Sequence[str] = ()) -> None:
        """Press and release a key by its X name: strike("k", ["Control_L"])."""
        codes = [self._code(name) for name in (*modifiers, key)]
        for code in codes:
            self._test.XTestFakeKeyEvent(self._display, code, 1, 0)
        for code in reversed(codes):
            self._test.XTestFakeKeyEvent(self._display, code, 0, 0)
        self._x11.XFlush(self._display)

    def click(self, x: int, y: int) -> None:
        """Click with the left button at a place of the screen, in pixels."""
        self.hold(x, y)
        self.let_go()

    def hold(self, x: int, y: int) -> None:
        """Press the left button at a place of the screen, and hold it."""
        self.move(x, y)
        self._button(down=True)

    def move(self, x: int, y: int) -> None:
        """Move the pointer."""
        self._test.XTestFakeMotionEvent(self._display, _CURRENT_SCREEN, x, y, 0)
        self._x11.XFlush(self._display)

    def let_go(self) -> None:
        """Release the left button."""
        self._button(down=False)

    def close(self) -> None:
        """Leave the display."""
        self._x11.XCloseDisplay(self._display)

    def _button(self, *, down: bool) -> None:
        self._test.XTestFakeButtonEvent(self._display, _LEFT_BUTTON, down, 0)
        self._x11.XFlush(self._display)

    def _code(self, name: str) -> int:
        symbol = self._x11.XStringToKeysym(name.encode())
        code: int = self._x11.XKeysymToKeycode(self._display, symbol)
        assert code, f"the keyboard has no key {name}"
        return code
