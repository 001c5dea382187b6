"""A sheet that a person works on: points at things, selects, copies, moves by keys."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractSlider, QMenu, QWidget

from app.ui.theme.theme import Theme
from app.ui.transcript.anchor import Anchor
from app.ui.transcript.block_part import BlockPart
from app.ui.transcript.code_part import CodePart
from app.ui.transcript.copy_menu import CopyMenu
from app.ui.transcript.copying import CopyForm, Copying
from app.ui.transcript.finding import Finding
from app.ui.transcript.part import Part
from app.ui.transcript.pointer import Pointer
from app.ui.transcript.positions import THOUGHT_LEAF, Position
from app.ui.transcript.pressed import Pressed
from app.ui.transcript.reply_turn import ReplyTurn
from app.ui.transcript.selecting import Selecting, leaf_text
from app.ui.transcript.selection_copy import selected_copy
from app.ui.transcript.selection_keys import SelectionKeys
from app.ui.transcript.sheet_view import SheetView
from app.ui.transcript.turn import Turn
from app.ui.transcript.turn_list import TurnList

_CARET_PX = 2
_ROOM_PX = 24  # above and below what is looked for
_NEAR_TOP = 3  # what is looked for comes to a third of the height


class ReaderView(SheetView):
    """Selection, clipboard and keys of the messages."""

    link_activated = Signal(str, str)  # address, the words of the link
    image_activated = Signal(str, str)  # address, its description
    target_changed = Signal(object)  # the link (`Pressed`) that is pointed at or has the keyboard, or None

    def __init__(self, theme: Theme, turns: TurnList, parent: QWidget | None = None) -> None:
        super().__init__(theme, turns, parent)
        self.copying = Copying(self, turns, self._selecting)
        self.copy_menu = CopyMenu(self, self.copying, self._selecting)
        self._keys = SelectionKeys(self, self._sheet, self._selecting)
        self._words_marked = False
        self.finding = Finding(self, turns, theme, self)
        self._pointer = Pointer(
            self._canvas,
            self._sheet,
            self._selecting,
            self._repaint,
            self.scroll_by,
            self.copying.offer_primary,
            self._tell_target,
        )
        self._target: Pressed | None = None
        self._canvas.left.connect(self._pointer.leave)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    @property
    def column_left(self) -> int:
        """Where the reading column begins."""
        return self._left

    @property
    def selecting(self) -> Selecting:
        """What is selected."""
        return self._selecting

    @property
    def selected_text(self) -> str:
        """What is selected, as plain text."""
        return selected_copy(self._turns, self._selecting).plain

    @property
    def selected_line(self) -> str:
        """What is selected, where that is within one leaf."""
        stretch = self._selecting.stretch
        if stretch is None or (stretch[0].message, stretch[0].leaf) != (stretch[1].message, stretch[1].leaf):
            return ""
        return leaf_text(self._sheet, stretch[0])[stretch[0].offset : stretch[1].offset]

    @Slot()
    def copy_selection(self) -> None:
        """Put what is selected on the clipboard, as plain text and HTML."""
        self.copying.copy_selection(CopyForm.RICH)

    @Slot()
    def select_all(self) -> None:
        """Select every message."""
        self._selecting.take_all()
        self._keys.forget()
        self._canvas.update()

    def add_copies(self, menu: QMenu, at: QPoint) -> None:
        """Add to a menu what can be copied at a point of the screen."""
        self.copy_menu.add_to(menu, QPointF(self._canvas.mapFromGlobal(at)))

    def scroll_by(self, distance: int) -> None:
        """Scroll so many pixels down; the end is not followed any more."""
        self._following = False
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + distance)

    def bring_into_view(self, place: Position) -> None:
        """Lay out what is around a place and have it at a third of the height."""
        turn = self._turns.turn(place.message)
        number, leaf = turn.part_of_leaf(place.leaf)
        part = turn.parts[number]
        self._following = False
        self._filling.begin(Anchor(turn, part, number, leaf, place.offset, self._sheet.view_px / _NEAR_TOP))

    def first_place_in_view(self) -> Position:
        """Where the reader is."""
        place = self._selecting.place_at(QPointF(self._left, 0), self._left)
        return place or Position(0, THOUGHT_LEAF, 0)

    def place_of_keys(self) -> Position | None:
        """Where the keyboard stands."""
        return None

    def reveal(self, place: Position, end: int) -> None:
        """Unfold what hides characters, and scroll to them where they are not in view."""
        turn = self._turns.turn(place.message)
        hidden = isinstance(turn, ReplyTurn) and turn.unfold(place.leaf)
        number, leaf = turn.part_of_leaf(place.leaf)
        part = turn.parts[number]
        if isinstance(part, CodePart) and leaf >= part.shown_lines:
            part.folded = False
            part.measured = False
            turn.unsettle(number)
            hidden = True
        caret = None if hidden else self._keys.box_of(place)
        if caret is None or caret.top() < _ROOM_PX or caret.bottom() > self._sheet.view_px - _ROOM_PX:
            self.bring_into_view(place)
        boxes = part.rectangles(leaf, place.offset, end)
        if boxes and isinstance(part, BlockPart):
            part.show_across(boxes[0].left(), boxes[0].right())
        self._following = False
        self._place_pill()

    def shows(self, at: int) -> bool:
        """Whether something of the message at a place is in view."""
        return self._sheet.first <= at <= self._sheet.last

    def repaint_marks(self) -> None:
        """Hits are marked otherwise now."""
        self._canvas.update()

    def place_under(self, point: QPointF) -> tuple[Turn, Part, int] | None:
        """The message, part and leaf at a point."""
        found = self._pointer.part_under(point, self._left)
        if found is None:
            return None
        part, inside = found
        turn = self._turns.turn(self._sheet.turn_at(point.y() + self._sheet.value))
        return turn, part, max(0, part.leaf_at(inside.y())) if part.leaf_count else 0

    def press(self, pressed: Pressed) -> None:
        """A person wants to go where a link leads, or to see an image."""
        activated = self.image_activated if pressed.is_image else self.link_activated
        activated.emit(pressed.address, pressed.text)

    def pressed_under(self, point: QPointF) -> Pressed | None:
        """The link, image or formula at a point of the view."""
        return self._pointer.pressed_under(point, self._left)

    def pressable_in_view(self) -> list[Pressed]:
        """The links, images and formulas in view, in reading order."""
        found: list[Pressed] = []
        for turn in self._shown:
            top = self._sheet.top_of(self._turns.place(turn)) - self._sheet.value
            for number, part in enumerate(turn.parts):
                upper = top + turn.top_of(number)
                if upper + part.height > 0 and upper < self._sheet.view_px:
                    found += [each.of_message(turn.message.id) for each in part.pressable()]
        return found

    def _link_of_keys(self) -> Pressed | None:
        """The link that the keyboard stands on."""
        return None

    def _tell_target(self) -> None:
        pressed = self._pointer.over or self._link_of_keys()
        target = pressed if pressed is not None and (pressed.is_note or pressed.run.link) else None
        if target != self._target:
            self._target = target
            self.target_changed.emit(target)

    @Slot()
    def _on_scrolled(self) -> None:
        self._pointer.leave()

    def _stop_following(self) -> None:
        """Text that moves under the pointer cannot be selected."""
        last = self._turns.peek(len(self._turns) - 1) if len(self._turns) else None
        if isinstance(last, ReplyTurn) and last.running:
            self._fill()
            self._following = False
            self._place_pill()

    def _unmark(self) -> None:
        if self._marked_id:
            self._marked_id = ""
            self._canvas.update()
        if self._words_marked:
            self._words_marked = False
            self.finding.stop()

    def _mark_found(self, turn: Turn) -> None:
        self.finding.mark(turn)

    def menu_point(self) -> QPointF:
        """Where the menu opens by keyboard: at the head of the selection, else near the top."""
        caret = self._keys.caret()
        if caret is not None and 0 <= caret.top() < self._sheet.view_px:
            return caret.bottomLeft()
        return QPointF(self._left + 1, self._sheet.view_px / _NEAR_TOP)

    def _paint(self, painter: QPainter, rectangle: QRect) -> None:
        super()._paint(painter, rectangle)
        caret = self._keys.caret() if self._keys.caret_shown else None
        if caret is not None and self.hasFocus():
            box = QRectF(caret.left() - 1, caret.top(), _CARET_PX, caret.height())
            painter.fillRect(box, self.theme.color("text"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._unmark()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif self._keys.press(event):
            self._stop_following()
            self.copying.offer_primary()
            self._canvas.update()
        elif event.key() == Qt.Key.Key_Escape and not self.finding.is_on and self._selecting.clear():
            self._keys.forget()
            self._canvas.update()
        elif event.key() == Qt.Key.Key_End:
            self.jump_to_latest()
        elif event.key() == Qt.Key.Key_Home:
            self._following = False
            self.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if not len(self._turns):
            return
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        point = self.menu_point() if by_key else QPointF(event.pos())
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        self.copy_menu.add_to(menu, point)
        menu.popup(self._canvas.mapToGlobal(QPoint(int(point.x()), int(point.y()))))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._unmark()
        self._stop_following()
        if self._keys.caret_shown:
            self._canvas.update()
        self._keys.forget()
        self._pointer.press(event, self._left)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pointer.press_twice(event, self._left)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.move(event, self._left)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed = self._pointer.release(event, self._left)
        if pressed is not None:
            self.press(pressed)
