"""Names and kinds of files that chats go into."""

import pytest

from app.domain.exchange import ExportFormat, file_name_of


def test_every_format_has_an_ending_of_its_own() -> None:
    assert [kind.suffix for kind in ExportFormat] == [".md", ".html", ".pdf", ".txt", ".json"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ('What? <a/b>: \\ "x" | *', "What a b x.md"),
        ("..", "chat.md"),
        ("", "chat.md"),
        ("con", "_con.md"),
        ("LPT1.txt", "_LPT1.txt.md"),
        ("../../etc/passwd", "etc passwd.md"),
        ("a\u202etxt.exe\x00\n b", "a txt.exe b.md"),
        ("Ünï " * 100, "Ünï " * 19 + "Ünï.md"),
        ("\ud800x", "x.md"),
    ],
)
def test_names_of_files_are_fit_for_every_system(title: str, name: str) -> None:
    assert file_name_of(title, ".md") == name
