"""Each check sees the flaw it is there for: made on purpose, in a window that had none."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListWidget, QProgressBar, QWidget

from app.ui.main_window import MainWindow
from app.ui.theme.theme import Theme
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label
from tests.ui import flaws, gallery, looks


@pytest.fixture
def sound(theme: Theme) -> Iterator[MainWindow]:
    """A window without a flaw, and with a pane to put some in."""
    with looks.window_in(theme, gallery.chat_end) as window:
        assert not flaws.nameless(window)
        assert not flaws.measured(window)
        assert not flaws.faint(window)
        yield window


@pytest.fixture
def pane(sound: MainWindow) -> QWidget:
    """An empty place in the middle of the window, drawn over all else."""
    pane = QWidget(sound)
    pane.setAutoFillBackground(True)
    pane.setGeometry(400, 300, 400, 200)
    QHBoxLayout(pane)
    pane.show()
    return pane


def put(pane: QWidget, widget: QWidget) -> None:
    layout = pane.layout()
    assert layout is not None
    layout.addWidget(widget)
    looks.settle()


def test_a_button_without_a_name(sound: MainWindow, pane: QWidget, theme: Theme) -> None:
    button = Button(theme, "Go")
    put(pane, button)
    assert not flaws.nameless(sound)
    button.setAccessibleName("")
    assert any(flaw.startswith("no name: Button") for flaw in flaws.nameless(sound))


def test_a_control_without_a_role(sound: MainWindow, pane: QWidget) -> None:
    painted = QWidget()
    painted.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    painted.setAccessibleName("Painted")
    put(pane, painted)
    assert QAccessible.queryAccessibleInterface(painted).role() is QAccessible.Role.Client
    assert any(flaw.startswith("role Client: QWidget 'Painted'") for flaw in flaws.nameless(sound))


def test_a_state_that_is_not_told(sound: MainWindow, pane: QWidget, theme: Theme) -> None:
    class Silent(Button):
        """Says that it is on, in a way that no screen reader hears."""

        def isChecked(self) -> bool:
            return True

    put(pane, Silent(theme, "Silent"))
    assert any(flaw.startswith("state not told: Silent") for flaw in flaws.nameless(sound))


def test_a_bar_without_a_value(sound: MainWindow, pane: QWidget) -> None:
    bar = QProgressBar()
    bar.setAccessibleName("Amount")
    put(pane, bar)
    assert any(flaw.startswith("no value: QProgressBar") for flaw in flaws.nameless(sound))
    bar.setValue(0)
    assert not flaws.nameless(sound)


def test_what_is_hard_to_hit(sound: MainWindow, pane: QWidget, theme: Theme) -> None:
    button = Button(theme, "Go", "x", "icon", 28)
    put(pane, button)
    assert not flaws.small(sound)
    button.setFixedSize(20, 28)
    looks.settle()
    assert [flaw for flaw in flaws.small(sound) if flaw.startswith("small: Button 'Go' 20x28")]


def test_a_row_that_is_hard_to_hit(sound: MainWindow, pane: QWidget) -> None:
    rows = QListWidget()
    rows.addItems(["one", "two"])
    rows.setStyleSheet("QListWidget::item { height: 20px; padding: 0; margin: 0; }")
    put(pane, rows)
    assert [flaw for flaw in flaws.small(sound) if flaw.startswith("small row: QListWidget")]


def _short_label(pane: QWidget, theme: Theme) -> None:
    label = Label(theme, "Words that want much more room")
    put(pane, label)
    label.setFixedWidth(40)


def _low_wrapped_label(pane: QWidget, theme: Theme) -> None:
    label = Label(theme, "Words that want much more room than this " * 4, wrap=True)
    put(pane, label)
    label.setFixedSize(120, 18)


def _narrow_button(pane: QWidget, theme: Theme) -> None:
    button = Button(theme, "Words that want room")
    put(pane, button)
    button.setFixedWidth(50)


def _low_field(pane: QWidget, _theme: Theme) -> None:
    field = QLineEdit("Words")
    field.setAccessibleName("Field")
    put(pane, field)
    field.setFixedHeight(12)


def _narrow_hint(pane: QWidget, _theme: Theme) -> None:
    field = QLineEdit()
    field.setPlaceholderText("A hint that wants much more room")
    put(pane, field)
    field.setFixedWidth(60)


@pytest.mark.parametrize(
    "spoil", [_short_label, _low_wrapped_label, _narrow_button, _low_field, _narrow_hint]
)
def test_words_that_are_cut(
    sound: MainWindow, pane: QWidget, theme: Theme, spoil: Callable[[QWidget, Theme], None]
) -> None:
    spoil(pane, theme)
    looks.settle()
    assert [flaw for flaw in flaws.cut(sound) if flaw.startswith("cut: ")]


def test_what_sticks_out_of_its_place(sound: MainWindow, pane: QWidget, theme: Theme) -> None:
    button = Button(theme, "Go", parent=pane)
    button.move(20, 20)
    button.show()
    assert not flaws.clipped(sound)
    button.move(pane.width() - 10, 20)
    assert [flaw for flaw in flaws.clipped(sound) if "Button 'Go'" in flaw]


def test_neighbours_over_each_other(sound: MainWindow, pane: QWidget, theme: Theme) -> None:
    one, other = Button(theme, "One"), Button(theme, "Other")
    put(pane, one)
    put(pane, other)
    assert not flaws.overlapping(sound)
    other.move(one.pos())
    assert [flaw for flaw in flaws.overlapping(sound) if "'One'" in flaw and "'Other'" in flaw]


def test_a_list_that_is_wider_than_its_place(sound: MainWindow, pane: QWidget) -> None:
    rows = QListWidget()
    put(pane, rows)
    rows.addItem("short")
    looks.settle()
    assert not flaws.scrolled_sideways(sound)
    rows.addItem("wide " * 200)
    rows.show()
    looks.settle()
    assert [flaw for flaw in flaws.scrolled_sideways(sound) if "QListWidget" in flaw]


def test_words_that_do_not_stand_out(sound: MainWindow, pane: QWidget) -> None:
    label = QLabel("Words to be read")
    put(pane, label)

    def write(ink: str, ground: str = "#FFFFFF") -> None:
        palette = QPalette(pane.palette())
        palette.setColor(QPalette.ColorRole.Window, QColor(ground))
        palette.setColor(QPalette.ColorRole.WindowText, QColor(ink))
        pane.setPalette(palette)
        label.setPalette(palette)

    write("#1A1A1A")
    assert not flaws.faint(sound)
    write("#9A9A9A")
    assert [flaw for flaw in flaws.faint(sound) if "Words to be read" in flaw]


def test_old_colours_and_points_that_differ(sound: MainWindow, pane: QWidget) -> None:
    before = sound.grab().toImage()
    assert not list(flaws.differences(before, sound.grab().toImage()))
    pane.setStyleSheet("background: #FE01FE")
    after = sound.grab().toImage()
    assert "#FE01FE" in flaws.colours(after) - flaws.colours(before)
    x, y = next(iter(flaws.differences(before, after)))
    assert QRect(pane.pos(), pane.size()).contains(x, y)


def test_a_control_that_tab_does_not_reach(theme: Theme) -> None:
    class Trap(Button):
        """Keeps the focus."""

        def focusNextPrevChild(self, _next: bool) -> bool:
            return True

    with looks.window_in(theme, gallery.connect) as window:
        assert flaws.walked_by_tab(window) == ([], True)
        trap = Trap(theme, "Trap", parent=window)
        trap.show()
        unreached, _comes_round = flaws.walked_by_tab(window)
        assert unreached


def test_a_tab_that_goes_on_and_on(sound: MainWindow, pane: QWidget, theme: Theme) -> None:
    class Endless(Button):
        """Makes a new control each time that Tab leaves it."""

        def focusNextPrevChild(self, _next: bool) -> bool:
            another = Endless(theme, "Another", parent=pane)
            another.show()
            another.setFocus(Qt.FocusReason.TabFocusReason)
            return True

    first = Endless(theme, "First")
    put(pane, first)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    assert not flaws.walked_by_tab(sound)[1]
