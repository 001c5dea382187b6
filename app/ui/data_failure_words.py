"""The words of what can go wrong with the file of the chats, their export, import, backup."""

from app.domain.failure import FailureCode
from app.ui.failure_kinds import QT_TRANSLATE_NOOP, FailureText

NOTHING_READ = QT_TRANSLATE_NOOP(
    "failure", "It was set aside and nothing in it could be read. It was not deleted: it is {detail}"
)
DATA_WORDS: dict[FailureCode, FailureText] = {
    FailureCode.DATABASE_DAMAGED: FailureText(
        QT_TRANSLATE_NOOP("failure", "There is damage in the file with your chats"),
        QT_TRANSLATE_NOOP(
            "failure",
            "What can be read still works. Start Arriero again soon: it then sets the file aside and puts"
            " all that can be read into a new one. {detail}",
        ),
    ),
    FailureCode.DATABASE_UNREACHABLE: FailureText(
        QT_TRANSLATE_NOOP("failure", "The drive with your chats does not answer"),
        QT_TRANSLATE_NOOP(
            "failure",
            "Replies that arrive stay in this window and are written when the drive is there again."
            " Leave Arriero open until then. {detail}",
        ),
    ),
    FailureCode.DATABASE_SET_ASIDE: FailureText(
        QT_TRANSLATE_NOOP("failure", "The file with your chats is damaged"),
        QT_TRANSLATE_NOOP(
            "failure",
            "It was set aside. Read from it into a new one: chats {chats}, messages {messages}."
            " Nothing was deleted: it is {detail}",
        ),
    ),
    FailureCode.EXPORT_UNWRITABLE: FailureText(
        QT_TRANSLATE_NOOP("failure", "The file could not be written"),
        QT_TRANSLATE_NOOP(
            "failure",
            "Your chats are as they were, and nothing half-written is left. Choose another place. {detail}",
        ),
    ),
    FailureCode.EXPORT_NO_SPACE: FailureText(
        QT_TRANSLATE_NOOP("failure", "There is not enough room for the file"),
        QT_TRANSLATE_NOOP(
            "failure",
            "Your chats are as they were, and nothing half-written is left. Free some space. {detail}",
        ),
    ),
    FailureCode.IMPORT_UNKNOWN: FailureText(
        QT_TRANSLATE_NOOP("failure", "This file holds no chats that Arriero can read"),
        QT_TRANSLATE_NOOP(
            "failure", "It reads its own JSON and exports of ChatGPT, Claude and Open WebUI. {detail}"
        ),
    ),
    FailureCode.IMPORT_BROKEN: FailureText(
        QT_TRANSLATE_NOOP("failure", "The file is damaged or cut off"),
        QT_TRANSLATE_NOOP("failure", "Nothing was taken over from it. Download or copy it again. {detail}"),
    ),
    FailureCode.IMPORT_TOO_LARGE: FailureText(
        QT_TRANSLATE_NOOP("failure", "The archive would unpack to far more than it should"),
        QT_TRANSLATE_NOOP("failure", "Nothing was taken over from it. {detail}"),
    ),
    FailureCode.IMPORT_NEWER: FailureText(
        QT_TRANSLATE_NOOP("failure", "The file was written by a newer Arriero"),
        QT_TRANSLATE_NOOP(
            "failure", "Nothing was taken over from it. Update Arriero, then try again. {detail}"
        ),
    ),
    FailureCode.BACKUP_DAMAGED: FailureText(
        QT_TRANSLATE_NOOP("failure", "The backup is damaged or is none"),
        QT_TRANSLATE_NOOP("failure", "Nothing was changed. Choose another file. {detail}"),
    ),
    FailureCode.BACKUP_NEWER: FailureText(
        QT_TRANSLATE_NOOP("failure", "The backup was made by a newer Arriero"),
        QT_TRANSLATE_NOOP("failure", "Nothing was changed. Update Arriero, then try again. {detail}"),
    ),
    FailureCode.DATA_SET_ASIDE: FailureText(
        QT_TRANSLATE_NOOP("failure", "The backup was restored"),
        QT_TRANSLATE_NOOP("failure", "What was here before is kept in {detail}"),
    ),
}
