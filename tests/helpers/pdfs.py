"""PDF files made by hand, of every kind that a person may attach."""

import io
import zlib
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter


def pdf(pages: Sequence[str]) -> bytes:
    """A file with one line of text on each page; an empty one has no text at all."""
    contents = [f"BT /F1 12 Tf 72 720 Td ({page}) Tj ET".encode() if page else b"" for page in pages]
    return _file(contents)


def bomb(unpacked_bytes: int) -> bytes:
    """A small file whose one page unpacks to very much."""
    squeeze = zlib.compressobj(9)
    piece = b" " * 1_000_000
    packed = b"".join(squeeze.compress(piece) for _ in range(unpacked_bytes // len(piece))) + squeeze.flush()
    return _file([packed], packed=True)


def locked(pages: Sequence[str]) -> bytes:
    """A file that opens with a password only."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(pages))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _file(contents: Sequence[bytes], packed: bool = False) -> bytes:
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(contents)))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, content in enumerate(contents):
        page = "/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
        bodies.append(f"<< {page} /Contents {5 + 2 * at} 0 R >>".encode())
        filters = b" /Filter /FlateDecode" if packed else b""
        head = f"<< /Length {len(content)}".encode() + filters
        bodies.append(head + b" >>\nstream\n" + content + b"\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(bodies) + 1
    xref = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return out + xref.encode() + f"startxref\n{len(out)}\n%%EOF\n".encode()
