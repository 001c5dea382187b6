"""A scroll area that shows a piece of the sheet; what the reader sees stays where it is."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.ui.theme.theme import Theme
from app.ui.transcript.ahead import Ahead
from app.ui.transcript.anchor import Anchor
from app.ui.transcript.block_part import BlockPart
from app.ui.transcript.boxes import paint_box
from app.ui.transcript.canvas import Canvas
from app.ui.transcript.cut_mark import cut_px, cut_words, paint_cut
from app.ui.transcript.filling import Filling
from app.ui.transcript.formula import FormulaKeys, Formulas
from app.ui.transcript.jump_pill import JumpPill
from app.ui.transcript.late_colours import LateColours
from app.ui.transcript.part import Part
from app.ui.transcript.picture import ReplyPictures
from app.ui.transcript.picture_part import PicturePart
from app.ui.transcript.reading_column import GUTTER_PX, READING_PX, reading_column
from app.ui.transcript.reading_style import ReadingStyle
from app.ui.transcript.selecting import Selecting
from app.ui.transcript.sheet import Sheet
from app.ui.transcript.turn import Turn
from app.ui.transcript.turn_list import TurnList
from app.ui.widgets.button import Button
from app.ui.widgets.focus_ring import KeyboardFocus

NEAR_END_PX = 32
_FEW_RECTANGLES = 4
_MARK_PX = 10
_BLEED_PX = 4  # what is painted around letters


class SheetView(KeyboardFocus, QAbstractScrollArea):
    """Places turns, scrolls and paints; follows the end only while the reader is there."""

    focus_radius = 4

    def __init__(self, theme: Theme, turns: TurnList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._canvas = Canvas(theme)  # one that Qt makes would load every widget class there is
        self._canvas.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._canvas.setMouseTracking(True)
        self.setViewport(self._canvas)
        self._turns = turns
        self._sheet = Sheet(turns)
        self._selecting = Selecting(self._sheet)
        self._formulas: Formulas | None = None
        self._pictures: ReplyPictures | None = None
        self._style = ReadingStyle(theme)
        self._reading_px = READING_PX
        self._left = 0
        self._following = True
        self._shown: list[Turn] = []
        self._marked_id = ""  # a message that was looked for
        self._placing = False
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = self.verticalScrollBar()
        bar.setSingleStep(40)
        bar.actionTriggered.connect(self._on_bar_action)
        bar.valueChanged.connect(self._on_value_changed)
        words = QCoreApplication.translate("Transcript", "Jump to latest")
        self._pill = JumpPill(theme, words, "arrow-down", height_px=30, parent=self._canvas)
        self._pill.setCursor(Qt.CursorShape.ArrowCursor)
        self._pill.clicked.connect(self.jump_to_latest)
        self._pill.hide()
        self._colours = LateColours(self._sheet, self._repaint, self)
        self._ahead = Ahead(self._sheet, self._fit_bar, self)
        self._filling = Filling(self._sheet, self._repaint, self._show, self._ahead, self)
        theme.changed.connect(self._on_theme_changed)

    @property
    def turns(self) -> TurnList:
        """All messages."""
        return self._turns

    @property
    def sheet(self) -> Sheet:
        """Where they are."""
        return self._sheet

    @property
    def following(self) -> bool:
        """Whether new text scrolls into view."""
        return self._following

    @property
    def jump_pill(self) -> Button:
        """The button that goes to the end; visible while there is something below."""
        return self._pill

    @property
    def canvas(self) -> QWidget:
        """The parent of all widgets in turns."""
        return self._canvas

    def set_reading_width(self, most_px: int) -> None:
        """Set the width of the reading column where there is room for it."""
        self._reading_px = most_px
        self._relayout()

    def set_zoom(self, zoom: float) -> None:
        """Set the size of the text, 0.7 to 2; the reader's place stays."""
        larger = zoom / self._style.zoom
        self._restyle(zoom)
        self._relayout(larger)

    def set_formulas(self, formulas: Formulas) -> None:
        """Take what draws formulas; the reader's place stays."""
        self._formulas = formulas
        self._restyle(self._style.zoom)
        self._relayout()

    def set_reply_pictures(self, pictures: ReplyPictures) -> None:
        """Take what loads the images of replies."""
        self._pictures = pictures
        self._restyle(self._style.zoom)
        self._relayout()

    @Slot()
    def reply_pictures_changed(self) -> None:
        """Some images came, or did not; the reader's place stays."""
        for turn in self._turns.built():
            changed = [
                at for at, part in enumerate(turn.parts) if isinstance(part, PicturePart) and part.renew()
            ]
            if changed:
                turn.unsettle(changed[0])
            if changed and turn in self._shown:
                self._change(turn, partial(int, changed[0]))
                self._show()

    @Slot(object)
    def formulas_changed(self, ready: FormulaKeys) -> None:
        """Some formulas became ready: lay out again what waited for them; the reader's place stays."""
        for turn in self._turns.built():
            first = turn.renew_math(ready)
            if first < len(turn.parts) and turn in self._shown:
                self._change(turn, partial(int, first))

    @Slot(str)
    def set_first_seen(self, message_id: str) -> None:
        """Mark what the model was probably not given any more: all above this message; empty: nothing."""
        words = cut_words() if message_id else ""
        if words or self.accessibleDescription():
            self.setAccessibleDescription(words)
            anchor = self._anchor()
            self._turns.set_cut(message_id, cut_px(self.theme))
            self._settle(anchor)

    @Slot()
    def jump_to_latest(self) -> None:
        """Go to the end and stay there."""
        self._following = True
        self._filling.begin(None)

    def _restyle(self, zoom: float) -> None:
        self._style = ReadingStyle(self.theme, zoom, self._formulas)
        self._style.pictures = self._pictures

    def _anchor(self) -> Anchor | None:
        return None if self._following else self._filling.anchor or self._sheet.anchor()

    def _look(self) -> None:
        """Give the sheet the size of the view."""
        self._left, width = reading_column(self.width(), self._reading_px)
        # Not asked of the scroll area: it would say what is left beside bars that are yet to be hidden.
        self._sheet.set_look(self._style, max(80, width), self._canvas.height())

    def _relayout(self, larger: float = 1.0) -> None:
        anchor = self._anchor()
        if anchor is not None and anchor.y < 0:  # as much of the line stays hidden as was
            anchor = anchor.moved(anchor.y * (larger - 1))
        self._look()
        self._settle(anchor)

    def _settle(self, anchor: Anchor | None) -> None:
        """Lay out and paint everything in view anew."""
        self._ahead.stop()
        self._filling.end()
        self._sheet.settle(anchor)
        self._canvas.update()
        self._show()

    def _change(self, turn: Turn, change: Callable[[], int]) -> None:
        """Let a turn change from some part on, and paint from there on."""
        sheet, turns = self._sheet, self._turns
        place = turns.place(turn)
        is_shown = turn in self._shown
        if not is_shown and not self._following:
            change()
            self._note_change(turn)
            self._fit_bar()
            self._place_pill()
            return
        anchor = self._anchor()
        top = sheet.top_of(place) - sheet.value
        tail, mark = turn.tail_top(), turn.painted_mark_top
        first = change()
        self._note_change(turn)
        sheet.settle(anchor)
        moved = sheet.top_of(place) - sheet.value - top
        first = max(0, min(first, len(turn.parts) - 1))
        changed = turn.parts[first]
        # Letters stay out of the gap above them, bars and boxes do not.
        gap = max(0, changed.gap - _BLEED_PX) if not changed.dirty_top else 0
        dirty = turn.top_of(first) + changed.dirty_top - gap
        dirty = top + moved + int(min(dirty, mark, turn.mark_top()))
        stays = not moved and tail == turn.tail_top()
        self._scroll(moved, dirty, top + tail if stays else sheet.view_px)
        if stays and is_shown:
            self._colours.look(self._shown)
        else:
            self._show()

    def _note_change(self, turn: Turn) -> None:
        if turn.parts:
            self._turns.turn(self._turns.place(turn))  # one that was built anew takes the present look
            self._turns.note_height(turn)

    def _scroll(self, moved: int, dirty_top: float, dirty_bottom: float) -> None:
        """Move what is painted, and paint anew what is between two heights."""
        canvas = self._canvas
        if moved and abs(moved) < canvas.height():
            canvas.scroll(0, moved)
            if not self._pill.isHidden():
                self._stand_pill()
        elif moved:
            dirty_top, dirty_bottom = 0, canvas.height()
        self._repaint(dirty_top, dirty_bottom)

    def _repaint(self, dirty_top: float, dirty_bottom: float) -> None:
        """Paint anew what is between two heights."""
        canvas = self._canvas
        top, bottom = max(0, int(dirty_top) - _BLEED_PX), min(canvas.height(), int(dirty_bottom))
        if dirty_top < dirty_bottom and top < bottom:
            canvas.update(0, top, canvas.width(), bottom - top)

    def _fill(self) -> None:
        """Lay out at once what a jump left for the next turns of the event loop."""
        anchor = self._filling.anchor
        if self._filling.end():
            self._settle(anchor)

    def _show(self) -> None:
        """Bring the scroll bar, the widgets and the pill in line with the sheet."""
        self._fit_bar()
        sheet = self._sheet
        shown = sheet.visible()
        for turn in self._shown:
            if turn not in shown:
                turn.hide_widgets()
        self._shown = shown
        for at, turn in enumerate(shown, sheet.first):
            top = sheet.top_of(at) - sheet.value
            turn.show_widgets(self._canvas, self._left, top, sheet.band or (0, sheet.view_px))
        self._place_pill()
        self._colours.look(shown)

    def _fit_bar(self) -> None:
        sheet, bar = self._sheet, self.verticalScrollBar()
        self._placing = True
        if bar.maximum() != sheet.most or bar.pageStep() != sheet.view_px:
            bar.setRange(0, sheet.most)
            bar.setPageStep(sheet.view_px)
        if bar.value() != sheet.value:
            bar.setValue(sheet.value)
        self._placing = False

    def _leave_turns(self) -> None:
        for turn in self._shown:
            turn.hide_widgets()
        self._shown = []
        self._colours.look([])

    def _at_end(self) -> bool:
        return self._sheet.most - self._sheet.value <= NEAR_END_PX

    def _place_pill(self) -> None:
        shown = not self._following and not self._at_end()
        if shown:
            self._stand_pill()
        else:
            self._pill.set_news(False)
        if self._pill.isHidden() == shown:
            self._pill.setVisible(shown)

    def _stand_pill(self) -> None:
        self._pill.stand(self.width() - GUTTER_PX, self._canvas.height())

    def _is_of_message(self, widget: QWidget) -> bool:
        """Whether a widget is a part of a message, or in one."""
        return widget is not self._pill and self._canvas.isAncestorOf(widget)

    def _part_at(self, y: float) -> Part | None:
        """The part at a height of the view."""
        at = self._sheet.turn_at(y + self._sheet.value)
        turn = self._turns.turn(at) if len(self._turns) else None
        top = self._sheet.top_of(at) - self._sheet.value
        return turn.parts[turn.part_at(y - top)] if turn is not None else None

    @Slot(int)
    def _on_bar_action(self, _action: int) -> None:
        bar = self.verticalScrollBar()
        upwards = bar.sliderPosition() < bar.value()
        self._following = not upwards and bar.maximum() - bar.sliderPosition() <= NEAR_END_PX

    @Slot(int)
    def _on_value_changed(self, value: int) -> None:
        if self._placing:
            return
        sheet = self._sheet
        distance = value - sheet.value
        if abs(distance) >= sheet.view_px or not len(self._turns):
            self._filling.end()
            sheet.value = value
            sheet.settle(sheet.anchor())
            self._canvas.update()
        else:
            self._fill()
            anchor = sheet.anchor()
            assert anchor is not None
            sheet.settle(anchor.moved(-distance))
            self._scroll(round(sheet.line_y(anchor) - anchor.y), sheet.view_px, sheet.view_px)
            self._ahead.look(is_up=distance < 0)
        # What came into view may be higher than it was thought to be: then this was not the end.
        self._following = self._following and self._at_end()
        self._show()

    @Slot()
    def _on_theme_changed(self) -> None:
        for turn in self._turns.built():
            turn.hide_widgets()
        self._canvas.clear()
        self._restyle(self._style.zoom)
        self._relayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self._canvas)
        region = event.region()
        few = region.rectCount() <= _FEW_RECTANGLES
        rectangles = list(region) if few else [event.rect()]  # type: ignore[call-overload]
        for rectangle in rectangles:
            self._paint(painter, rectangle)

    def _paint(self, painter: QPainter, rectangle: QRect) -> None:
        sheet, clip = self._sheet, QRectF(rectangle)
        painter.setClipRect(clip)
        painter.fillRect(clip, self.theme.color("canvas"))
        if sheet.band is not None:
            top, bottom = sheet.band
            clip = clip.intersected(QRectF(0, top, clip.right(), bottom - top))
            painter.setClipRect(clip)
        for at in range(sheet.first, sheet.last + 1):
            top = sheet.top_of(at) - sheet.value
            if top <= clip.bottom() and top + self._turns.heights[at] >= clip.top():
                turn = self._turns.peek(at)
                self._selecting.mark(turn)
                self._mark_found(turn)
                if self._marked_id and turn.message.id == self._marked_id:
                    box = QRectF(self._left, top, turn.width, turn.height)
                    grown = box.adjusted(-_MARK_PX, -_BLEED_PX, _MARK_PX, _BLEED_PX)
                    paint_box(painter, self.theme, grown, 10, "tint", None, clip)
                turn.paint(painter, self._left, top, clip)
                if self._turns.is_cut_below(at):
                    room = QRectF(self._left, top, turn.width, self._turns.heights[at])
                    paint_cut(painter, self.theme, room.adjusted(0, turn.height, 0, 0))

    def _mark_found(self, turn: Turn) -> None:
        """Tell a turn which of its words were looked for."""

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """What is painted was moved already, see `_scroll`; Qt would paint everything anew."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._relayout()

    def wheelEvent(self, event: QWheelEvent) -> None:
        across, along = event.angleDelta().x(), event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and along:
            across, along = along, 0
        if abs(across) > abs(along):
            part = self._part_at(event.position().y())
            if isinstance(part, BlockPart) and part.scroll_by(-across // 2):
                event.accept()
                return
        before = self._sheet.value
        super().wheelEvent(event)
        if along > 0 or event.pixelDelta().y() > 0 or self._sheet.value < before:
            self._following = False
        else:
            self._following = self._at_end()
        self._place_pill()
