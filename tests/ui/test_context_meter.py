"""The meter of the context says what it counts, also where no limit is known."""

from app.domain.context import ContextLimit, ContextUse, LimitSource
from app.ui.chat.context_meter import ContextMeter
from app.ui.files.file_words import about_tokens
from app.ui.main_window import MainWindow

NO_BREAK = "\N{NO-BREAK SPACE}"


def shown(window: MainWindow, use: ContextUse) -> tuple[ContextMeter, str]:
    """The meter with such numbers, and what is written on it."""
    meter = window.chat_pane.composer.meter
    meter.set_use(use)
    assert meter.toolTip() == meter.accessibleName()
    assert meter.isVisible()
    return meter, meter.label.replace(NO_BREAK, " ")


def test_without_a_limit_it_is_no_bare_number(window: MainWindow) -> None:
    meter, label = shown(window, ContextUse(0, 40))
    assert label == "about 40 tokens"
    assert meter.accessibleName().replace(NO_BREAK, " ") == (
        "Context: about 40 tokens. How much fits is not known before the model is loaded"
    )
    assert meter.sizeHint().width() > meter.fontMetrics().horizontalAdvance(label)


def test_with_a_limit_it_says_how_much_of_it(window: MainWindow) -> None:
    meter, label = shown(window, ContextUse(2000, 130, ContextLimit(32768, LimitSource.LOADED)))
    assert label == "2.1k / 32k"
    assert meter.accessibleName() == "Context: about 2.1k of 32k tokens"


def test_images_that_nobody_has_counted_are_told(window: MainWindow) -> None:
    meter, _ = shown(window, ContextUse(0, 800, image_tokens=768))
    meter.popup.show_use(meter.use, is_cut=False)
    told = "What its images take is not known: each is reckoned as 768, as servers do."
    assert told in meter.popup.text.text()
    meter.popup.show_use(ContextUse(0, 800), is_cut=False)
    assert told not in meter.popup.text.text()


def test_one_token_is_a_token() -> None:
    said = [about_tokens(count).replace(NO_BREAK, " ") for count in (1, 2, 1200)]
    assert said == ["about 1 token", "about 2 tokens", "about 1.2k tokens"]
