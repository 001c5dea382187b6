"""What the pages tell about this program, gathered outside of `ui`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    """Folders and versions.

    Args:
        data_dir: path of the folder with chats and settings.
        log_file: path of the log.
        versions: (name, version) each, in the order of showing.
    """

    data_dir: str = ""
    log_file: str = ""
    versions: tuple[tuple[str, str], ...] = ()
