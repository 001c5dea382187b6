"""Parameters of chats and presets in the file; a file of the version before has none."""

import shutil
from pathlib import Path

from app.domain.conversation import MessageState
from app.domain.parameters import Parameters, Preset
from app.storage.conversations import ConversationStore
from tests.storage.builders import new_chat, new_message

LIMIT_S = 20
DATABASES = Path(__file__).resolve().parents[1] / "data" / "databases"
PRECISE = Parameters("Be brief.", {"temperature": 0.2, "stop": ("END",)}, "10m", "high", {"type": "object"})


def test_a_chat_keeps_its_parameters(tmp_path: Path) -> None:
    store = ConversationStore.open(tmp_path)
    chat = new_chat(parameters=Parameters("First."))
    store.create_chat(chat, new_message(chat)).result(LIMIT_S)
    assert store.open_chat(chat.id).result(LIMIT_S).chat.parameters == Parameters("First.")
    store.set_parameters(chat.id, PRECISE).result(LIMIT_S)
    store.close()
    store = ConversationStore.open(tmp_path)
    try:
        assert store.open_chat(chat.id).result(LIMIT_S).chat.parameters == PRECISE
        assert store.chats().result(LIMIT_S)[0].parameters == PRECISE
    finally:
        store.close()


def test_presets_are_kept_replaced_and_removed(tmp_path: Path) -> None:
    store = ConversationStore.open(tmp_path)
    try:
        store.keep_preset(Preset("precise", Parameters("old"))).result(LIMIT_S)
        store.keep_preset(Preset("Creative", Parameters(options={"temperature": 1.4}))).result(LIMIT_S)
        store.keep_preset(Preset("precise", PRECISE)).result(LIMIT_S)
        assert [preset.name for preset in store.presets().result(LIMIT_S)] == ["Creative", "precise"]
        assert store.presets().result(LIMIT_S)[1].parameters == PRECISE
        store.delete_preset("Creative").result(LIMIT_S)
        assert [preset.name for preset in store.presets().result(LIMIT_S)] == ["precise"]
    finally:
        store.close()


def test_a_file_without_parameters_opens_whole(tmp_path: Path) -> None:
    shutil.copy(DATABASES / "version-1.sqlite3", tmp_path / "arriero.sqlite3")
    store = ConversationStore.open(tmp_path)
    try:
        assert store.notices == ()
        (chat,) = store.chats().result(LIMIT_S)
        assert (chat.title, chat.draft, chat.pinned) == ("A first chat", "a draft", True)
        assert chat.parameters == Parameters()
        question, reply = store.open_chat(chat.id).result(LIMIT_S).messages
        assert (question.content, reply.content) == ("Why is the sky blue?", "Because of scattering.")
        assert reply.state is MessageState.COMPLETE
        assert store.get_state("last_model").result(LIMIT_S) == "smol:latest"
    finally:
        store.close()
    assert list((tmp_path / "backups").iterdir()), "a copy was made first"
