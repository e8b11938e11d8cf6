"""What delivery has to say on the agency's page of activity: its words, and which engagement a pack belongs to."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model, Value

from delivery.models import LegalSignOff, Pack, Waiver
from tenants import activity, subjects
from tenants.activity import Group, Words
from tenants.subjects import Objects, Things

_K = Group.PACKS

activity.register(
    {
        "pack.ordered": Words(_K, "{who} ordered {thing}", "review"),
        "pack.built": Words(_K, "{what} is built and waits to be published", "review"),
        "packaging.started": Words(_K, "Work on {thing} began"),
        "packaging.project_fetched": Words(_K, "What was approved was read for {thing}", more="{stages}."),
        "packaging.pdf_generated": Words(_K, "The report of {thing} was made"),
        "packaging.pptx_generated": Words(_K, "The deck of {thing} was made"),
        "packaging.html_generated": Words(_K, "The summary of {thing} was made"),
        "packaging.error": Words(_K, "{format} of {thing} could not be made", "failed", more="{reason}"),
        "pack.rebuilt": Words(_K, "{what} was built again", more="The same files as before: {identical}."),
        "pack.failed": Words(_K, "{what} could not be built", "failed", more="{reason}"),
        "pack.published": Words(_K, "{who} published {thing}", "approved"),
        "pack.superseded": Words(_K, "Pack {by_pack} took the place of {thing}", "stale"),
        "pack.withdrawn": Words(_K, "{who} withdrew {thing}", "changes", more="{reason}"),
        "pack.pictured": Words(_K, "The pages of {what} were pictured", more="{file}"),
        "pack.pictures_ordered": Words(_K, "{who} had the pages of {thing} pictured again"),
        "pack.link_issued": Words(_K, "{who} downloaded {file} of {thing}"),
        "pack.signed_off": Words(_K, "{who} signed off legally", "approved"),
        "pack.check_waived": Words(_K, "{who} waived a check", "changes", more="{found} {reason}"),
        "signing_key.made": Words(Group.SETTINGS, "{who} made the agency’s signing key"),
        "signing_key.renewed": Words(
            Group.SETTINGS, "{who} made a new signing key", more="It is {fingerprint}; before it signed {before}."
        ),
    }
)

KINDS: dict[str, type[Model]] = {"pack": Pack, "legalsignoff": LegalSignOff, "waiver": Waiver}


def things_of(engagement: UUID) -> Objects:
    """One query."""
    found: dict[str, list[str]] = {}
    for kind, public_id, _ in _rows({kind: {"engagement__public_id": engagement} for kind in KINDS}):
        found.setdefault(kind, []).append(str(public_id))
    return found


def owners(things: Objects) -> dict[str, UUID]:
    """One query."""
    asked = {kind: {"public_id__in": things[kind]} for kind in KINDS if things.get(kind)}
    return {str(public_id): owner for _, public_id, owner in _rows(asked)} if asked else {}


def _rows(asked: Mapping[str, Mapping[str, object]]) -> Any:
    """Kind, public id and engagement of all that is asked for, whatever the table."""
    parts = [
        KINDS[kind]
        ._default_manager.filter(**conditions)
        .order_by()
        .annotate(kind=Value(kind))
        .values_list("kind", "public_id", "engagement__public_id")
        for kind, conditions in asked.items()
    ]
    return parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]


subjects.register_things(Things(things_of, owners))
