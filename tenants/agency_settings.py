"""What an owner settles for the whole agency: its name, four eyes, whom packs name, and whose day it is."""

from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction

from tenants import audit, roles
from tenants.locks import lock_agency
from tenants.models import Agency, Membership, Role
from tenants.people import clean_line
from tenants.scope import WrongTenant

# Names by continent and ocean. The others ("US/Eastern", "EST5EDT") are old spellings that some systems no longer have.
AREAS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)


@cache
def zones() -> tuple[str, ...]:
    """The time zones that an agency may have: UTC, then by name."""
    return ("UTC", *sorted(zone for zone in available_timezones() if zone.partition("/")[0] in AREAS))


def change(
    agency: Agency, *, by: Membership, name: str, four_eyes: bool, approvers_by_role: bool, time_zone: str
) -> None:
    """Settle these for the agency in scope. Refused to all but its owners; ValidationError by field if a value will not do."""
    roles.require(Role.OWNER, by, "change the agency's settings")
    with transaction.atomic():
        row = lock_agency()
        if not row.pk == agency.pk == by.agency_id:
            raise WrongTenant("These are the settings of another agency.")
        said = {
            "name": clean_line(name), "four_eyes": four_eyes, "approvers_by_role": approvers_by_role, "time_zone": time_zone,
        }  # fmt: skip
        was = {field: getattr(row, field) for field, value in said.items() if getattr(row, field) != value}
        if not was:
            return
        for field in was:
            setattr(row, field, said[field])
        check_zone(row.time_zone)
        row.clean_fields(exclude={field.name for field in row._meta.fields} - said.keys())
        row.save(update_fields=list(was))
        audit.record(audit.By.member(by), "agency.changed", row, was=was, now={field: said[field] for field in was})


def check_zone(time_zone: str) -> None:
    if time_zone not in zones():
        raise ValidationError({"time_zone": f"There is no time zone “{time_zone}”. Choose one such as Europe/Oslo."})


def four_eyes_idle(agency: Agency) -> str:
    """Why four eyes, if on, stops nobody at present; empty when it does."""
    if agency.memberships.filter(is_active=True, user__is_active=True).count() > 1:
        return ""
    return "Four eyes has no effect while the agency has one active member: there is nobody else to approve."
