"""The command line. No Qt: it is read before anything else is loaded."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app import __version__

LINK_OPTION = "--link"
DEMO_QUESTION = "Tell me the capital of France."


@dataclass(frozen=True, slots=True)
class Options:
    """What the program was started with; None: not given."""

    server: str | None = None
    data_dir: Path | None = None
    use_engine: bool = False
    check: bool = False
    demo: bool = False
    question: str = DEMO_QUESTION
    screenshot: Path | None = None
    self_test: str = ""
    link: str = ""


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line; ends the process for --help, --version and what cannot be read.

    Of what follows --link only the first word is read: a page chose it, and on some systems it could bring
    further options along.
    """
    ours, link = list(arguments), ""
    if LINK_OPTION in ours:
        at = ours.index(LINK_OPTION)
        link = next(iter(ours[at + 1 :]), "")
        ours = ours[:at]
    parser = argparse.ArgumentParser(
        prog="arriero", description="The desktop application for Ollama. Without options it opens the window."
    )
    parser.add_argument("--version", action="version", version=f"Arriero {__version__}")
    parser.add_argument(
        "--server", metavar="URL", help="the server to use, instead of OLLAMA_HOST or the usual address"
    )
    parser.add_argument(
        "--data-dir", metavar="DIR", type=Path, help="where chats and models of the engine are kept"
    )
    parser.add_argument(
        "--use-engine",
        action="store_true",
        help="where no Ollama is found, start the built-in engine without asking",
    )
    parser.add_argument(
        "--check", action="store_true", help="say which server answers and what models it has; no window"
    )
    parser.add_argument(
        "--demo",
        action="store_true",
        help="ask one question in the real window, save a picture of it, and end",
    )
    parser.add_argument("--question", default=DEMO_QUESTION, metavar="TEXT", help="the question of --demo")
    parser.add_argument(
        "--screenshot", metavar="FILE", type=Path, help="where --demo saves its picture (PNG)"
    )
    parser.add_argument(
        "--self-test",
        nargs="?",
        const="all",
        default="",
        choices=("all", "window"),
        help="go through the window, a reply, an image, the store and an export, and end;"
        " 'window' ends when the window is painted",
    )
    parser.add_argument(
        LINK_OPTION, metavar="URL", default="", help="fill in what an arriero:// address says; comes last"
    )
    given = parser.parse_args(ours)
    return Options(**(vars(given) | {"link": link}))
