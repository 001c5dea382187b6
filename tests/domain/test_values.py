"""The small rules inside values: chats, servers, panels, shortcuts."""

from typing import Any

import pytest

from app.domain.attachment import DraftImages, ImageFault, ImageTrouble
from app.domain.conversation import Attachment
from app.domain.create import CreateRequest
from app.domain.embedding import EmbedRequest
from app.domain.model_info import ModelSummary
from app.domain.server import Connection, ServerKind, ServerState, is_too_old
from app.domain.server_profile import ENGINE_ID, NO_SECRETS, ServerList, ServerProfile, ServerSecrets
from app.domain.setting import SETTINGS, Line, SettingValues
from app.domain.shortcut import PREFIX, default_keys, shortcuts
from app.domain.side_panel import LEAST_PX, MOST_PX, USUAL_PX, SidePanel


def test_what_is_sent_of_a_file_is_the_file_unless_something_was_made_of_it() -> None:
    file = Attachment("a" * 64, "graph.png", "image/png", 12)
    assert file.sent == "a" * 64
    assert Attachment("a" * 64, "graph.png", "image/png", 12, "b" * 64).sent == "b" * 64


@pytest.mark.parametrize(
    ("capabilities", "chats"), [(None, True), (("completion",), True), (("embedding",), False), ((), False)]
)
def test_a_model_chats_unless_the_server_says_otherwise(capabilities: Any, chats: bool) -> None:
    assert ModelSummary("m", capabilities=capabilities).can_chat is chats


@pytest.mark.parametrize(
    ("version", "too_old"),
    [
        ("0.1.37", True),
        ("0.1.38", False),
        ("v0.33.0-rc2", False),
        ("0.0.0", False),
        ("mine", False),
        ("", False),
    ],
)
def test_old_servers_are_known_by_their_version(version: str, too_old: bool) -> None:
    assert is_too_old(version) is too_old


def test_a_server_is_named_by_its_address_and_the_engine_by_itself() -> None:
    state = ServerState(Connection.READY, "http://127.0.0.1:41667", ServerKind.ENGINE)
    assert state.key == ENGINE_ID
    assert not state.can_chat
    other = ServerState(Connection.READY, "http://127.0.0.1:11434", models=(ModelSummary("m"),))
    assert other.key == "http://127.0.0.1:11434"
    assert other.can_chat


def test_secrets_never_show() -> None:
    secrets = ServerSecrets("s3cret", (("X-Key", "hidden"),))
    assert "s3cret" not in repr(secrets)
    assert "hidden" not in repr(secrets)
    assert secrets
    assert not NO_SECRETS


def test_a_server_of_the_list_is_found_by_its_id() -> None:
    plain = ServerProfile("1", "Studio", "http://studio:11434")
    signed = ServerProfile("2", "Proxy", "https://proxy", has_token=True)
    headed = ServerProfile("3", "Other", "https://other", header_names=("X-Key",))
    servers = ServerList((plain, signed, headed))
    assert servers.profile("2") is signed
    assert servers.profile(ENGINE_ID) is None
    assert [server.has_secrets for server in servers.profiles] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "panel"),
    [
        ("open 300", SidePanel(True, 300)),
        ("closed 9999", SidePanel(False, MOST_PX)),
        ("open 1", SidePanel(True, LEAST_PX)),
        ("", SidePanel(False, USUAL_PX)),
        ("open ٣٠٠", SidePanel(True, USUAL_PX)),
    ],
)
def test_a_side_panel_comes_back_as_it_was_left(text: str, panel: SidePanel) -> None:
    assert SidePanel.from_text(text) == panel
    assert SidePanel.from_text(panel.to_text()) == panel


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_no_two_commands_have_the_same_keys(platform: str) -> None:
    keys = default_keys(platform)
    used = [each for each in keys.values() if each]
    assert len(used) == len(set(used))
    assert list(keys) == list(default_keys("linux"))
    kept = {setting.key: setting.default for setting in shortcuts(platform)}
    assert kept == {PREFIX + command: each for command, each in keys.items()}


def test_commands_leave_the_keys_of_text_and_system_alone_on_macos() -> None:
    arrows = {f"{held}+{arrow}" for held in ("Alt", "Ctrl") for arrow in ("Left", "Right", "Up", "Down")}
    taken = arrows | {"Ctrl+Tab", "Ctrl+Shift+Tab", "F3", "F11", "Ctrl+H", "Ctrl+M", "Ctrl+Q", "Ctrl+Space"}
    assert taken & set(default_keys("darwin").values()) == {"Ctrl+Q"}
    assert default_keys("darwin")["next_version"] == "Ctrl+]"
    assert default_keys("linux")["next_version"] == "Alt+Right"


@pytest.mark.parametrize(
    ("value", "read"), [("Ctrl+N", "Ctrl+N"), ("a\nb", None), ("x" * 101, None), (3, None)]
)
def test_a_line_is_printable_and_short(value: Any, read: str | None) -> None:
    assert Line().read(value) == read


def test_settings_know_their_keys_and_defaults() -> None:
    settings = SettingValues({})
    assert settings.keys == tuple(setting.key for setting in SETTINGS)
    assert [settings.default(key) for key in settings.keys] == [setting.default for setting in SETTINGS]
    with pytest.raises(KeyError):
        settings.default("no.such")


def test_requests_begin_with_nothing_set() -> None:
    assert EmbedRequest("m") == EmbedRequest("m", None, None, None, None, None)
    assert CreateRequest("m").model == "m"
    assert DraftImages("chat").images == ()
    assert ImageTrouble(ImageFault.FIRST_FRAME_ONLY, "cat.gif").size_bytes == 0
