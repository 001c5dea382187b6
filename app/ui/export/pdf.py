"""A chat as PDF, drawn block by block in a thread: no call lays out more than a few dozen lines."""

import errno
from pathlib import Path

from PySide6.QtCore import QBuffer, QFile, QFileDevice, QLocale, QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QImageReader,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from app.ui.export.formulas import formula_picture
from app.ui.math.typeset import NotMath, typeset

_DPI = 288
_LAYOUT_DPI = 96
_MARGIN_MM = 18
_FOOT_PX = 24.0
_FONT_PX = 13
_GAP_PX = 7.0  # below each block
_DOTS = 3.0
_LEADS = ("<h", "<p class='about'")
_LEAD_PX = 60.0  # what stands below a heading at least
_KINDS = (b"png", b"jpeg", b"gif", b"webp", b"bmp")
_STYLE = """
p, li, td, th { line-height: 140%; } h1 { font-size: 22px; } h2 { font-size: 18px; } h3 { font-size: 15px; }
h4, h5, h6 { font-size: 13px; } a { color: #0b5f78; }
code { font-family: 'JetBrains Mono', monospace; font-size: 11px; background-color: #f1f3f5; }
pre { font-family: 'JetBrains Mono', monospace; font-size: 11px; background-color: #f1f3f5;
  white-space: pre-wrap; margin: 2px 0px; } .plain { white-space: pre-wrap; margin: 0px; }
blockquote { color: #525b66; margin-left: 16px; } .about { color: #525b66; font-size: 11px; }
.muted { color: #525b66; } th { text-align: left; } td, th { padding: 4px 8px; }
"""


class PdfDrawing:
    """Draws one document.

    Raises:
        OSError: the file cannot be written.
    """

    def __init__(self, path: Path, title: str) -> None:
        self._path = path
        self._file = QFile(str(path))
        if not self._file.open(QFile.OpenModeFlag.WriteOnly):
            raise OSError(errno.EACCES, self._file.errorString(), str(path))
        self._writer = QPdfWriter(self._file)
        self._writer.setResolution(_DPI)
        self._writer.setTitle(title)
        self._writer.setCreator("Arriero")
        is_metric = QLocale().measurementSystem() is not QLocale.MeasurementSystem.ImperialUSSystem
        size = QPageSize.PageSizeId.A4 if is_metric else QPageSize.PageSizeId.Letter
        margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
        self._writer.setPageLayout(
            QPageLayout(
                QPageSize(size), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter
            )
        )
        self._painter = QPainter(self._writer)
        factor = _DPI / _LAYOUT_DPI
        self._painter.scale(factor, factor)
        self._width = self._writer.width() / factor
        self._height = self._writer.height() / factor - _FOOT_PX
        self._top = 0.0
        self._page = 1
        self._font = QFont("Inter")
        self._font.setPixelSize(_FONT_PX)
        for feature in ("calt", "liga"):
            self._font.setFeature(QFont.Tag.fromString(feature), 0)  # "->" in code stays two signs
        self._pictures: dict[str, QImage] = {}

    def add_html(self, html: str) -> None:
        """Draw a block, on more than one page where it must be."""
        document = QTextDocument()
        document.setUndoRedoEnabled(False)
        document.setUseDesignMetrics(True)
        document.setDefaultFont(self._font)
        document.setDefaultStyleSheet(_STYLE)
        document.setDocumentMargin(0)
        for name, picture in self._pictures.items():
            document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), picture)
        document.setHtml(html)
        document.setTextWidth(self._width)
        self._pictures.clear()
        height = document.size().height()
        if self._stands_better_below(html, height):
            self.new_page()
        done = 0.0
        lines = _lines(document)
        while height - done > 0.5:
            room = self._height - self._top
            end = height if height - done <= room else _cut(lines, done, done + room)
            if end <= done and self._top > 0:
                self.new_page()
                continue
            end = end if end > done else done + room
            self._draw(document, done, end)
            self._top += end - done
            done = end
        self._top += _GAP_PX

    def _stands_better_below(self, html: str, height: float) -> bool:
        """Whether a block goes to the next page: a heading with what it is above, a table with its head."""
        needed = height + _LEAD_PX if html.startswith(_LEADS) else height
        whole = html.startswith(_LEADS) or (html.startswith("<table") and height < self._height / 2)
        return whole and self._top > 0 and self._top + needed > self._height

    def add_image(self, data: bytes) -> bool:
        """Draw a picture as wide as it is, at most as the page; whether it is one."""
        picture = _picture(data)
        if picture.isNull():
            return False
        size = QSizeF(picture.size()).scaled(
            min(self._width, picture.width()),
            min(self._height, picture.height()),
            Qt.AspectRatioMode.KeepAspectRatio,
        )
        if self._top + size.height() > self._height and self._top > 0:
            self.new_page()
        most = (size * _DOTS).toSize()
        if picture.width() > most.width():
            picture = picture.scaled(
                most, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        self._painter.drawImage(QRectF(0, self._top, size.width(), size.height()), picture)
        self._top += size.height() + 8
        return True

    def add_space(self, height_px: float) -> None:
        """Leave room, but not at the top of a page."""
        if self._top:
            self._top += height_px

    def formula(self, tex: str, display: bool) -> str:
        """A formula as an image of the next block; empty where it is none."""
        try:
            outline = typeset(tex, display)
        except NotMath:
            return ""
        # Qt puts the middle of a picture at the middle of an "x".
        middle = QFontMetricsF(self._font).xHeight() / 2
        picture, size = formula_picture(outline, _FONT_PX * 1.05, _DOTS, None if display else middle)
        name = f"formula:{len(self._pictures)}"
        self._pictures[name] = picture
        return (
            f'<img src="{name}" width="{size.width():.0f}" height="{max(1.0, size.height()):.0f}"'
            ' style="vertical-align: middle">'
        )

    def new_page(self) -> None:
        """Go on at the top of another page."""
        self._draw_foot()
        self._writer.newPage()
        self._top = 0.0
        self._page += 1

    def close(self) -> None:
        """Write the end of the file."""
        self._draw_foot()
        self._painter.end()
        self._file.flush()
        is_whole = self._file.error() is QFileDevice.FileError.NoError
        words = self._file.errorString()
        self._file.close()
        if not is_whole:
            raise OSError(errno.ENOSPC, words, str(self._path))

    def give_up(self) -> None:
        """Let the file go as it is."""
        if self._painter.isActive():
            self._painter.end()
        self._file.close()

    def _draw(self, document: QTextDocument, start: float, end: float) -> None:
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, QColor("black"))
        context.clip = QRectF(0, start, self._width, end - start)
        down = self._top - start
        self._painter.save()
        self._painter.translate(0, down)
        self._painter.setClipRect(QRectF(-2, start, self._width + 4, end - start))
        document.documentLayout().draw(self._painter, context)
        self._painter.restore()

    def _draw_foot(self) -> None:
        font = QFont(self._font)
        font.setPixelSize(10)
        self._painter.setFont(font)
        self._painter.setPen(QColor("#525b66"))
        box = QRectF(0, self._height + _FOOT_PX - 14, self._width, 14)
        self._painter.drawText(box, Qt.AlignmentFlag.AlignRight, QLocale().toString(self._page))


def _picture(data: bytes) -> QImage:
    """A picture with its orientation applied; null where it is of no kind that is drawn."""
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    is_known = reader.canRead() and reader.format().data() in _KINDS
    return reader.read() if is_known else QImage()


def _lines(document: QTextDocument) -> list[tuple[float, float]]:
    """Top and bottom of every line of a laid out document."""
    found: list[tuple[float, float]] = []
    block = document.begin()
    while block.isValid():
        top = document.documentLayout().blockBoundingRect(block).top()
        layout = block.layout()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            found.append((top + line.y(), top + line.y() + line.height()))
        block = block.next()
    return found


def _cut(lines: list[tuple[float, float]], start: float, limit: float) -> float:
    """The lowest place between lines above `limit`; `start` where there is none."""
    ends = sorted((bottom for _, bottom in lines if start < bottom <= limit), reverse=True)
    for end in ends:
        if not any(top + 0.5 < end < bottom - 0.5 for top, bottom in lines):
            return end
    return start
