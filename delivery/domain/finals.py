"""Final files in a pack: which there are, what they are called in it, and where their bytes are read (docs/decisions/0026)."""

import io
import os
import re
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from campaigns.content.files import ending
from campaigns.domain import assets as uploads
from campaigns.domain import attachments
from campaigns.models import AssetFile, Engagement
from delivery.archive import AssetDamaged, Freight
from delivery.manifest import ASSETS, Asset
from tenants.errors import Refusal
from tenants.jobs import Running
from tenants.storage import agency_storage

MAX_STEM = 70
"""Characters of a member's name without folder and ending."""
BEATS = 4
"""How often the lease is renewed in its time while bytes flow."""
_OTHER = re.compile(r"[^A-Za-z0-9._-]+")


def of(contents: Iterable[Mapping[str, Any]]) -> tuple[Asset, ...]:
    """The final files that these contents name, in their order, under names that every system can unpack."""
    taken: set[str] = set()
    found = []
    for row in (row for content in contents for row in attachments.named(content)):
        member = _member(row["name"], taken)
        taken.add(member.casefold())
        found.append(Asset(member=member, name=row["name"], asset=row["asset"], size=row["size"], sha256=row["sha256"]))
    return tuple(found)


def _member(name: str, taken: set[str]) -> str:
    """As in ``assets/Launch-film.mp4``: ASCII, and no name twice."""
    suffix = ending(name)
    plain = unicodedata.normalize("NFKD", name[: len(name) - len(suffix)]).encode("ascii", "ignore").decode()
    stem = _OTHER.sub("-", plain).strip("-._")[:MAX_STEM] or "file"
    member, turn = f"{ASSETS}{stem}{suffix}", 1
    while member.casefold() in taken:
        turn += 1
        member = f"{ASSETS}{stem}-{turn}{suffix}"
    return member


class Beat:
    """Renews a job's lease while bytes flow. `step` begins a step; a call says that the work is alive."""

    def __init__(self, running: Running) -> None:
        self._running, self._every = running, settings.JOB_LEASE_SECONDS / BEATS
        self._at, self._last = (0, ""), 0.0

    def step(self, percent: int, words: str) -> None:
        self._at, self._last = (percent, words), time.monotonic()
        self._running.report(percent, words)

    def __call__(self) -> None:
        if self._at[1] and time.monotonic() - self._last > self._every:
            self.step(*self._at)


class Heard(io.FileIO):
    """A file without a name that is gone with the process, and says so whenever it is read."""

    def __init__(self, heard: Callable[[], None]) -> None:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR / "tmp") as unnamed:
            super().__init__(os.dup(unnamed.fileno()), "r+b")
        self._heard = heard

    def read(self, size: int | None = -1) -> bytes:
        self._heard()
        return super().read(-1 if size is None else size) or b""


@contextmanager
def loaded(engagement: Engagement, assets: tuple[Asset, ...], beat: Beat) -> Iterator[Freight | None]:
    """The freight of a pack, or none without final files. Refuses at once where one is missing."""
    if not assets:
        yield None
        return
    held = uploads.held(engagement)
    for asset in assets:
        _require_there(asset, held)

    def read(asset: Asset) -> Iterator[bytes]:
        try:
            for piece in uploads.open_pieces(held[asset.sha256]):
                beat()
                yield piece
        except FileNotFoundError:
            raise AssetDamaged(asset) from None

    with Heard(beat) as archive:
        try:
            yield Freight(assets=assets, read=read, archive=archive)
        except AssetDamaged as damaged:
            raise _damaged(damaged.asset) from damaged


def keys_of(engagement: Engagement, assets: Iterable[Asset]) -> dict[str, str]:
    """Member → where its bytes lie."""
    held = uploads.held(engagement)
    return {asset.member: held[asset.sha256].key for asset in assets}


def _require_there(asset: Asset, held: Mapping[str, AssetFile]) -> None:
    file = held.get(asset.sha256)
    try:
        whole = file is not None and agency_storage().size(file.key) == asset.size
    except FileNotFoundError:
        whole = False
    if not whole:
        raise _damaged(asset)


def _damaged(asset: Asset) -> Refusal:
    return Refusal(
        f"Storage does not hold the final file {asset.name} as it was approved. Upload the same file again under Final files of "
        "the creatives, which changes nothing that was approved, and order the pack again."
    )
