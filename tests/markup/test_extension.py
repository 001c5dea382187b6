"""Replies as HTML through Python-Markdown: what is written, and what must never load or open."""

import markdown
import pytest


def html(text: str, **options: bool) -> str:
    return markdown.markdown(
        text, extensions=["app.markup.extension"], extension_configs={"app.markup.extension": options}
    )


def test_blocks_and_markup() -> None:
    assert html("# **T**\n\n1. a\n   ```py\n   x < 1\n   ```\n") == (
        "<h1><strong>T</strong></h1>\n<ol>\n<li>a\n"
        '<pre><code class="language-py">x &lt; 1\n</code></pre>\n</li>\n</ol>'
    )


def test_tables_and_tasks() -> None:
    assert html("| a | b |\n|--|:-:|\n| `x \\| y` |") == (
        '<table>\n<thead>\n<tr>\n<th>a</th>\n<th style="text-align:center">b</th>\n</tr>\n</thead>\n<tbody>\n'
        '<tr>\n<td><code>x | y</code></td>\n<td style="text-align:center"></td>\n</tr>\n</tbody>\n</table>'
    )
    assert html("- [x] done\n- [ ] open") == (
        '<ul>\n<li><input checked="" disabled="" type="checkbox" /> done</li>\n'
        '<li><input disabled="" type="checkbox" /> open</li>\n</ul>'
    )


def test_formulas_keep_their_tex() -> None:
    assert html("$a<b$ and\n\n$$\nx\n$$") == (
        '<p><span class="math inline">\\(a&lt;b\\)</span> and</p>\n'
        '<p><span class="math display">\\[x\\]</span></p>'
    )


def test_footnotes_come_last() -> None:
    assert html("Yes[^n].\n\n[^n]: Because.\n\nAfter.") == (
        '<p>Yes<sup><a href="#note-1" id="mark-1">1</a></sup>.</p>\n<p>After.</p>\n'
        '<section class="footnotes">\n<ol>\n<li id="note-1">\n'
        '<p>Because.\u00a0<a href="#mark-1">\u21a9\ufe0e</a></p>\n</li>\n</ol>\n</section>'
    )


def test_a_note_leads_back_to_where_it_is_mentioned_first() -> None:
    shown = html(
        "a[^x] b[^y] a[^x]\n\n[^x]: One.\n\n[^y]:\n\n    ```\n    code\n    ```\n\n[^z]: Not mentioned."
    )
    assert shown.count('id="mark-1"') == shown.count('href="#mark-1"') == 1
    assert shown.count('href="#note-1"') == 2
    assert '</pre>\n<p>\u00a0<a href="#mark-2">' in shown
    assert "mark-3" not in shown


def test_of_two_notes_with_one_label_the_second_has_no_name() -> None:
    shown = html("a[^x] b[^y]\n\n[^x]: One.\n\n[^X]: Again.\n\n[^y]: Two.")
    assert shown.count("<li") == 3
    assert [shown.count(f'id="note-{number}"') for number in (1, 2, 3)] == [1, 1, 0]
    assert '<li value="1">\n<p>Again.</p>' in shown


def test_the_mark_of_a_note_in_a_link_is_a_part_of_the_link() -> None:
    shown = html("[see[^x]](https://example.org)\n\n[^x]: One.")
    assert '<a href="https://example.org">see<sup>1</sup></a>' in shown
    assert "mark-1" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<iframe src='https://e.org'></iframe>",
        "- <b onclick=x>y</b>",
        "| a |\n|---|\n| <style>x</style> |",
        "```\n</code></pre><script>\n```",
        "`</code><script>`",
        '[a](b "<script>")',
        "# <script>",
        "$<script>x^2$",
        '``` "><script>\n```',
        "[^<script>]: x\n\n[^<script>]",
    ],
)
def test_no_tag_of_a_reply_reaches_the_html(text: str) -> None:
    rendered = html(text).lower()
    for tag in ("<script", "<img", "<iframe", "<style", "<b ", "onerror=alert(1)>"):
        assert tag not in rendered


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:alert(1))",
        "[a](JAVASCRIPT:alert(1))",
        "[a](java&#10;script:alert(1))",
        "[a](data:text/html;base64,AAAA)",
        "[a](file:///etc/passwd)",
        "[a](\\\\\\\\server\\share)",
        "[a](//server/share)",
        "<javascript:alert(1)>",
        "[a]\n\n[a]: vbscript:x",
        "[a](custom-app://do)",
        "[a](https:)",
        "[bank.com](https://evil.test/)",
        "[**www.bank.com**/login](https://evil.test/)",
        "[a](https://bank.com@evil.test/)",
    ],
)
def test_links_that_must_not_open_are_none(text: str) -> None:
    assert "href" not in html(text)


@pytest.mark.parametrize(
    "text",
    ["![a](https://e.org/a.png)", "![a](file:///a.png)", "![a](\\\\\\\\s\\a.png)", "![a](data:image/png,x)"],
)
def test_no_image_loads(text: str) -> None:
    rendered = html(text)
    assert "<img" not in rendered
    assert "src=" not in rendered
    assert ">a<" in rendered


def test_a_remote_image_is_a_link() -> None:
    assert html("![pic](https://e.org/a.png)") == '<p><a href="https://e.org/a.png">pic</a></p>'


def test_the_four_tags_of_replies_are_html() -> None:
    assert html("H<sub>2</sub>O<br>x<sup>2</sup> <kbd>A</kbd>") == (
        "<p>H<sub>2</sub>O<br />x<sup>2</sup> <kbd>A</kbd></p>"
    )


def test_code_keeps_every_character() -> None:
    assert html("```\n\x02amp\x03 &amp; \t\n\n```") == (
        "<pre><code>\x02amp\x03 &amp;amp; \t\n\n</code></pre>"
    )


def test_commonmark_lets_html_through() -> None:
    assert html("<b>x</b>", commonmark=True) == "<p><b>x</b></p>"


def test_one_converter_serves_many_texts() -> None:
    converter = markdown.Markdown(extensions=["app.markup.extension"])
    assert converter.convert("[a]\n\n[a]: https://e.org") == '<p><a href="https://e.org">a</a></p>'
    assert converter.reset().convert("[a]") == "<p>[a]</p>"
    assert converter.convert("") == ""
