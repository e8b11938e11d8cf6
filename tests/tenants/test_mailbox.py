"""The file mailbox: each message has a file of its own, which only we can read."""

from email import message_from_bytes
from pathlib import Path

from django.core.mail import EmailMessage, get_connection

BACKEND = "tenants.mailbox.EmailBackend"


def letter(number: int) -> EmailMessage:
    return EmailMessage(f"Code {number}", f"Your code is {number}.", "a@alder.example", ["o@elm.example"])


def test_each_message_has_a_file_of_its_own_that_nobody_else_can_read(tmp_path: Path) -> None:
    for number in range(40):
        get_connection(BACKEND, file_path=str(tmp_path / "mail")).send_messages([letter(number)])
    get_connection(BACKEND, file_path=str(tmp_path / "mail")).send_messages([letter(40), letter(41)])
    files = sorted((tmp_path / "mail").iterdir())
    assert [message_from_bytes(file.read_bytes())["Subject"] for file in files] == [f"Code {n}" for n in range(42)]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
