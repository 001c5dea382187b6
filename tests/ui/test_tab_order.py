"""Tab goes as the eye does, also to what was made later."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.domain.attachment import DraftImage, DraftImages, ImageFault, ImageTrouble
from app.domain.conversation import Attachment
from app.domain.next_message import NextMessage, Waiting
from app.ui.main_window import MainWindow
from app.ui.widgets.lazy_page import LazyPage
from app.ui.widgets.sheet import Sheet
from tests.ui import (
    data_scenes,
    gallery,
    library_scenes,
    samples,
    server_scenes,
    settings_scenes,
)

NO_BREAK = "\N{NO-BREAK SPACE}"
Scene = Callable[[MainWindow], None]
SCENES: tuple[Scene, ...] = (
    server_scenes.sign_in_wanted,
    settings_scenes.settings_keys,
    library_scenes.models_installed,
    data_scenes.export_asked,
)


def area_of(window: MainWindow) -> QWidget:
    """The sheet in front, else the page."""
    shown = [each for kind in (Sheet, LazyPage) for each in window.findChildren(kind) if each.isVisible()]
    return shown[0]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_no_step_goes_up(window: MainWindow, scene: Scene) -> None:
    scene(window)
    QTest.qWait(0)
    window.grab()
    area = area_of(window)
    first = min(
        (each for each in area.findChildren(QWidget) if reached(each)), key=lambda each: place(each, area)
    )
    first.setFocus(Qt.FocusReason.TabFocusReason)
    walked: list[QWidget] = []
    for _ in range(60):
        focus = window.focusWidget()
        assert focus is not None
        if focus in walked or not area.isAncestorOf(focus):
            break
        walked.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        QTest.qWait(0)  # what came into view is laid out
    assert len(walked) > 2
    for one, other in pairwise(walked):
        assert not is_above(other, one, area), (one.accessibleName(), other.accessibleName())


def reached(widget: QWidget) -> bool:
    return bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value) and widget.isVisible()


def place(widget: QWidget, area: QWidget) -> tuple[int, int]:
    """Top and left of a control."""
    corner = widget.mapTo(area, QPoint(0, 0))
    return corner.y(), corner.x()


def is_above(one: QWidget, other: QWidget, area: QWidget) -> bool:
    """Whether a control ends above another and is not in a column of its own at the right of it."""
    (top, left), (other_top, other_left) = place(one, area), place(other, area)
    return top + one.height() <= other_top and left < other_left + other.width()


def next_by_tab(window: MainWindow) -> str:
    """The name of the control that Tab leads to."""
    focus = window.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Tab)
    found = window.focusWidget()
    assert found is not None
    return found.accessibleName()


def test_a_new_header_stands_before_the_button_that_adds_it(window: MainWindow) -> None:
    server_scenes.server_new(window)
    secrets = window.content.servers_page.content.editor.secrets
    secrets.add_button.click()
    secrets.add_button.click()
    secrets.rows[0].name.setFocus(Qt.FocusReason.TabFocusReason)
    header = ["Value of the header", "Remove the header"]
    walked = [next_by_tab(window) for _ in range(6)]
    assert walked == [*header, "Name of the header", *header, secrets.add_button.accessibleName()]


def test_an_address_is_typed_before_it_is_connected_to(window: MainWindow) -> None:
    gallery.connect(window)
    page = window.connect_page.content
    page.address_field.setFocus(Qt.FocusReason.TabFocusReason)
    walked = [next_by_tab(window) for _ in range(2)]
    assert walked == [page.options_button.accessibleName(), page.server_card.button.accessibleName()]


def walked_to(window: MainWindow, last: QWidget, most: int = 20) -> list[str]:
    """The names of the controls from the focus on up to one, by Tab."""
    focus = window.focusWidget()
    assert focus is not None
    names = [focus.accessibleName()]
    while window.focusWidget() is not last:
        names.append(next_by_tab(window))
        assert len(names) <= most, names
    return [name.replace(NO_BREAK, " ") for name in names]


def test_what_stands_above_the_message_comes_before_it(window: MainWindow) -> None:
    pane, composer = window.chat_pane, window.chat_pane.composer
    gone = ImageTrouble(ImageFault.MISSING, "gone.jpg")
    pane.show_chat(samples.finished_view())
    pane.images.set_draft(DraftImages(samples.hex_id(1), tuple(draft_image(at) for at in (1, 2))))
    composer.begin_edit("Other words")
    composer.show_next(NextMessage(samples.hex_id(1), "More", 0, Waiting.STOPPED))
    pane.images.desk.tell((gone,))
    pane.transcript.setFocus(Qt.FocusReason.TabFocusReason)
    walked = walked_to(window, composer.edit)
    waits = ["Send now", "Edit the message that is sent next", "Remove the message that is sent next"]
    told = "1 kB · tokens not known yet"
    files = ["Dismiss", f"1.jpg, {told}", f"2.jpg, {told}"]
    assert walked[-8:] == [*waits, "Cancel (Esc)", *files, "Message"], walked
    pane.images.set_draft(DraftImages(samples.hex_id(1), tuple(draft_image(at) for at in (3, 2, 4))))
    assert back_by_tab(window, 4) == [f"{at}.jpg, {told}" for at in (4, 2, 3)] + ["Dismiss"]


def test_a_banner_and_the_bar_for_finding_come_after_the_header(window: MainWindow) -> None:
    pane, banner = window.chat_pane, window.content.server_banner
    pane.show_chat(samples.finished_view())
    banner.set_actions([("retry", "Try now", "")])
    banner.show()
    pane.finder.open()
    assert pane.finder.bar is not None
    pane.header.parameters_button.setFocus(Qt.FocusReason.TabFocusReason)
    walked = walked_to(window, pane.transcript)
    assert walked[2] == "Try now"
    assert walked[3] == pane.finder.bar.field.accessibleName()


def test_the_border_of_the_list_comes_between_list_and_chat(window: MainWindow) -> None:
    window.chat_pane.composer.edit.setFocus(Qt.FocusReason.TabFocusReason)
    walked = walked_to(window, window.status_strip.commands_button)
    assert "Width of the list of chats" not in walked
    window.chat_pane.header.parameters_button.setFocus(Qt.FocusReason.TabFocusReason)
    assert back_by_tab(window, 2) == ["New chat", "Width of the list of chats"]


def draft_image(number: int) -> DraftImage:
    return DraftImage(f"id {number}", Attachment(f"{number:064x}", f"{number}.jpg", "image/jpeg", 1_000))


def back_by_tab(window: MainWindow, steps: int) -> list[str]:
    """The names of the controls that Shift+Tab leads to."""
    names = []
    for _ in range(steps):
        focus = window.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        now = window.focusWidget()
        assert now is not None
        names.append(now.accessibleName().replace(NO_BREAK, " "))
    return names
