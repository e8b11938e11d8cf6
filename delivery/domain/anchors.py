"""The heads of the audit chain that packs carry in their manifests: a chain that lost its end lacks them."""

from collections.abc import Iterator

from delivery.models import Pack
from tenants.audit import Anchor, anchored


@anchored
def heads_in_packs() -> Iterator[Anchor]:
    """One anchor per built pack of the agency in scope."""
    packs = Pack.objects.filter(manifest__isnull=False).order_by("id")
    for public_id, head in packs.values_list("public_id", "manifest__audit_head").iterator():
        yield Anchor(head=head, place=f"The manifest of pack {public_id}")
