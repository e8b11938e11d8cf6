"""``verify_pack ZIP [--allowed-signers FILE]``: say what is wrong with which member of a pack; exit code 1 if anything is."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from aicmo_site.commands import JsonCommand
from delivery.verify import verify


class Command(JsonCommand):
    help = "Verify a delivered ZIP without the database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("zip", type=Path, metavar="ZIP")
        parser.add_argument("--allowed-signers", type=Path, metavar="FILE", help="as the portal shows it")

    def handle(self, *, zip: Path, allowed_signers: Path | None = None, **options: Any) -> None:
        try:
            signers = allowed_signers.read_text() if allowed_signers else None
            problems = verify(zip, signers)
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from error
        except ValueError as error:  # SigningError, and signers that are no text
            raise CommandError(f"{allowed_signers} is no list of allowed signers: {error}") from error
        self.answer({"ok": not problems, "problems": [{"member": p.member, "message": p.message} for p in problems]})
        if problems:
            raise CommandError("; ".join(f"{p.member}: {p.message}" for p in problems[:5]))
