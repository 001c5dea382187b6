"""Draws one card of the bundled list, and knows where its chips and its button are."""

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.catalogue import Fit
from app.ui.library.catalogue_model import CARD_ROLE, Card, Chip, chosen_words
from app.ui.library.library_words import CAPABILITY_ICONS, tr
from app.ui.theme.theme import Theme
from app.ui.theme.tokens import Role
from app.ui.widgets.ring_by_keys import RingedList

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel

    Index = QModelIndex | QPersistentModelIndex

GAP_PX = 12
_PAD_PX = 16
_CHIP_GAP_PX = 8
_LINES_OF_CHIPS = 2
_FIT_INKS: dict[Fit | None, Role] = {
    Fit.FITS: "success",
    Fit.PARTLY: "warning",
    Fit.TOO_LARGE: "faint",
    None: "faint",
}


class CatalogueDelegate(QStyledItemDelegate):
    """Paints and never decides; a click on a chip or the button is a wish."""

    size_chosen = Signal(str, str)  # family, tag
    button_clicked = Signal(str, str)

    def __init__(self, theme: Theme, view: RingedList) -> None:
        super().__init__(view)
        self._theme = theme
        self.card_px = 380
        self._view = view

    def _chip_height(self) -> int:
        return max(24, QFontMetrics(self._theme.font("caption_medium")).height() + 8)

    def _button_height(self) -> int:
        return max(28, QFontMetrics(self._theme.font("ui_medium")).height() + 10)

    def card_height(self) -> int:
        """Grown with the text size."""
        heading = QFontMetrics(self._theme.font("heading")).height()
        line = QFontMetrics(self._theme.font("ui")).height()
        badge = max(20, QFontMetrics(self._theme.font("micro")).height() + 6)
        chips = _LINES_OF_CHIPS * (self._chip_height() + _CHIP_GAP_PX)
        return heading + 2 * line + badge + chips + self._button_height() + 2 * _PAD_PX + 34

    def _card(self, option: QStyleOptionViewItem) -> QRectF:
        return QRectF(option.rect).adjusted(0, 0, -GAP_PX, -GAP_PX)

    def chip_rects(self, box: QRectF, card: Card) -> list[tuple[QRectF, Chip]]:
        """Where the sizes are; those that find no room are reached by keys and in the menu."""
        metrics = QFontMetrics(self._theme.font("caption_medium"))
        height = self._chip_height()
        inner = box.adjusted(_PAD_PX, 0, -_PAD_PX, 0)
        bottom = box.bottom() - _PAD_PX - self._button_height() - 18
        rows: list[list[tuple[float, Chip]]] = [[]]
        left = 0.0
        for chip in card.chips:
            width = max(24.0, metrics.horizontalAdvance(chip.tag) + (34 if chip.is_installed else 18))
            if left + width > inner.width() and rows[-1]:
                rows.append([])
                left = 0.0
            rows[-1].append((width, chip))
            left += width + _CHIP_GAP_PX
        rows = rows[:_LINES_OF_CHIPS]
        found = []
        for at, row in enumerate(rows):
            top = bottom - (len(rows) - at) * (height + _CHIP_GAP_PX) + _CHIP_GAP_PX
            left = inner.left()
            for width, chip in row:
                found.append((QRectF(left, top, width, height), chip))
                left += width + _CHIP_GAP_PX
        return found

    def button_words(self, card: Card) -> str:
        """What a click on the button does."""
        chosen = card.chosen
        if chosen.is_installed:
            return tr("Chat") if "embedding" not in card.family.capabilities else tr("Show")
        return tr("Pull {tag}").format(tag=chosen.tag)

    def button_rect(self, box: QRectF, card: Card) -> QRectF:
        """Where the button is."""
        words = QFontMetrics(self._theme.font("ui_medium")).horizontalAdvance(self.button_words(card))
        width, height = words + 16 + 7 + 20, self._button_height()
        return QRectF(box.right() - 12 - width, box.bottom() - 12 - height, width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index") -> None:
        card = index.data(CARD_ROLE)
        if not isinstance(card, Card):
            return
        box, state = self._card(option), option.state
        self._theme.paint_box(painter, box, 12, "raised", "border")
        if state & QStyle.StateFlag.State_HasFocus and self._view.wears_ring:
            self._theme.paint_box(painter, box, 12, border="accent", border_width=2)
        top = self._paint_words(painter, box, card)
        self._paint_capabilities(painter, box, top, card)
        for rect, chip in self.chip_rects(box, card):
            self._paint_chip(painter, rect, chip)
        self._paint_foot(painter, box, card)

    def _paint_words(self, painter: QPainter, box: QRectF, card: Card) -> float:
        inner = box.adjusted(_PAD_PX, _PAD_PX - 2, -_PAD_PX, 0)
        heading = QFontMetrics(self._theme.font("heading"))
        inner_right = self._paint_installed(painter, inner) if card.is_installed else inner.right()
        painter.setFont(self._theme.font("heading"))
        painter.setPen(self._theme.color("text"))
        room = int(inner_right - inner.left())
        name = heading.elidedText(card.family.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(inner.left(), inner.top() + heading.ascent()), name)
        line = QFontMetrics(self._theme.font("ui")).height()
        text = QRectF(inner.left(), inner.top() + heading.height() + 4, inner.width(), 2 * line + 2)
        painter.setFont(self._theme.font("ui"))
        painter.setPen(self._theme.color("muted"))
        wrapped = QTextOption()
        wrapped.setWrapMode(QTextOption.WrapMode.WordWrap)
        painter.save()
        painter.setClipRect(text)
        painter.drawText(text, card.family.description, wrapped)
        painter.restore()
        return text.bottom() + 4

    def _paint_installed(self, painter: QPainter, inner: QRectF) -> float:
        metrics = QFontMetrics(self._theme.font("micro"))
        width = metrics.horizontalAdvance(tr("Installed")) + 33
        rect = QRectF(inner.right() - width, inner.top(), width, max(20, metrics.height() + 6))
        self._theme.paint_box(painter, rect, 6, "success_tint")
        self._theme.paint_icon(painter, "check", rect.left() + 8, rect.center().y() - 6, 12, "success")
        painter.setFont(self._theme.font("micro"))
        painter.setPen(self._theme.color("success"))
        painter.drawText(rect.adjusted(25, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, tr("Installed"))
        return rect.left() - 8

    def _paint_capabilities(self, painter: QPainter, box: QRectF, top: float, card: Card) -> None:
        metrics = QFontMetrics(self._theme.font("micro"))
        left = box.left() + _PAD_PX
        painter.setFont(self._theme.font("micro"))
        for capability in card.family.capabilities:
            width = metrics.horizontalAdvance(capability) + 34
            rect = QRectF(left, top, width, max(20, metrics.height() + 6))
            if rect.right() > box.right() - _PAD_PX:
                break
            self._theme.paint_box(painter, rect, 6, "chip")
            icon = CAPABILITY_ICONS.get(capability, "message-square")
            self._theme.paint_icon(painter, icon, left + 8, rect.center().y() - 6, 12, "muted")
            painter.setPen(self._theme.color("muted"))
            painter.drawText(rect.adjusted(25, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, capability)
            left += width + 6

    def _paint_chip(self, painter: QPainter, rect: QRectF, chip: Chip) -> None:
        if chip.is_chosen:
            self._theme.paint_box(painter, rect, 6, "tint")
        elif chip.fit is Fit.TOO_LARGE:
            self._theme.paint_box(painter, rect, 6, border="border")
        else:
            self._theme.paint_box(painter, rect, 6, "chip")
        ink: Role = "accent_text" if chip.is_chosen else "faint" if chip.fit is Fit.TOO_LARGE else "text"
        painter.setFont(self._theme.font("caption_medium"))
        painter.setPen(self._theme.color(ink))
        words = rect
        if chip.is_installed:
            self._theme.paint_icon(painter, "check", rect.left() + 8, rect.center().y() - 6, 12, ink)
            words = rect.adjusted(16, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, chip.tag)

    def _paint_foot(self, painter: QPainter, box: QRectF, card: Card) -> None:
        button = self.button_rect(box, card)
        line = QRectF(box.left() + _PAD_PX, button.top() - 9, box.width() - 2 * _PAD_PX, 1)
        painter.fillRect(line, self._theme.color("border"))
        chip = card.chosen
        left = box.left() + _PAD_PX
        self._theme.paint_icon(painter, "gauge", left, button.center().y() - 7, 14, _FIT_INKS[chip.fit])
        font = self._theme.font("caption")
        room = QRectF(left + 21, button.top(), button.left() - left - 29, button.height())
        painter.setFont(font)
        painter.setPen(self._theme.color("muted"))
        words = QFontMetrics(font).elidedText(
            chosen_words(chip), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        self._theme.paint_box(painter, button, 8, "raised", "border")
        icon = "message-square" if chip.is_installed else "download"
        self._theme.paint_icon(painter, icon, button.left() + 10, button.center().y() - 8, 16, "text")
        painter.setFont(self._theme.font("ui_medium"))
        painter.setPen(self._theme.color("text"))
        inner = button.adjusted(33, 0, 0, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, self.button_words(card))

    def sizeHint(self, option: QStyleOptionViewItem, index: "Index") -> QSize:
        return QSize(self.card_px, self.card_height() + GAP_PX)

    def editorEvent(
        self, event: QEvent, model: "QAbstractItemModel", option: QStyleOptionViewItem, index: "Index"
    ) -> bool:
        card = index.data(CARD_ROLE)
        if event.type() != QEvent.Type.MouseButtonRelease or not isinstance(event, QMouseEvent):
            return False
        if event.button() is not Qt.MouseButton.LeftButton or not isinstance(card, Card):
            return False
        box, point = self._card(option), event.position()
        if self.button_rect(box, card).contains(point):
            self.button_clicked.emit(card.family.name, card.chosen.tag)
            return True
        for rect, chip in self.chip_rects(box, card):
            if rect.contains(point):
                self.size_chosen.emit(card.family.name, chip.tag)
                return True
        return False
