"""The one application style sheet: plain boxes only, everything else paints itself."""

from app.ui.theme.tokens import Tokens

_TEMPLATE = """
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {border}; padding: 4px 6px; }}
QLineEdit {{
    background: {field}; color: {text}; border: 1px solid {border}; border-radius: 8px; padding: 0 8px;
    min-height: 30px; selection-background-color: {accent}; selection-color: {on_accent};
    placeholder-text-color: {faint};
}}
QLineEdit:focus {{ border-color: {accent}; }}
QLineEdit:disabled {{ background: {fill}; color: {faint}; }}
QLineEdit[kind="bare"], QLineEdit[kind="bare"]:focus {{ background: transparent; border: none; padding: 0; }}
QLineEdit[kind="inline"] {{ min-height: 0; border-radius: 6px; padding: 0 6px; }}
QLineEdit[kind="small"] {{ min-height: 24px; placeholder-text-color: {muted}; }}
QLineEdit[fault="true"], QLineEdit[fault="true"]:focus {{ border-color: {danger}; }}
QListView, QPlainTextEdit, QScrollArea, QAbstractScrollArea {{ background: transparent; border: none; }}
QFileDialog QHeaderView, QFileDialog QHeaderView::section {{
    background: {side}; color: {muted}; border: none; padding: 2px 4px;
}}
QSplitter::handle {{ background: {border}; }}
QMenu {{
    background: {raised}; color: {text}; border: 1px solid {border}; border-radius: 8px; padding: 4px;
}}
QMenu::item {{ padding: 6px 24px 6px 8px; border-radius: 6px; }}
QMenu::item:selected {{ background: {hover}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 4px 8px; }}
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 10px; }}
QScrollBar:horizontal {{ height: 10px; }}
QScrollBar::handle {{ background: {press}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {control}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def style_sheet(tokens: Tokens, high_contrast: bool) -> str:
    """The style sheet in the colours of one table."""
    text = _TEMPLATE
    if high_contrast:
        # Most people never see it.
        from app.ui.theme.high_contrast import STYLE_SHEET

        text += STYLE_SHEET
    return text.format(**tokens)
