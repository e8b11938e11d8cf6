"""The embedded broker: kombu's ``filesystem://`` transport, made safe against half-written and unreadable messages.

Kombu's own writes in place and stops the worker when it reads a message that is cut short (a reader quicker than the
writer, a full disk), and it moves messages through the system's temporary folder. Here a message appears whole or not
at all, one that cannot be read is dropped (its row brings it back), and nothing leaves the broker's folder.
"""

import time
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

import structlog
from kombu.exceptions import ChannelError
from kombu.transport import filesystem, virtual
from kombu.utils.json import dumps, loads

log = structlog.get_logger(__name__)


class Channel(filesystem.Channel):
    supports_fanout = False  # one queue; its routing needs no files
    get_table = virtual.Channel.get_table

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        whole = Path(self.data_folder_out) / f"{time.time_ns()}_{uuid4()}.{queue}.msg"
        aside = whole.with_suffix(".part")
        try:
            aside.write_text(dumps(payload))  # type: ignore[no-untyped-call]
            aside.replace(whole)
        except OSError as error:
            aside.unlink(missing_ok=True)
            raise ChannelError(f"The message could not be written: {error}") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for message in sorted(Path(self.data_folder_in).glob(f"*.{queue}.msg")):
            try:
                text = message.read_text()
                message.unlink()  # whoever removes it has it
            except FileNotFoundError:
                continue
            try:
                return loads(text)  # type: ignore[no-untyped-call]
            except ValueError:
                log.error("broker_message_unreadable", size=len(text))
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel
    global_state = virtual.BrokerState()  # type: ignore[no-untyped-call]
