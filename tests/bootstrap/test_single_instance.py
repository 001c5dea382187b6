"""A second start finds the first, and nothing that was left behind stands in its way."""

import json
import socket
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from queue import SimpleQueue

import pytest

from app.bootstrap.options import Options
from app.bootstrap.places import INSTANCE_FILE
from app.bootstrap.single_instance import Doorbell, Request, hand_over, open_doorbell, request_of

LIMIT_S = 60


@contextmanager
def listening(folder: Path) -> Iterator["SimpleQueue[Request]"]:
    """A program that notes what other starts want."""
    requests: SimpleQueue[Request] = SimpleQueue()
    doorbell = Doorbell(folder, requests.put)
    try:
        yield requests
    finally:
        doorbell.close()


def test_a_second_start_hands_over_what_it_was_given(tmp_path: Path) -> None:
    wanted = Request("http://127.0.0.1:9", True, "token-1")
    with listening(tmp_path) as requests:
        assert hand_over(tmp_path, wanted)
        assert requests.get(timeout=LIMIT_S) == wanted
        assert hand_over(tmp_path, Request())
        assert requests.get(timeout=LIMIT_S) == Request()


def test_the_request_holds_the_token_of_the_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "abc")
    assert request_of(Options(server="http://h:1")) == Request("http://h:1", False, "abc")


def test_each_data_folder_has_its_own_program(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with listening(tmp_path):
        assert not hand_over(tmp_path / "other", Request())


def test_nothing_is_left_after_the_end(tmp_path: Path) -> None:
    with listening(tmp_path):
        address = Path(json.loads((tmp_path / INSTANCE_FILE).read_text())["address"])
    assert list(tmp_path.iterdir()) == []
    assert not address.exists()
    assert not hand_over(tmp_path, Request())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_file_that_cannot_be_removed_holds_up_no_end(tmp_path: Path) -> None:
    with listening(tmp_path) as requests:
        assert hand_over(tmp_path, Request())
        assert requests.get(timeout=LIMIT_S) == Request()
        (tmp_path / INSTANCE_FILE).unlink()
        (tmp_path / INSTANCE_FILE).mkdir()


def test_only_this_user_can_read_the_key(tmp_path: Path) -> None:
    with listening(tmp_path):
        assert stat.S_IMODE((tmp_path / INSTANCE_FILE).stat().st_mode) == 0o600


def test_without_the_key_nobody_is_heard(tmp_path: Path) -> None:
    with listening(tmp_path) as requests:
        address = json.loads((tmp_path / INSTANCE_FILE).read_text())["address"]
        with pytest.raises(AuthenticationError):
            Client(address, authkey=b"guessed")
        assert hand_over(tmp_path, Request("after")), "the next one is heard"
        assert requests.get(timeout=LIMIT_S) == Request("after")


@pytest.mark.parametrize("said", [b"", b"[]", b"not json", b"\xff", b"x" * 20_000])
def test_nonsense_is_passed_over(tmp_path: Path, said: bytes) -> None:
    with listening(tmp_path) as requests:
        facts = json.loads((tmp_path / INSTANCE_FILE).read_text())
        connecting = Client(facts["address"], authkey=bytes.fromhex(facts["key"]))
        with connecting as connection, suppress(OSError):  # it hangs up on what is too long
            connection.send_bytes(said)
        assert hand_over(tmp_path, Request("after"))
        assert requests.get(timeout=LIMIT_S) == Request("after")


@pytest.mark.parametrize(
    "left",
    [
        "",
        "{}",
        "[1]",
        "nonsense",
        '{"address": "/nowhere/listener", "key": "00", "pid": 1}',
        '{"address": 3}',
    ],
)
def test_what_a_killed_program_left_leads_nowhere(tmp_path: Path, left: str) -> None:
    (tmp_path / INSTANCE_FILE).write_text(left)
    assert not hand_over(tmp_path, Request())
    with listening(tmp_path):
        assert hand_over(tmp_path, Request())


def test_a_folder_that_cannot_be_written_to_is_no_reason_to_fail(tmp_path: Path) -> None:
    assert open_doorbell(tmp_path / "missing", print) is None


@pytest.mark.skipif(sys.platform == "win32", reason="a socket that nobody accepts from is made by hand")
def test_a_program_that_is_halted_holds_nobody_up(tmp_path: Path) -> None:
    """As after Ctrl+Z: the system takes the connection, and nobody ever answers."""
    with socket.socket(socket.AF_UNIX) as halted:
        halted.bind(str(tmp_path / "halted"))
        halted.listen()
        facts = {"address": str(tmp_path / "halted"), "key": "00", "pid": 1}
        (tmp_path / INSTANCE_FILE).write_text(json.dumps(facts))
        assert not hand_over(tmp_path, Request(), timeout_s=0.1)
