"""What was made of a pack of which something else failed: kept for staff, and for the next build, which makes the rest.

A part is no file of the pack: it is in no manifest, stands under a key of its own, and the portal knows nothing of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from delivery.assemble import FormatsFailed
from delivery.domain import stored
from delivery.enums import PackFormat
from delivery.manifest import media_type, sha256
from delivery.models import Pack, PackFile
from delivery.renderers.base import Rendered
from delivery.rendering.making import RENDERERS
from tenants import audit
from tenants.jobs import Running
from tenants.locks import lock_agency
from tenants.storage import agency_storage


@dataclass(frozen=True)
class Part:
    """One format that was made. `size` in bytes."""

    form: PackFormat
    name: str
    size: int
    sha256: str
    places: list[Any] = field(default_factory=list, repr=False)


def parts(pack: Pack) -> list[Part]:
    return [Part(PackFormat(form), **told) for form, told in pack.parts.items()]


def folder_of(pack: Pack) -> str:
    return f"packs/{pack.public_id}/parts"


def key_of(pack: Pack, name: str) -> str:
    return f"{folder_of(pack)}/{name}"


def kept(pack: Pack) -> dict[PackFormat, Rendered]:
    """What an earlier build has made, as far as it is still what it was."""
    found = {part.form: (part, _read(key_of(pack, part.name))) for part in parts(pack)}
    return {form: Rendered.of(data, part.places) for form, (part, data) in found.items() if sha256(data) == part.sha256}


def part_file(pack: Pack, name: str) -> PackFile | None:
    """A part as a file to hand out. It is never saved: a file of the pack it is not."""
    part = next((each for each in parts(pack) if each.name == name), None)
    if part is None:
        return None
    key = key_of(pack, name)
    return PackFile(pack=pack, name=name, media_type=media_type(name), size=part.size, sha256=part.sha256, key=key)


def _read(key: str) -> bytes:
    """Nothing, where nothing is."""
    try:
        with agency_storage().open(key) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return b""


def keep(running: Running, pack: Pack, failure: FormatsFailed) -> None:
    """Store what was made, and say of each format how it went. A pack that was built before has its files and keeps them."""
    if pack.built_at is not None:
        return
    for form, made in failure.made.items():
        stored.put(key_of(pack, RENDERERS[form][0]), made.data)
    with transaction.atomic():
        running.hold()
        lock_agency()
        pack = Pack.objects.select_for_update(of=("self",)).get(pk=pack.pk)
        tell(pack, {form: made.data for form, made in failure.made.items()})
        for name, reason in failure.errors.items():
            if pack.errors.get(name) != reason:  # or else a build that was interrupted has told it
                audit.record(audit.SYSTEM, "packaging.error", pack, format=PackFormat(name).label, reason=reason)
        pack.parts = {
            form.value: {**_described(RENDERERS[form][0], made.data), "places": made.places_json()}
            for form, made in failure.made.items()
        }
        pack.errors = dict(failure.errors)
        pack.save(update_fields=["parts", "errors"])


def tell(pack: Pack, made: Mapping[PackFormat, bytes]) -> None:
    """Put each format on record that was not there before, in the transaction that makes it count."""
    for form, data in made.items():
        if pack.parts.get(form.value, {}).get("sha256") != sha256(data):
            audit.record(
                audit.SYSTEM, f"packaging.{form.value}_generated", pack, **_described(RENDERERS[form][0], data)
            )


def _described(name: str, data: bytes) -> dict[str, str | int]:
    return {"name": name, "size": len(data), "sha256": sha256(data)}
