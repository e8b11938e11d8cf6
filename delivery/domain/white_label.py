"""A finished pack speaks for its agency and for nobody else, or it is not kept (delivery.leaks)."""

from collections.abc import Iterator

import structlog

from delivery import leaks
from delivery.archive import SealedPack
from delivery.assemble import PackInputs
from delivery.models import Pack
from tenants.errors import Refusal
from tenants.models import Agency, Brand
from tenants.scope import platform

log = structlog.get_logger(__name__)

NAMED = 3  # places in a sentence; the log has them all


def refuse_leaks(pack: Pack, inputs: PackInputs, sealed: SealedPack) -> None:
    """Refuse a pack in which another name stands than those that the agency wrote. The sentence says where and not whose: who
    else is a tenant is nobody's business. The operator's log says it."""
    found = leaks.find(sealed.members, others=others(pack.agency), own=own_texts(pack.agency, inputs))
    if not found:
        return
    log.error("pack_leak", pack=str(pack.public_id), leaks=[f"{leak.place}: {leak.name}" for leak in found])
    places = list(dict.fromkeys(leak.place for leak in found))
    rest = f" and {len(places) - NAMED} more" if len(places) > NAMED else ""
    raise Refusal(
        f"A name that is not {pack.agency}’s stands in {'; '.join(places[:NAMED])}{rest}. The pack was not kept. "
        "The operator finds in the log what it is."
    )


def others(agency: Agency) -> set[str]:
    """What the other agencies are and were called."""
    with platform("names that a pack must not hold"):
        brands = set(Brand.objects.exclude(agency=agency).values_list("name", flat=True).distinct())
    return brands | set(Agency.objects.exclude(pk=agency.pk).values_list("name", flat=True))


def own_texts(agency: Agency, inputs: PackInputs) -> Iterator[str]:
    """Its names, and everything that enters the pack: what the agency's people wrote and decided."""
    yield from (agency.name, agency.slug)
    yield from leaks.strings(inputs)
