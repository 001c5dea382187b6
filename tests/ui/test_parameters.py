"""The panel in the window: what is said to a screen reader, what is clipped, what is made when."""

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from app.domain.model_facts import LEVELS, ON_OFF, ModelFacts, server_defaults
from app.domain.options import OPTIONS
from app.domain.parameters import Parameters, Preset
from app.ui.main_window import MainWindow
from app.ui.parameters.number_field import NumberField
from app.ui.parameters.option_slider import scale_of
from app.ui.parameters.panel import ParametersPanel
from app.ui.parameters.side_splitter import SideSplitter
from app.ui.theme.theme import Theme, ThemeMode
from app.ui.widgets.dropdown import Dropdown
from app.ui.widgets.segmented import Segmented

ASKED = Parameters(
    "Be exact.",
    {"temperature": 9.0, "num_ctx": 32768, "min_p": 0.05, "odd": 5, "stop": ("END", "\n")},
    "1d",
    "high",
    {"type": "object"},
)
FACTS = ModelFacts("m", True, server_defaults("0.33.0"), "Be kind.", 131_072, (False, *LEVELS), "medium")


def panel_of(
    window: MainWindow, parameters: Parameters = ASKED, facts: ModelFacts = FACTS
) -> ParametersPanel:
    """The panel, wholly unfolded."""
    side = window.chat_page.parameters
    side.show_parameters(parameters)
    side.show_facts(facts)
    side.show_presets((Preset("Precise", Parameters("x")),))
    side.open_panel()
    for disclosure in (side.panel.more, side.panel.others, side.panel.request):
        disclosure.click()
    return side.panel


def test_the_panel_is_not_loaded_before_it_is_opened(window: MainWindow) -> None:
    side = window.chat_page.parameters
    side.show_parameters(ASKED)
    assert side.findChildren(QWidget) == []
    assert "app.ui.parameters.panel" not in sys.modules or side._panel is None


def test_every_control_has_a_name(window: MainWindow) -> None:
    panel = panel_of(window)
    controls = [
        child
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit, QSlider)
        for child in panel.findChildren(kind)
        if child.isVisibleTo(panel)
    ]
    assert len(controls) > 50
    assert not [child for child in controls if not child.accessibleName()]


@pytest.mark.parametrize("scale", [0.85, 1.0, 1.5])
@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK])
def test_nothing_is_cut_off(
    window: MainWindow, theme: Theme, qtbot: QtBot, scale: float, mode: ThemeMode
) -> None:
    theme.set_text_scale(scale)
    theme.set_mode(mode)
    panel = panel_of(window)
    qtbot.waitUntil(lambda: panel.isVisible() and panel.width() >= 280)
    qtbot.wait(0)
    right = panel.width()
    for child in panel.findChildren(QWidget):
        if not child.isVisibleTo(panel):
            continue
        edge = child.mapTo(panel, child.rect().topRight()).x()
        assert edge <= right, child
        if isinstance(child, QLabel) and not child.wordWrap():
            assert child.width() >= child.sizeHint().width() - 1, child.text()
        if isinstance(child, QLineEdit) and not child.text():
            room = child.width() - 20
            assert child.fontMetrics().horizontalAdvance(child.placeholderText()) <= room, (
                child.accessibleName()
            )
        if isinstance(child, Dropdown):
            assert child.text_fits(), child.label


def test_tab_reaches_every_control_that_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    panel = panel_of(window)
    reached, at = set(), panel.reset_button.nextInFocusChain()
    for _ in range(1000):
        if panel.isAncestorOf(at):
            reached.add(at)
        at = at.nextInFocusChain()
    wanted = {
        child
        for child in panel.findChildren(QWidget)
        if child.isVisibleTo(panel) and child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isEnabled()
    }
    assert wanted <= reached


@pytest.mark.parametrize("name", OPTIONS)
def test_a_slider_says_back_what_it_was_told(name: str) -> None:
    scale = scale_of(OPTIONS[name])
    if scale is None:
        assert name in ("num_predict", "seed", "use_mmap", "stop")
        return
    for position in {0, 1, scale.last // 2, scale.last}:
        value = scale.value(position)
        assert OPTIONS[name].fault_of(value) is None
        assert scale.position(value) == position


@pytest.mark.parametrize(
    ("length", "most"), [(None, 131_072), (40_960, 40_960), (512, 512), (1_000_000, 131_072)]
)
def test_no_context_is_offered_that_is_longer_than_the_model_knows(length: int | None, most: int) -> None:
    scale = scale_of(OPTIONS["num_ctx"], length)
    assert scale is not None
    assert scale.value(scale.last) == most


def test_levels_of_thinking_are_offered_as_the_model_has_them(window: MainWindow) -> None:
    side = window.chat_page.parameters
    panel = panel_of(window)
    assert isinstance(panel.thinking.control, Dropdown)
    assert panel.thinking.control.label == "High"
    side.show_facts(ModelFacts("m", True, think_choices=LEVELS, default_think="medium"))
    assert isinstance(panel.thinking.control, Segmented)
    assert panel.thinking.control.buttons["high"].isChecked()
    button = window.chat_pane.composer.thinking_button
    window.chat_pane.set_model_facts(ModelFacts("m", True, think_choices=LEVELS, default_think="medium"))
    window.chat_pane.set_parameters(ASKED)
    assert button.accessibleName() == "Thinking: high"
    assert button.label == "High", "seen without a pointer over it"
    assert button.sizeHint().width() > button.sizeHint().height()
    wanted: list[Parameters] = []
    window.chat_pane.parameters_wanted.connect(wanted.append)
    button.click()
    assert wanted[-1].think == "low"
    side.show_facts(ModelFacts("m", True))
    assert not panel.thinking.isVisible()
    window.chat_pane.set_model_facts(ModelFacts("m", True, think_choices=ON_OFF))
    assert button.label == ""
    assert button.sizeHint().width() == button.sizeHint().height()


def test_what_the_model_says_of_itself_stands_there_muted(window: MainWindow) -> None:
    panel = panel_of(window, Parameters())
    assert "Be kind." in panel.prompt.box.edit.placeholderText()
    assert panel.presets.dropdown.label == "None"
    assert not panel.reset_button.isEnabled()


def test_what_is_typed_stays_when_the_models_own_values_come(window: MainWindow, qtbot: QtBot) -> None:
    panel = panel_of(window, Parameters(), ModelFacts("m"))
    side, field = window.chat_page.parameters, panel.rows["temperature"].field
    wanted: list[Parameters] = []
    side.parameters_wanted.connect(wanted.append)
    qtbot.keyClicks(field, "0.")
    side.show_facts(FACTS)
    side.show_presets(())
    qtbot.keyClicks(field, "5")
    assert field.text() == "0.5"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "0.80", "what came meanwhile"
    qtbot.keyClicks(field, "1")
    side.set_chat("b")
    side.show_parameters(Parameters())
    assert field.text() == "0.80", "it was for another chat"
    qtbot.keyClick(field, Qt.Key.Key_End)
    qtbot.keyClicks(field, "50")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert wanted[-1].options == {"temperature": 0.805}
    side.show_parameters(wanted[-1])
    assert field.text() == "0.805", "what holds, as it is written here"
    qtbot.keyClick(field, Qt.Key.Key_End)
    qtbot.keyClicks(field, "0")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    side.show_parameters(wanted[-1])
    assert field.text() == "0.805", "also where it is the same number"
    for _ in range(2):
        field.selectAll()
        qtbot.keyClicks(field, "1.97")
        qtbot.keyClick(field, Qt.Key.Key_Up)
        assert wanted[-1].options == {"temperature": 2.0}
        side.show_parameters(wanted[-1])
        assert field.text() == "2.00", "a step ends writing"
    qtbot.keyClicks(field, "1")
    side.show_parameters(Parameters(options={"temperature": 0.3}))
    assert field.text() == "0.30", "another number holds now"


def test_words_in_fields_of_numbers_take_the_colours_of_another_theme(theme: Theme, qtbot: QtBot) -> None:
    old = NumberField(theme, "Seed", True)
    qtbot.addWidget(old)
    old.show_text("", "Random")
    old.show()
    theme.set_mode(ThemeMode.DARK)
    new = NumberField(theme, "Seed", True)
    qtbot.addWidget(new)
    new.show()
    shown = [each.palette().color(QPalette.ColorRole.PlaceholderText) for each in (old, new)]
    assert shown == [theme.color("muted")] * 2


def test_colours_and_letters_stay_when_the_panel_goes_over_the_chat(window: MainWindow, theme: Theme) -> None:
    window.resize(1300, 800)
    panel = panel_of(window)
    splitter = window.chat_page.findChild(SideSplitter)
    field, edit, schema = panel.rows["top_p"].field, panel.prompt.box.edit, panel.format.box.edit
    theme.set_mode(ThemeMode.DARK)
    for width in (900, 1300):
        splitter.set_window_width(width)
        assert splitter.is_over is (width == 900)
        assert edit.palette().color(QPalette.ColorRole.Text) == theme.color("text")
        assert edit.palette().color(QPalette.ColorRole.PlaceholderText) == theme.color("muted")
        assert (edit.font(), schema.font()) == (theme.font("ui"), theme.font("code"))
        assert field.font() == theme.font("code")
