"""Starts what the command line asks for: the window, a check, the built-in engine, or a helper process."""

import sys


def main() -> int:
    """Run the program; the exit code is 0 where it did what it was asked for."""
    arguments = sys.argv[1:]
    if arguments == ["--engine"]:
        # The engine is another program: it starts before any Qt import and takes no options.
        from app.engine.main import main as run_engine

        return run_engine()
    if arguments == ["--engine-worker"]:
        from app.engine.worker import main as run_worker  # the engine's process for one model

        return run_worker()
    if arguments == ["--pdf-text"]:
        from app.storage.pdf_text import main as run_pdf_text  # a process for one file of a message

        return run_pdf_text()
    # Qt and argparse are no part of these processes.
    from app.bootstrap.options import parse

    options = parse(arguments)
    if options.check:
        from app.bootstrap.check import run_check  # a check needs no Qt window

        return run_check(options)
    from app.bootstrap.start import run_demo, run_window  # Qt is loaded here

    return run_demo(options) if options.demo else run_window(options)


if __name__ == "__main__":
    sys.exit(main())
