"""The fonts of the window: sizes as ratios to the system's, the bundled files where they are needed."""

from typing import Literal

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

from app.ui.theme.resources import resource_path

FontRole = Literal[
    "display", "title", "heading", "body", "ui", "ui_medium", "ui_strong", "caption", "caption_medium",
    "micro", "figures", "code", "code_inline", "h1", "h2", "h3",
]  # fmt: skip

_WEIGHTS = {400: QFont.Weight.Normal, 500: QFont.Weight.Medium, 600: QFont.Weight.DemiBold}
_BODY = 1.08
_RATIOS: dict[FontRole, tuple[float, int]] = {
    "display": (1.85, 600),
    "title": (1.38, 600),
    "heading": (1.15, 600),
    "body": (_BODY, 400),
    "ui": (1.00, 400),
    "ui_medium": (1.00, 500),
    "ui_strong": (1.00, 600),
    "caption": (0.92, 400),
    "caption_medium": (0.92, 500),
    "micro": (0.85, 500),
    "figures": (0.92, 400),  # a caption whose numbers tick
    "code": (1.00, 400),
    "code_inline": (_BODY * 0.91, 400),
    "h1": (_BODY * 1.50, 600),
    "h2": (_BODY * 1.29, 600),
    "h3": (_BODY * 1.12, 600),
}
_BUNDLED_SIZE_PT = 9.75
_SMALLEST_PX = 11.0
_CODE_FAMILIES = ["JetBrains Mono", "Cascadia Code", "SF Mono", "Menlo", "Consolas", "DejaVu Sans Mono"]
_ARROW_FAMILIES = ("Inter", "Adwaita Sans")
"""Their contextual alternates draw "-->" as one arrow: what a model wrote would not be seen."""


def is_poor(family: str) -> bool:
    """Whether a system font is only the last resort of a desktop without fonts."""
    return not family or family.startswith(("DejaVu", "Bitstream"))


class Fonts:
    """The window's fonts for one text scale (1.0 is 100 %). Bundled files are loaded at most once.

    Args:
        code_family: before the bundled font of code; one that is not installed is passed over.
    """

    def __init__(self, scale: float = 1.0, force_bundled: bool = False, code_family: str = "") -> None:
        system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        self._system = system
        family = QFontInfo(system).family()
        self.bundled = force_bundled or is_poor(family)
        if self.bundled:
            _load("Inter", ("Inter-Regular", "Inter-Medium", "Inter-SemiBold", "Inter-Italic"))
        self._draws_arrows = self.bundled or family.startswith(_ARROW_FAMILIES)
        self._base_pt = max(system.pointSizeF(), _BUNDLED_SIZE_PT) if self.bundled else _points(system)
        self._scale = scale
        self._code_families = [code_family, *_CODE_FAMILIES] if code_family else _CODE_FAMILIES
        self._made: dict[FontRole, QFont] = {}

    def get(self, role: FontRole) -> QFont:
        """The font of a role; the caller may change its copy."""
        font = self._made.get(role)
        if font is None:
            font = self._made[role] = self._make(role)
        return QFont(font)

    def _make(self, role: FontRole) -> QFont:
        ratio, weight = _RATIOS[role]
        font = QFont(self._system)
        if role in ("code", "code_inline"):
            # Loaded with the first code that is drawn: most starts need none.
            _load("JetBrains Mono", ("JetBrainsMono-Regular", "JetBrainsMono-Bold"))
            font.setFamilies(self._code_families)
            font.setFixedPitch(True)
            font.setFeature(QFont.Tag.fromString("liga"), 0)
        elif self.bundled:
            font.setFamilies(["Inter"])
        if self._draws_arrows or role in ("code", "code_inline"):
            font.setFeature(QFont.Tag.fromString("calt"), 0)
        if role == "figures":
            font.setFeature(QFont.Tag.fromString("tnum"), 1)
        if self.bundled or role in ("code", "code_inline"):
            # The bundled files carry no hints; whole-pixel advances would tear their letters apart.
            font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
        font.setWeight(_WEIGHTS[weight])
        size_pt = self._base_pt * ratio * self._scale
        if role == "micro":
            size_pt = max(size_pt, _SMALLEST_PX * 72 / 96)
        font.setPointSizeF(size_pt)
        return font


def load_strong_italic() -> None:
    """Load the file for what is strong and slanted, where the window is in Inter: most replies have none."""
    if "Inter" in _loaded:
        _load("Inter SemiBold Italic", ("Inter-SemiBoldItalic",))


def load_bundled() -> None:
    """Load the bundled files, for what draws pages beside the window."""
    _load("Inter", ("Inter-Regular", "Inter-Medium", "Inter-SemiBold", "Inter-Italic"))
    load_strong_italic()
    _load("JetBrains Mono", ("JetBrainsMono-Regular", "JetBrainsMono-Bold"))


_loaded: set[str] = set()


def _load(family: str, files: tuple[str, ...]) -> None:
    if family in _loaded:
        return
    _loaded.add(family)
    for name in files:
        QFontDatabase.addApplicationFont(str(resource_path("fonts", f"{name}.ttf")))


def _points(font: QFont) -> float:
    return font.pointSizeF() if font.pointSizeF() > 0 else font.pixelSize() * 72 / 96
