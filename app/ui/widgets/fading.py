"""Colours that change over 90 ms where motion is wanted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QVariantAnimation
from PySide6.QtGui import QColor

from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

FADE_MS = 90


class Fading:
    """Mixin for painted controls: call `fade` before a state changes, and paint with `faded`."""

    _fade: QVariantAnimation | None = None
    _fade_from: QColor | None = None

    @property
    def fading(self) -> QVariantAnimation | None:
        """The change that is under way, 0 to 1."""
        return self._fade if self._fade_from is not None else None

    def fade(self, theme: Theme, fill: Role | None) -> None:
        """Begin at the present fill; the next one is told to `faded`."""
        if theme.reduced_motion or theme.high_contrast:
            return
        begin = self.faded(theme, fill)
        if self._fade is None:
            self._fade = QVariantAnimation(_widget(self))
            self._fade.setDuration(FADE_MS)
            self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
            self._fade.setStartValue(0.0)
            self._fade.setEndValue(1.0)
            self._fade.valueChanged.connect(self._on_fade_moved)
            self._fade.finished.connect(self._on_fade_finished)
        self._fade.stop()
        self._fade_from = begin
        self._fade.start()

    def faded(self, theme: Theme, fill: Role | None) -> QColor:
        """The colour to paint now on the way to a fill; transparent for none."""
        end = QColor(theme.color(fill)) if fill else QColor(0, 0, 0, 0)
        if self._fade is None or self._fade_from is None:
            return end
        # Towards nothing only the opacity goes: black must not shine through.
        begin = self._fade_from if self._fade_from.alpha() else _clear(end)
        return _mixed(begin, end if end.alpha() else _clear(begin), float(self._fade.currentValue()))

    def _on_fade_moved(self, _value: object) -> None:
        _widget(self).update()

    def _on_fade_finished(self) -> None:
        self._fade_from = None
        _widget(self).update()


def _widget(fading: Fading) -> "QWidget":
    return fading  # type: ignore[return-value]  # every user of the mixin is one


def _clear(color: QColor) -> QColor:
    return QColor(color.red(), color.green(), color.blue(), 0)


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    parts = zip(one.getRgb(), other.getRgb(), strict=True)  # type: ignore[call-overload]
    return QColor(*(round(a + (b - a) * share) for a, b in parts))
