"""The embedded broker: whole messages or none, and no message that stops a worker."""

import errno
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from aicmo_site.broker import Channel


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Channel]:
    folders = dict.fromkeys(("data_folder_in", "data_folder_out", "control_folder"), str(tmp_path))
    transport = "aicmo_site.broker.Transport"
    with Connection("filesystem://localhost", transport=transport, transport_options=folders) as connection:
        yield connection.channel()


def test_messages_come_once_in_the_order_in_which_they_were_put(channel: Channel, tmp_path: Path) -> None:
    for number in range(3):
        channel._put("aicmo", {"number": number})
    channel._put("another", {"number": 9})
    assert channel._size("aicmo") == 3
    assert [channel._get("aicmo")["number"] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Empty):
        channel._get("aicmo")
    assert [path.name.split(".")[1:] for path in tmp_path.iterdir()] == [["another", "msg"]]


@pytest.mark.parametrize("left", ["", '{"cut": '])
def test_a_message_that_cannot_be_read_is_dropped_and_the_next_one_read(
    channel: Channel, tmp_path: Path, left: str
) -> None:
    (tmp_path / "0_x.aicmo.msg").write_text(left)
    channel._put("aicmo", {"number": 1})
    assert channel._get("aicmo") == {"number": 1}
    assert list(tmp_path.iterdir()) == []


def test_a_message_is_not_seen_before_it_is_whole(
    channel: Channel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    replace = Path.replace

    def look(self: Path, target: Path) -> Path:
        seen.append(channel._size("aicmo"))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", look)
    channel._put("aicmo", {})
    assert (seen, channel._size("aicmo")) == ([0], 1)


def test_a_full_disk_is_told_to_the_sender_and_leaves_nothing(
    channel: Channel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, text: str) -> int:
        self.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ChannelError, match="No space left"):
        channel._put("aicmo", {})
    assert list(tmp_path.iterdir()) == []
