"""One image over the dimmed window: nearer, farther, moved, the next one, saved, copied."""

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QWidget

from app.domain.conversation import Attachment
from app.ui.images.pictures import Pictures
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.copy_button import CopyButton
from app.ui.widgets.file_dialog import FileDialog
from app.ui.widgets.focus_back import FocusBack
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.surface import Surface

_STEP = 1.25
_LEAST, _MOST = 0.05, 16.0
_EDGE_PX = 24
_BAR_PX = 52
_PAN_PX = 64


class Viewer(QWidget):
    """A child of the window, as large as the window; Esc closes it and Tab stays in it."""

    save_requested = Signal(str, str)  # SHA-256, path
    closed = Signal()

    def __init__(self, theme: Theme, pictures: Pictures, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._pictures = pictures
        self._window = window
        self._images: tuple[Attachment, ...] = ()
        self._at = 0
        self._picture: QImage | None = None  # None: not read yet
        self._zoom: float | None = None  # picture to screen; None: as large as there is room, at most 1
        self._offset = QPointF()
        self._drag_from: QPointF | None = None
        self._before = FocusBack(None)
        self.dialog: QFileDialog | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._make_bar()
        self.hide()
        pictures.whole_read.connect(self._on_whole_read)
        window.installEventFilter(self)

    @property
    def shown(self) -> Attachment | None:
        """The image that is looked at."""
        return self._images[self._at] if self._images else None

    @property
    def zoom(self) -> float:
        """Screen pixels for a pixel of the picture."""
        return self._fit() if self._zoom is None else self._zoom

    @property
    def offset(self) -> QPointF:
        """How far the middle of the picture is from the middle of the window."""
        return QPointF(self._offset)

    @property
    def is_read(self) -> bool:
        """Whether the picture is on the screen."""
        return self._picture is not None and not self._picture.isNull()

    def open_viewer(self, images: tuple[Attachment, ...], at: int) -> None:
        """Show one of these images."""
        if not images:
            return
        if not self.isVisible():
            self._before = FocusBack(self._window.focusWidget())
        self._images = images
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self._go_to(at)

    @Slot()
    def close_viewer(self) -> None:
        """Hide, and give the focus back to where it was."""
        if not self.isVisible():
            return
        self.hide()
        self._picture = None
        self._before.give(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    @Slot()
    def show_next(self) -> None:
        """Go to the next image."""
        self._go_to(self._at + 1)

    @Slot()
    def show_previous(self) -> None:
        """Go to the image before."""
        self._go_to(self._at - 1)

    @Slot()
    def zoom_in(self) -> None:
        """Show it larger."""
        self._zoom_to(self.zoom * _STEP)

    @Slot()
    def zoom_out(self) -> None:
        """Show it smaller."""
        self._zoom_to(self.zoom / _STEP)

    @Slot()
    def fit(self) -> None:
        """Show all of it."""
        self._zoom = None
        self._offset = QPointF()
        self.update()

    @Slot()
    def copy(self) -> None:
        """Put the picture on the clipboard, and say so for a while."""
        if self.is_read and self._picture is not None:
            QGuiApplication.clipboard().setImage(self._picture)
            self._copy_button.say_copied()

    @Slot()
    def save(self) -> None:
        """Ask where to put a copy of the file as it was attached."""
        if self.shown is None:
            return
        dialog = FileDialog(self._window, self.tr("Save image"), "save_image")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(self.shown.name)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def _make_bar(self) -> None:
        self.bar = Surface(self._theme, "raised", "border", 10, self)
        self.name_label = ElidedLabel(self._theme, font="ui_strong")
        self.count_label = Label(self._theme, color="muted")
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(4)
        row.addWidget(self.name_label, 1)
        row.addWidget(self.count_label)
        self._copy_button = CopyButton(self._theme, self.tr("Copy image"), height_px=32, icon_px=18)
        self.buttons: dict[str, Button] = {}
        for name, text, icon, slot in (
            ("previous", self.tr("Previous image"), "chevron-left", self.show_previous),
            ("next", self.tr("Next image"), "chevron-right", self.show_next),
            ("out", self.tr("Zoom out"), "zoom-out", self.zoom_out),
            ("in", self.tr("Zoom in"), "zoom-in", self.zoom_in),
            ("fit", self.tr("Fit to the window"), "maximize", self.fit),
            ("copy", "", "copy", self.copy),
            ("save", self.tr("Save image as"), "download", self.save),
            ("close", self.tr("Close"), "x", self.close_viewer),
        ):
            is_copy = name == "copy"
            button = self._copy_button if is_copy else Button(self._theme, text, icon, "icon", 32, 18)
            self.buttons[name] = button
            button.clicked.connect(slot)
            row.addWidget(button)

    def _go_to(self, at: int) -> None:
        self._at = at % len(self._images)
        image = self._images[self._at]
        self._picture = None
        self.fit()
        self.name_label.set_whole_text(image.name)
        several = len(self._images) > 1
        place = self.tr("{at} of {all}").format(at=self._at + 1, all=len(self._images)) if several else ""
        self.count_label.setText(place)
        self.setAccessibleName(", ".join(part for part in (self.tr("Image"), image.name, place) if part))
        for name in ("previous", "next"):
            self.buttons[name].setVisible(several)
        self._pictures.want_whole(image.sent)

    def _room(self) -> QRectF:
        """Where the picture is shown: below the bar."""
        return QRectF(self.rect()).adjusted(_EDGE_PX, _EDGE_PX + _BAR_PX + 12, -_EDGE_PX, -_EDGE_PX)

    def _fit(self) -> float:
        if self._picture is None or self._picture.isNull():
            return 1.0
        room, size = self._room(), self._picture.size()
        return min(1.0, room.width() / size.width(), room.height() / size.height())

    def _target(self) -> QRectF:
        """Where the picture is painted."""
        assert self._picture is not None
        size = QSizeF(self._picture.size()) * self.zoom
        box = QRectF(QPointF(0, 0), size)
        box.moveCenter(self._room().center() + self._offset)
        return box

    def _zoom_to(self, zoom: float, around: QPointF | None = None) -> None:
        before = self.zoom
        after = max(_LEAST, min(_MOST, zoom))
        if around is not None:  # what is under the pointer stays there
            away = around - self._room().center()
            self._offset = away - (away - self._offset) * (after / before)
        else:
            self._offset = self._offset * (after / before)
        self._zoom = after
        self._keep_in_view()

    def _pan(self, by: QPointF) -> None:
        self._offset += by
        self._keep_in_view()

    def _keep_in_view(self) -> None:
        if self._picture is not None and not self._picture.isNull():
            size, room = QSizeF(self._picture.size()) * self.zoom, self._room().size()
            most_x = max(0.0, (size.width() - room.width()) / 2)
            most_y = max(0.0, (size.height() - room.height()) / 2)
            self._offset = QPointF(
                max(-most_x, min(most_x, self._offset.x())), max(-most_y, min(most_y, self._offset.y()))
            )
        self.update()

    @Slot(str, QImage)
    def _on_whole_read(self, sha256: str, picture: QImage) -> None:
        if self.isVisible() and self.shown is not None and self.shown.sent == sha256:
            self._picture = picture
            self.update()

    @Slot(str)
    def _on_file_selected(self, path: str) -> None:
        if self.shown is not None:
            self.save_requested.emit(self.shown.sha256, path)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        stops = [self, *(button for button in self.buttons.values() if button.isVisible())]
        here = QApplication.focusWidget()
        at = next((at for at, stop in enumerate(stops) if stop is here), 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        pans = {
            Qt.Key.Key_Left: QPointF(_PAN_PX, 0),
            Qt.Key.Key_Right: QPointF(-_PAN_PX, 0),
            Qt.Key.Key_Up: QPointF(0, _PAN_PX),
            Qt.Key.Key_Down: QPointF(0, -_PAN_PX),
        }
        does = {
            Qt.Key.Key_Escape: self.close_viewer,
            Qt.Key.Key_Left: self.show_previous,
            Qt.Key.Key_Right: self.show_next,
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
            Qt.Key.Key_0: self.fit,
        }
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Save):
            self.save()
        elif key in pans and (shift or key in (Qt.Key.Key_Up, Qt.Key.Key_Down)):
            self._pan(pans[Qt.Key(key)])
        elif key in does:
            does[Qt.Key(key)]()
        # Nothing goes on to the window: it lies below.
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turns = event.angleDelta().y() / 120
        self._zoom_to(self.zoom * _STEP**turns, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        on_picture = self.is_read and self._target().contains(event.position())
        if not on_picture:
            self.close_viewer()
            return
        self._drag_from = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag_from is not None:
            self._pan(event.position() - self._drag_from)
            self._drag_from = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag_from = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._zoom is None:
            self._zoom_to(1.0 if self.zoom < 1.0 else 2.0, event.position())
        else:
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        corner = QPoint(_EDGE_PX, _EDGE_PX)
        height = max(_BAR_PX, self.bar.sizeHint().height())
        self.bar.setGeometry(corner.x(), corner.y(), self.width() - 2 * _EDGE_PX, height)
        self._keep_in_view()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        scrim = QColor("#000000") if self._theme.dark else QColor("#101418")
        scrim.setAlphaF(0.85)
        painter.fillRect(event.rect(), scrim)
        if self._picture is None or self._picture.isNull():
            missing = self._picture is not None
            text = self.tr("This image is not there any more") if missing else self.tr("Reading the image")
            painter.setPen(QColor("#FFFFFF"))
            painter.setFont(self._theme.font("heading"))
            painter.drawText(self._room(), Qt.AlignmentFlag.AlignCenter, text)
            return
        painter.setClipRect(self._room().adjusted(-_EDGE_PX, -12, _EDGE_PX, _EDGE_PX))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.zoom < 4)
        painter.drawImage(self._target(), self._picture)
