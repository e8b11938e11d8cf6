"""Letters about work: what waits for a member, sent where they do not look all day.

Written in the transaction of what they tell of, so that they go when it is so and only then (tenants.mail.send_later). Nobody
gets one about what they did themselves, and nobody who is not let in, or does not want them.
"""

from collections.abc import Collection, Iterable

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from tenants import audit, mail
from tenants.hosts import url_of
from tenants.locks import lock_agency
from tenants.models import Membership


def readers(by: Membership, *, users: Collection[int | None] = (), roles: Collection[str] = ()) -> list[Membership]:
    """Of `by`'s agency, the members who get a letter about what `by` did: these users, or everybody in these roles. One query.

    An address that nobody has proven to be theirs may be a mistyped one, and is told nothing."""
    unproven = EmailAddress.objects.filter(user=OuterRef("user"), primary=True, verified=False)
    here = Membership.objects.filter(~Exists(unproven), agency=by.agency_id, **mail.READS)
    chosen = here.filter(role__in=roles) if roles else here.filter(user__in=[each for each in users if each])
    return list(chosen.exclude(user=by.user_id).select_related("user", "agency"))


def tell(to: Iterable[Membership], template: str, path: str, *, by: Membership, **context: object) -> None:
    """One letter each, ``email/<template>_…txt``, which leads to `path` at the agency's host. Runs inside a transaction."""
    for reader in to:
        agency = reader.agency
        letter = mail.letter(
            agency, reader.user.email, template, name=reader.user.name, link=url_of(agency, path), by=by.user.get_full_name(),
            off=url_of(agency, reverse("settings:home")), **context,
        )  # fmt: skip
        mail.send_later(letter, by=audit.By.member(by), reader=reader)


def want(membership: Membership, wanted: bool) -> None:
    """Have letters about work or not: everybody decides for themselves."""
    with transaction.atomic():
        lock_agency()
        row = Membership.objects.select_related("user").get(pk=membership.pk)
        if row.letters == wanted:
            return
        row.letters = wanted
        row.save(update_fields=["letters"])
        audit.record(audit.By.member(row), "member.letters_changed", wanted=wanted)
    membership.letters = wanted
