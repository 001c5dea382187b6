"""What becomes of links, images and formulas that a person points at in the messages."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QDesktopServices, QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from app.markup.link_policy import LinkUse, link_use
from app.markup.link_words import looks_elsewhere
from app.ui.transcript.shown_address import shown_address
from app.ui.words import plain_tip

if TYPE_CHECKING:
    from app.ui.math.first_formula import FirstFormula
    from app.ui.theme.theme import Theme
    from app.ui.transcript.pressed import Pressed
    from app.ui.transcript.view import Transcript
    from app.ui.widgets.question import Question

_WEB = frozenset({"http", "https"})
_SHOWN_CHARS = 300
_NAMED_CHARS = 60
_BREAK = "\u200b"  # where a long address may go on in the next line


class ReplyLinks(QObject):
    """Opens what may be opened, asks where the words and the target differ, and never opens the rest."""

    told = Signal(str)  # words for a short message
    target_told = Signal(str)  # where a link leads that is pointed at, as it is shown; empty: none is
    image_wanted = Signal(str, str)  # its address, its description

    def __init__(self, theme: "Theme", pane: QWidget) -> None:
        super().__init__(pane)
        self._theme = theme
        self._pane = pane
        self._transcript: Transcript | None = None
        self._formulas: FirstFormula | None = None
        self._question: Question | None = None
        self._asked = QUrl()
        self.menu: QMenu | None = None

    @property
    def question(self) -> "Question | None":
        """What is asked before an odd link is opened; None before the first time."""
        return self._question

    def watch(self, transcript: "Transcript") -> None:
        """Take the messages, once there are any."""
        from app.ui.math.first_formula import FirstFormula  # with the messages

        self._transcript = transcript
        self._formulas = FirstFormula(self)
        self._formulas.changed.connect(transcript.formulas_changed)
        transcript.set_formulas(self._formulas)
        transcript.link_activated.connect(self.open_link)
        transcript.image_activated.connect(self.image_wanted)
        transcript.stood.connect(self._on_stood)
        transcript.target_changed.connect(self._on_target_changed)
        transcript.led_nowhere.connect(self._on_led_nowhere)
        transcript.viewport().installEventFilter(self)
        transcript.installEventFilter(self)

    @Slot(str, str)
    def open_link(self, address: str, words: str) -> None:
        """Go where a link leads, or ask, or say why not.

        Args:
            words: of the link, as they are shown.
        """
        use = link_use(address)
        url = QUrl(address.strip())
        if use is LinkUse.NEVER:
            text = self.tr("Links like this are never opened from a message: {address}")
            self.told.emit(text.format(address=_cut(shown_address(address))))
        elif not url.isValid() or not url.scheme() or (url.scheme() in _WEB and not url.host()):
            text = self.tr("This link has no address that can be opened: {address}")
            self.told.emit(text.format(address=_cut(shown_address(address))))
        elif reason := self._reason_to_ask(use, url, words):
            self._ask(url, reason)
        else:
            QDesktopServices.openUrl(url)

    def close(self) -> None:
        """Make no more formulas."""
        if self._formulas is not None:
            self._formulas.close()

    def _reason_to_ask(self, use: LinkUse, url: QUrl, words: str) -> str:
        if use is LinkUse.ASK:
            text = self.tr("Another program will be started for addresses that begin with {scheme}:")
            return text.format(scheme=url.scheme())
        if looks_elsewhere(words, url.toString()):
            text = self.tr("The words of the link name another address: {words}")
            return text.format(words=_cut(" ".join(words.split())))
        if url.scheme() in _WEB and url.userInfo():
            text = self.tr("It has a name or password before the at sign, and leads to {host}.")
            return text.format(host=_host(url))
        if any(label.startswith("xn--") for label in _host(url).split(".")):
            text = self.tr("Its host has letters that can look like others. It is written {host}.")
            return text.format(host=_host(url))
        return ""

    def _ask(self, url: QUrl, reason: str) -> None:
        if self._question is None:
            from app.ui.widgets.question import Question  # with the first odd link

            self._question = Question(self._theme, self._pane.window(), self.tr("Cancel"))
            self._question.confirmed.connect(self._on_confirmed)
        self._asked = url
        text = breakable(shown_address(url.toString(QUrl.ComponentFormattingOption.FullyEncoded)))
        self._question.ask(self.tr("Open this address?"), f"{text}\n\n{reason}", self.tr("Open"))

    @Slot()
    def _on_stood(self) -> None:
        """Tell the target of the link that the keyboard stands on, as where the pointer rests."""
        transcript = self._transcript
        if transcript is None:
            return
        link, boxes = transcript.blocks.link, transcript.blocks.link_boxes()
        if link is None or not boxes:
            QToolTip.hideText()
            return
        at = transcript.viewport().mapToGlobal(boxes[-1].bottomLeft().toPoint())
        QToolTip.showText(at, plain_tip(self._tooltip(link)), transcript.viewport())

    @Slot(object)
    def _on_target_changed(self, link: "Pressed | None") -> None:
        if link is not None and link.is_note:
            self.target_told.emit(self._about_note(link))
        else:
            self.target_told.emit(shown_address(link.address) if link is not None else "")

    @Slot()
    def _on_led_nowhere(self) -> None:
        self.told.emit(self.tr("Nothing in the text leads to this note."))

    def _about_note(self, mark: "Pressed") -> str:
        """What a mark is called, and what its note says."""
        # With the first note.
        from app.ui.transcript.note_links import note_name, note_words

        transcript = self._transcript
        at = transcript.turns.find(mark.message_id) if transcript is not None else None
        turn = transcript.turns.turn(at) if transcript is not None and at is not None else None
        words = note_words(turn, mark)
        return f"{note_name(mark)}: {words}" if words else note_name(mark)

    @Slot()
    def _on_confirmed(self) -> None:
        QDesktopServices.openUrl(self._asked)

    def _tooltip(self, pressed: "Pressed") -> str:
        if pressed.is_math:
            desk = self._formulas.desk if self._formulas is not None else None
            if desk is not None and desk.cannot_draw(pressed.run.text, pressed.is_display):
                return self.tr("This formula cannot be drawn. Its LaTeX is shown.")
            return pressed.run.text
        if pressed.is_note:
            return self._about_note(pressed)
        title = pressed.run.link.title if pressed.run.link is not None else pressed.run.title
        shown = _cut(shown_address(pressed.address))
        return f"{title}\n{shown}" if title else shown

    def _show_menu(self, pressed: "list[Pressed]", at: QPoint) -> None:
        """Offer what can be done; with several, as from the keyboard, each by its name."""
        self.menu = menu = QMenu(self._pane)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.triggered.connect(self._on_triggered)
        for each in pressed:
            if each.is_note:
                self._add(menu, _name(each), "open", each)
                continue
            inside = menu if len(pressed) == 1 else menu.addMenu(_name(each))
            if each.is_math:
                self._add(inside, self.tr("Copy LaTeX"), "copy", each)
                continue
            opens = self.tr("Show image") if each.is_image else self.tr("Open link")
            self._add(inside, opens, "open", each)
            copies = self.tr("Copy address of the image") if each.is_image else self.tr("Copy link")
            self._add(inside, copies, "copy", each)
        if self._transcript is not None:
            self._transcript.add_copies(menu, at)
        menu.popup(at)

    def _add(self, menu: QMenu, text: str, wish: str, pressed: "Pressed") -> None:
        menu.addAction(text).setData((wish, pressed))

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        if not isinstance(action.data(), tuple):
            return  # an entry of the messages
        wish, pressed = action.data()
        if wish == "copy":
            text = pressed.run.text if pressed.is_math else pressed.address
            QGuiApplication.clipboard().setText(text)
        elif self._transcript is not None:
            self._transcript.press(pressed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        transcript = self._transcript
        if transcript is None:
            return False
        if isinstance(event, QContextMenuEvent):
            if event.reason() is QContextMenuEvent.Reason.Keyboard:
                found = transcript.pressable_in_view()
                at = transcript.viewport().mapToGlobal(transcript.menu_point().toPoint())
            else:
                under = transcript.pressed_under(QPointF(event.pos()))
                found, at = ([under] if under is not None else []), event.globalPos()
            if found:
                self._show_menu(found, at)
            return bool(found)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            under = transcript.pressed_under(QPointF(event.pos()))
            if under is not None:
                QToolTip.showText(event.globalPos(), plain_tip(self._tooltip(under)), transcript.viewport())
            else:
                QToolTip.hideText()
            return under is not None
        return False


def _host(url: QUrl) -> str:
    """The host as it is looked up, in punycode."""
    return url.host(QUrl.ComponentFormattingOption.EncodeUnicode)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"


def breakable(address: str) -> str:
    """An address with places where a line may end."""
    for sign in "/?&=.-_%":
        address = address.replace(sign, sign + _BREAK)
    return address


def _name(pressed: "Pressed") -> str:
    if pressed.is_note:
        # With the first note.
        from app.ui.transcript.note_links import note_name

        return note_name(pressed)
    words = " ".join((pressed.text or shown_address(pressed.address)).split()).replace("&", "&&")
    return words if len(words) <= _NAMED_CHARS else f"{words[:_NAMED_CHARS]}…"
