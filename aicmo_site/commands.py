"""What the JSON commands share: results on standard output, progress on standard error, exit code 1 with the reasons."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from tenants.middleware import active_membership
from tenants.models import Agency, Membership, User

MAX_FILE = 12 * 1024 * 1024  # five artifacts of 2 MB and their frame


class JsonCommand(BaseCommand):
    def answer(self, value: Any) -> None:
        self.stdout.write(json.dumps(value, indent=2, ensure_ascii=False))

    def progress(self, text: str) -> None:
        self.stderr.write(text)

    def refuse(self, errors: list[dict[str, str]]) -> NoReturn:
        """Print the errors as JSON and leave with exit code 1."""
        self.answer({"errors": errors})
        raise CommandError(
            "; ".join(f"{e['path']}: {e['message']}" if e.get("path") else e["message"] for e in errors[:5])
        )


def agency_by_slug(slug: str) -> Agency:
    agency = Agency.objects.filter(slug=slug, is_active=True).first()
    if agency is None:
        raise CommandError(f"There is no agency “{slug}”.")
    return agency


def member_by_email(agency: Agency, email: str) -> Membership:
    user = User.objects.filter(email=email.lower()).first()
    membership = active_membership(agency, user) if user else None
    if membership is None:
        raise CommandError(f"{email} is no active member of {agency.name}.")
    return membership


def read_json(file: str) -> Any:
    """The decoded document in `file`, or on standard input for ``-``. A file that is no JSON is a CommandError."""
    try:
        raw = sys.stdin.buffer.read(MAX_FILE + 1) if file == "-" else _read(Path(file))
        if len(raw) > MAX_FILE:
            raise CommandError(f"{file} is larger than {MAX_FILE // 1024 // 1024} MB.")
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_no_twins, parse_constant=_no_constants)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} is not UTF-8 text (byte {error.start}).") from error
    except json.JSONDecodeError as error:
        raise CommandError(f"{file} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}.") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{file} will not do: {error}") from error


def _read(path: Path) -> bytes:
    with path.open("rb") as source:
        return source.read(MAX_FILE + 1)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """One key, one value: readers disagree about which of two counts."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key “{key[:80]}” stands twice in one object.")
        found[key] = value
    return found


def _no_constants(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number.")
