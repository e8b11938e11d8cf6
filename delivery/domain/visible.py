"""What a client may see: the published packs of its own campaigns, and nothing that is not there yet or any more."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from campaigns.models import Client
from delivery.enums import PackState
from delivery.models import Pack, PackFile, Preview, SigningKey


def packs_for(client: Client) -> QuerySet[Pack]:
    """Newest first. The manifest, which is long, is loaded when it is asked for."""
    packs: QuerySet[Pack] = (
        Pack.objects.filter(state=PackState.PUBLISHED, engagement__campaign__client=client)
        .select_related("engagement__campaign__client")
        .prefetch_related("files")
        .defer("manifest")
        .order_by("-published_at", "-id")
    )
    return packs


def pack_for(client: Client, public_id: UUID) -> Pack | None:
    return packs_for(client).defer(None).filter(public_id=public_id).first()


def file_for(client: Client, public_id: UUID, name: str) -> PackFile | None:
    found: PackFile | None = (
        PackFile.objects.filter(
            name=name,
            pack__public_id=public_id,
            pack__state=PackState.PUBLISHED,
            pack__engagement__campaign__client=client,
        )
        .select_related("pack__engagement__campaign__client")
        .first()
    )
    return found


def previews_for(client: Client, public_ids: Collection[UUID]) -> QuerySet[Preview]:
    """Pictures of the pages of packs."""
    found: QuerySet[Preview] = Preview.objects.filter(
        file__pack__public_id__in=public_ids,
        file__pack__state=PackState.PUBLISHED,
        file__pack__engagement__campaign__client=client,
    )
    return found


def signing_keys() -> list[SigningKey]:
    """Every key the agency ever signed with, newest first: each may have signed a pack that is still published."""
    return list(SigningKey.objects.order_by("-id"))
