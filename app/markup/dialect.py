"""Which constructs a text may use: what a model writes, or exactly CommonMark."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """Switches of the block parser and of the inline processors.

    Attributes:
        tables, task_items, strikethrough, bare_links: as in GitHub Flavored Markdown.
        footnotes: `[^1]` and `[^1]: text`.
        math: `$x$`, `$$x$$`, backslash with round or square brackets.
        lenient_tables: pipes in code end no cell where a row would not fit its table otherwise, and a table
            may begin where its header would go on with the paragraph of an item or quote.
        lenient_emphasis: bold also where punctuation beside it forbids it; see `EmphasisProcessor`.
        raw_html: tags reach the HTML output; otherwise they are shown as text, save `br sub sup kbd`.
        closed_links: only http, https, mailto and fragment links become links in HTML, and images never load.
    """

    tables: bool = True
    task_items: bool = True
    strikethrough: bool = True
    bare_links: bool = True
    footnotes: bool = True
    math: bool = True
    lenient_tables: bool = True
    lenient_emphasis: bool = True
    raw_html: bool = False
    closed_links: bool = True


REPLY = Dialect()
COMMONMARK = Dialect(
    tables=False,
    task_items=False,
    strikethrough=False,
    bare_links=False,
    footnotes=False,
    math=False,
    lenient_tables=False,
    lenient_emphasis=False,
    raw_html=True,
    closed_links=False,
)
