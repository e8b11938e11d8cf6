"""What is running: the release and the commit, told on the page of evidence; and the words for what the demo records."""

import re
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from django.conf import settings

from aicmo_site.demo import LOADED
from tenants import activity, evidence
from tenants.activity import Group, Words
from tenants.evidence import Asked, Fact, Part, yes

ROOMS = ("aicmo_site", "cam", "campaigns", "delivery", "gateways", "portal", "tenants")

activity.register({LOADED: Words(Group.SETTINGS, "{who} loaded the demo")})


@evidence.source(Part.RUNTIME)
def release(asked: Asked) -> Iterable[Fact]:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    yield Fact("Application", settings.WSGI_APPLICATION.rpartition(".")[0])
    yield Fact("Release", project["version"])
    yield Fact("Built", at=built(settings.BASE_DIR))
    found = commit()
    if not found:
        yield Fact("Commit", "Unknown: this is no checkout", "draft")
        return
    words = f"{RUNNING[:12]} runs, {found[:12]} is checked out: start it again"
    yield yes("Commit", found == RUNNING, found[:12], words)


@cache
def built(folder: Path) -> datetime:
    """When the newest file of the code in `folder` was put there: as this process found it first."""
    files = [folder / "pyproject.toml", *(file for room in ROOMS for file in (folder / room).rglob("*.py"))]
    return datetime.fromtimestamp(max(file.stat().st_mtime for file in files), tz=UTC)


def commit() -> str:
    """The commit that is checked out, 40 hexadecimal digits; empty where there is no repository."""
    folder = settings.BASE_DIR / ".git"
    head = folder / "HEAD"
    if not head.is_file():
        return ""
    said = head.read_text().strip()
    name = said.removeprefix("ref: ")
    if name == said:
        return _checked(said)
    if (folder / name).is_file():
        return _checked((folder / name).read_text())
    packed = folder / "packed-refs"
    lines = packed.read_text().splitlines() if packed.is_file() else []
    return next((_checked(line) for line in lines if line.endswith(f" {name}")), "")


def _checked(text: str) -> str:
    found = re.match(r"[0-9a-f]{40}", text)
    return found.group() if found else ""


RUNNING = commit()
"""What was checked out when this process began."""
