"""Words for everything that can stand between the window and a server."""

from app.domain.failure import FailureCode
from app.ui.failure_kinds import QT_TRANSLATE_NOOP, Action, FailureText

HOST_REFUSED = QT_TRANSLATE_NOOP(
    "failure",
    "{address} answers only to names of its own computer. A proxy or tunnel before it has to set the Host "
    "header to localhost:11434 and to leave out Origin, or OLLAMA_ORIGINS there has to allow it. Your "
    "message is kept.",
)
"""A 403 without a word: both checks answer the same, so nobody can tell which of them it was.

Source: ollama/ollama, server/routes.go, the check of Host and Origin."""
SERVER_WORDS: dict[FailureCode, FailureText] = {
    FailureCode.SERVER_REFUSED: FailureText(
        QT_TRANSLATE_NOOP("failure", "No answer from {address}"),
        QT_TRANSLATE_NOOP(
            "failure", "Nothing listens at that address (connection refused). Start the server or change it."
        ),
        (Action.RETRY, Action.CHANGE_SERVER),
    ),
    FailureCode.SERVER_NAME_UNKNOWN: FailureText(
        QT_TRANSLATE_NOOP("failure", "No answer from {address}"),
        QT_TRANSLATE_NOOP("failure", "That host name is not known. Check the address for a typing mistake."),
        (Action.RETRY, Action.CHANGE_SERVER),
    ),
    FailureCode.SERVER_TIMEOUT: FailureText(
        QT_TRANSLATE_NOOP("failure", "No answer from {address}"),
        QT_TRANSLATE_NOOP(
            "failure",
            "The connection took too long. Check that the computer is on and that no firewall is between.",
        ),
        (Action.RETRY, Action.CHANGE_SERVER),
    ),
    FailureCode.SERVER_TLS: FailureText(
        QT_TRANSLATE_NOOP("failure", "The certificate of {address} was not accepted"),
        QT_TRANSLATE_NOOP(
            "failure", "Nothing was sent. Check the address, or the certificate of the server. {detail}"
        ),
        (Action.RETRY, Action.CHANGE_SERVER),
    ),
    FailureCode.SERVER_UNREACHABLE: FailureText(
        QT_TRANSLATE_NOOP("failure", "{address} cannot be reached"),
        QT_TRANSLATE_NOOP("failure", "Your drafts are safe. {detail}"),
        (Action.RETRY, Action.CHANGE_SERVER),
    ),
    FailureCode.SERVER_BEHIND_PROXY: FailureText(
        QT_TRANSLATE_NOOP("failure", "A proxy answers at {address}, but no Ollama behind it"),
        QT_TRANSLATE_NOOP(
            "failure",
            "Start Ollama on the computer behind the proxy, or correct where the proxy looks for it.",
        ),
        (Action.RETRY, Action.CHANGE_SERVER),
    ),
    FailureCode.SERVER_TOO_OLD: FailureText(
        QT_TRANSLATE_NOOP("failure", "Ollama {detail} at {address} is too old"),
        QT_TRANSLATE_NOOP("failure", "Arriero needs Ollama 0.1.38 or newer. Update it on that computer."),
        (Action.RETRY, Action.CHANGE_SERVER),
    ),
    FailureCode.NOT_OLLAMA: FailureText(
        QT_TRANSLATE_NOOP("failure", "Something else answers at {address}"),
        QT_TRANSLATE_NOOP("failure", "It is not an Ollama server. Change the address."),
        (Action.CHANGE_SERVER,),
    ),
    FailureCode.UNAUTHORISED: FailureText(
        QT_TRANSLATE_NOOP("failure", "The server wants a sign-in (401)"),
        QT_TRANSLATE_NOOP(
            "failure",
            "{address} does not answer without one. Add its token under Servers. Your message is kept.",
        ),
        (Action.RETRY, Action.CHANGE_SERVER),
    ),
    FailureCode.FORBIDDEN: FailureText(
        QT_TRANSLATE_NOOP("failure", "The server refused the request (403)"),
        QT_TRANSLATE_NOOP("failure", "{address} does not allow this. Your message is kept. {detail}"),
        (Action.RETRY, Action.CHANGE_SERVER),
    ),
    FailureCode.BAD_ADDRESS: FailureText(
        QT_TRANSLATE_NOOP("failure", "“{address}” is not a server address"),
        QT_TRANSLATE_NOOP("failure", "Write it like http://192.168.1.20:11434."),
        (Action.CHANGE_SERVER,),
    ),
    FailureCode.SECRET_UNENCRYPTED: FailureText(
        QT_TRANSLATE_NOOP("failure", "The token would go to {address} unencrypted"),
        QT_TRANSLATE_NOOP(
            "failure",
            "Anybody on the way can read it. Use an https address, or say that you want it all the same.",
        ),
    ),
    FailureCode.TOKEN_INVALID: FailureText(
        QT_TRANSLATE_NOOP("failure", "The token holds characters that cannot be sent"),
        QT_TRANSLATE_NOOP("failure", "Copy it again, without line breaks or letters with accents."),
    ),
    FailureCode.HEADER_INVALID: FailureText(
        QT_TRANSLATE_NOOP("failure", "The header “{detail}” cannot be sent"),
        QT_TRANSLATE_NOOP(
            "failure",
            "Its name or value is not allowed, or Arriero itself needs that header. Change or remove it.",
        ),
    ),
    FailureCode.AUTHORITY_INVALID: FailureText(
        QT_TRANSLATE_NOOP("failure", "That file holds no certificate"),
        QT_TRANSLATE_NOOP("failure", "Choose a PEM file of your authority. {detail}"),
    ),
    FailureCode.SECRETS_UNREADABLE: FailureText(
        QT_TRANSLATE_NOOP("failure", "The token of {address} cannot be read"),
        QT_TRANSLATE_NOOP(
            "failure",
            "Unlock the key store of this computer and try again, or enter the token anew. {detail}",
        ),
        (Action.RETRY, Action.CHANGE_SERVER),
    ),
    FailureCode.SERVERS_DAMAGED: FailureText(
        QT_TRANSLATE_NOOP("failure", "The file with your servers is damaged"),
        QT_TRANSLATE_NOOP("failure", "It was set aside and a new list was begun. The old file is {detail}"),
    ),
    FailureCode.SERVERS_UNUSABLE: FailureText(
        QT_TRANSLATE_NOOP("failure", "The file with your servers cannot be used"),
        QT_TRANSLATE_NOOP(
            "failure", "Changes hold until Arriero is closed. Check the data folder's permissions. {detail}"
        ),
    ),
}
