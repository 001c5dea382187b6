"""A view that the keyboard and screen readers walk through: messages, their blocks, what can be pressed."""

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QWidget

from app.ui.theme.theme import Theme
from app.ui.transcript.block_focus import Stop
from app.ui.transcript.block_view import BlockView
from app.ui.transcript.pressed import Pressed
from app.ui.transcript.reading_order import can_have_focus
from app.ui.transcript.tab_order import TabOrder
from app.ui.transcript.turn_list import TurnList

if TYPE_CHECKING:
    from app.ui.transcript.accessible import Items

_RING_PX = 2
_RING_ROOM_PX = 6
_LINK_ROOM_PX = 2
_LEAST_RING_PX = 16  # of width: that around the mark of a note leaves it readable
_FAR_PX = 40
_NEAR_EDGE_PX = 16
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@cache
def _install() -> None:
    QAccessible.installFactory(_make_interface)


def _make_interface(class_name: str, thing: QObject) -> QAccessibleInterface | None:
    """Answer Qt, which asks for every class of a widget, the nearest first."""
    if class_name != WalkingView.__name__ or not isinstance(thing, WalkingView):
        return None
    # Only where a screen reader listens.
    from app.ui.transcript.accessible import Items

    if thing.items is None:
        thing.items = Items(thing)
    return thing.items.list


class WalkingView(BlockView):
    """Alt+Up and Alt+Down go by messages, then Up and Down by blocks, Tab to what can be pressed."""

    stood = Signal()  # the keyboard stands on another block or link

    tab_leaves = Signal()  # Tab goes to what stands before or after the messages

    def __init__(self, theme: Theme, turns: TurnList, parent: QWidget | None = None) -> None:
        super().__init__(theme, turns, parent)
        _install()
        TabOrder(self, self._canvas, self._pill)
        self.items: Items | None = None
        """What screen readers walk through, once one has asked."""

    def step_message(self, step: int) -> bool:
        """Go to the next message (1) or the one before (-1); False: there is none."""
        moved = self.blocks.step_message(step)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._after_step()
        return moved

    def stand_on(self, stop: Stop) -> None:
        self.blocks.take(stop.message_id, stop.block, stop.link, stop.alike)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._after_step()

    def pressable_in_view(self) -> list[Pressed]:
        if self.blocks.message_id:
            part = self.blocks.part()
            if self.blocks.link is not None or part is None:
                return [self.blocks.link] if self.blocks.link is not None else []
            return [each for each in part.pressable() if each.is_math]  # which Tab does not stop at
        return super().pressable_in_view()

    def _link_of_keys(self) -> Pressed | None:
        return self.blocks.link if self.hasFocus() and self.blocks.message_id else None

    def _after_step(self) -> None:
        self._following = self._following and self._at_end()
        if self.focus_visible and self.blocks.message_id:  # one ring is enough: that of the block
            self.clearFocus()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_focus()
        if QAccessible.isActive() and self.blocks.message_id:
            self._get_items().tell_focus()
        self.stood.emit()

    def _show_focus(self) -> None:
        """The keyboard stands elsewhere now."""
        self._canvas.update()
        self._stood = self.blocks.part() if self.blocks.message_id and self.hasFocus() else None
        self._light()
        self._tell_target()

    def _get_items(self) -> "Items":
        QAccessible.queryAccessibleInterface(self)  # which makes them, see `_make_interface`
        assert self.items is not None
        return self.items

    def _prune_items(self) -> None:
        if self.items is not None:
            self.items.prune()

    def menu_point(self) -> QPointF:
        box = self.blocks.box()
        if box is None:
            return super().menu_point()
        link_boxes = self.blocks.link_boxes()
        if link_boxes:
            return link_boxes[0].bottomLeft()
        return QPointF(box.left() + 1, min(max(box.top() + 1, 1.0), self._sheet.view_px - 1.0))

    def _open_menu(self) -> None:
        point = self.menu_point().toPoint()
        at = self._canvas.mapToGlobal(QPoint(point))
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, point, at)
        QCoreApplication.sendEvent(self._canvas, event)

    def _paint(self, painter: QPainter, rectangle: QRect) -> None:
        super()._paint(painter, rectangle)
        if not self.hasFocus() or not self.blocks.message_id:
            return
        clip = QRectF(rectangle)
        link_boxes = self.blocks.link_boxes()
        box = self.blocks.box()
        room, boxes = (_LINK_ROOM_PX, link_boxes) if link_boxes else (_RING_ROOM_PX, [box] if box else [])
        for each in boxes:
            aside = max(room, (_LEAST_RING_PX - each.width()) / 2)
            ring = each.adjusted(-aside, -room, aside, room)
            shown = ring.intersected(clip.adjusted(0, -_FAR_PX, 0, _FAR_PX))  # a long path is dear
            self.theme.paint_box(painter, shown, room, border="accent", border_width=_RING_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.blocks.message_id:
            self.blocks.step_block(1 if key == Qt.Key.Key_Down else -1)
            self._after_step()
        elif plain and key in _ENTER and self.blocks.message_id:
            link = self.blocks.link
            self.press(link) if link is not None else self._open_menu()
        elif plain and key in _ENTER and self.step_message(-1):
            pass
        elif key == Qt.Key.Key_Escape and self._selecting.stretch is None and self.blocks.clear():
            self._show_focus()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.blocks.clear():
            self._show_focus()
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_focus()

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Go round what can be pressed in the message that is read, then leave."""
        if self._go_to_stop(1 if forwards else -1):
            return True
        self.tab_leaves.emit()
        focus = self.window().focusWidget()
        is_on_top = focus is not None and self.isAncestorOf(focus) and not self._is_of_message(focus)
        widget = self._neighbour(focus if focus is not None and is_on_top else self, forwards)
        while widget is not None and widget is not self:
            is_outside = not self._is_of_message(widget)
            if is_outside and can_have_focus(widget) and widget.window() is self.window():
                reason = Qt.FocusReason.TabFocusReason if forwards else Qt.FocusReason.BacktabFocusReason
                widget.setFocus(reason)
                return True
            widget = self._neighbour(widget, forwards)
        return False

    def _neighbour(self, widget: QWidget, forwards: bool) -> QWidget | None:
        return widget.nextInFocusChain() if forwards else widget.previousInFocusChain()

    def _go_to_stop(self, step: int) -> bool:
        stops = self.blocks.stops()
        focus = self.window().focusWidget()
        at = next((at for at, stop in enumerate(stops) if self._is_at(stop, focus)), None)
        if at is None and focus is not self and focus is not None and self.isAncestorOf(focus):
            return False
        if at is None:
            if step < 0:
                return False
            block = self.blocks.block if self.blocks.message_id else 0
            at = next((at for at, stop in enumerate(stops) if stop.block >= block), len(stops)) - 1
        at += step
        while not 0 <= at < len(stops) and self.blocks.reveal(step):
            before, stops = stops[:], self.blocks.stops()
            seen = [stop for stop in stops if stop in before]
            at = stops.index(seen[-1]) + 1 if seen and step > 0 else stops.index(seen[0]) - 1 if seen else 0
            at = at if seen or step > 0 else len(stops) - 1
        if at == -1 and focus is not self:
            self.blocks.link = None
            self.setFocus(Qt.FocusReason.BacktabFocusReason)
            self._canvas.update()
            return True
        if not 0 <= at < len(stops):
            self.blocks.link = None
            return False
        self._stop_at(stops[at], step)
        return True

    def _is_at(self, stop: Stop, focus: QWidget | None) -> bool:
        if stop.widget is not None:
            return stop.widget is focus
        here = self.blocks.message_id == stop.message_id and self.blocks.block == stop.block
        link = self.blocks.link == stop.link and self.blocks.alike == stop.alike
        return focus is self and here and link

    def _stop_at(self, stop: Stop, step: int) -> None:
        reason = Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason
        if self.blocks.message_id or stop.link is not None:
            self.blocks.take(stop.message_id, stop.block, stop.link, stop.alike)
        if stop.widget is None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._have_in_view(self.blocks.link_boxes())
            self._after_step()
            return
        stop.widget.setFocus(reason)
        corner = stop.widget.mapTo(self._canvas, QPoint(0, 0))
        self._have_in_view([QRectF(QPointF(corner), stop.widget.size().toSizeF())])
        self._canvas.update()

    def _have_in_view(self, boxes: list[QRectF]) -> None:
        if boxes and boxes[0].top() < _NEAR_EDGE_PX:
            self.scroll_by(int(boxes[0].top()) - _NEAR_EDGE_PX)
        elif boxes and boxes[-1].bottom() > self._sheet.view_px - _NEAR_EDGE_PX:
            self.scroll_by(int(boxes[-1].bottom()) - self._sheet.view_px + _NEAR_EDGE_PX)
