"""What the intake draws from the frame around the work: its client and its campaign (docs/domain.md §2.8). There is nothing
approved before it, so this is its upstream."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from campaigns import content
from campaigns.domain import reading
from campaigns.domain.hydration import Data, Mark
from campaigns.enums import ArtifactKind
from campaigns.models import Campaign
from tenants.errors import Refusal
from tenants.models import AuditEntry

SPECS = {spec.path: spec for spec in content.walk_fields(content.MODELS[ArtifactKind.INTAKE])}

FIELDS = {
    "client_name": ("client", "name"), "website": ("client", "website"), "industry": ("client", "industry"),
    "objective": ("campaign", "objective"), "budget_range": ("campaign", "budget"), "timeline_start": ("campaign", "start_date"),
}  # fmt: skip
"""Path of the intake → which row gives it, and the row's field."""
WHO = ("company", "contact_email")
"""Paths that name a client as well, and that no row gives."""
CHANGES_READ = 50
"""The latest changes of client and campaign that are looked through."""


def given(campaign: Campaign) -> dict[str, tuple[str, Any]]:
    """Path of the intake → where it comes from, and its value; what the frame leaves empty is left out."""
    rows = {"client": campaign.client, "campaign": campaign}
    found = {path: (kind.capitalize(), getattr(rows[kind], field)) for path, (kind, field) in FIELDS.items()}
    return {path: (source, _plain(value)) for path, (source, value) in found.items() if value}


def filled(campaign: Campaign, present: Data) -> dict[str, Any]:
    """`present` with its empty fields as the frame has them."""
    return pulled(campaign, present, [path for path in given(campaign) if not present[path]])


def pulled(campaign: Campaign, present: Data, paths: Collection[str]) -> dict[str, Any]:
    """`present` with the fields at `paths`, and no other, as the frame has them. Refusal if it does not give one of them."""
    values = given(campaign)
    if unknown := sorted(set(paths) - set(values)):
        raise Refusal(f"Neither client nor campaign gives {', '.join(unknown)}. Nothing was drawn.")
    data = {**present, **{path: values[path][1] for path in paths}}
    return content.dump(content.parse(ArtifactKind.INTAKE, data))


def of_another_client(campaign: Campaign, present: Data) -> dict[str, Any]:
    """An intake that was written for another client, with this one in the fields that say who it is; what the client's row does
    not hold is left to be written."""
    paths = [path for path, (kind, _) in FIELDS.items() if kind == "client"]
    gone = {path: None if present[path] is None else "" for path in (*paths, *WHO)}
    return pulled(campaign, {**present, **gone}, [path for path in paths if path in given(campaign)])


def said_before(campaign: Campaign) -> dict[str, set[Any]]:
    """Path of the intake → what client and campaign said there at other times."""
    changed = Q(action="client.changed", object_kind="client", object_id=str(campaign.client.public_id))
    changed |= Q(action="campaign.changed", object_kind="campaign", object_id=str(campaign.public_id))
    entries = AuditEntry.objects.filter(changed).order_by("-number").values_list("object_kind", "data")[:CHANGES_READ]
    found: dict[str, set[Any]] = {path: set() for path in FIELDS}
    for changed_kind, data in entries:
        for path, (kind, field) in FIELDS.items():
            if kind == changed_kind and field in data.get("was", {}):
                found[path].add(data["was"][field])
    return found


def marks(campaign: Campaign, present: Data, earlier: Mapping[str, Collection[Any]]) -> list[Mark]:
    """Every field that the frame gives, with its source, in the words of the screen. What it gave `earlier` is not an edit."""
    return [
        Mark(
            path=path, title=SPECS[path].title, source=f"{source}, {_title(path)}", now=_in_words(path, present[path]),
            upstream=_in_words(path, value), edited=bool(present[path]) and present[path] not in (value, *earlier[path]),
        )
        for path, (source, value) in given(campaign).items()
    ]  # fmt: skip


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _title(path: str) -> str:
    return "Name" if path == "client_name" else SPECS[path].title


def _in_words(path: str, value: Any) -> str:
    if not value:
        return ""
    return reading.shown(SPECS[path], date.fromisoformat(value) if path == "timeline_start" else value)
