"""What the intake draws from the frame around the work: its client and its campaign (docs/domain.md §2.8). There is nothing
approved before it, so this is its upstream."""

from collections.abc import Collection
from typing import Any

from campaigns import content
from campaigns.domain.hydration import Data, Mark, in_words
from campaigns.enums import ArtifactKind, Objective
from campaigns.models import Campaign
from tenants.errors import Refusal

TITLES = {spec.path: spec.title for spec in content.walk_fields(content.MODELS[ArtifactKind.INTAKE])}


def given(campaign: Campaign) -> dict[str, tuple[str, Any]]:
    """Path of the intake → where it comes from, and its value; what the frame leaves empty is left out."""
    client = campaign.client
    found = {
        "client_name": ("Client", client.name),
        "website": ("Client", client.website),
        "industry": ("Client", client.industry),
        "objective": ("Campaign", campaign.objective),
        "budget_range": ("Campaign", campaign.budget),
        "timeline_start": ("Campaign", campaign.start_date.isoformat() if campaign.start_date else ""),
    }
    return {path: (source, value) for path, (source, value) in found.items() if value}


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


def marks(campaign: Campaign, present: Data) -> list[Mark]:
    """Every field that the frame gives, with its source, in the words of the screen."""
    return [
        Mark(
            path=path, title=TITLES[path], source=f"{source}, {_title(path)}", now=_in_words(path, present[path]),
            upstream=_in_words(path, value), edited=bool(present[path]) and present[path] != value,
        )
        for path, (source, value) in given(campaign).items()
    ]  # fmt: skip


def _title(path: str) -> str:
    return "Name" if path == "client_name" else TITLES[path]


def _in_words(path: str, value: Any) -> str:
    return Objective(value).label if path == "objective" and value else in_words(value)
