"""What a member may settle here, and where (docs/look/LOOK.md §7, `.setting`): their own things, and the agency's as far as their
role reaches."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.urls import reverse

from tenants import navigation, roles
from tenants.hosts import url_of
from tenants.models import Membership


@dataclass(frozen=True)
class Setting:
    """`state` and `word` say how it stands, where that can be said; `links` are pairs of a label and an address."""

    title: str
    text: str
    links: tuple[tuple[str, str], ...] = ()
    state: str = ""
    word: str = ""


def own(member: Membership) -> list[Setting]:
    """Everybody's own."""
    user = member.user
    password = ("Change the password", "account_change_password")
    if not user.has_usable_password():
        password = ("Choose a password", "account_set_password")
    return [
        Setting("Name", f"{user.get_full_name()}. It stands beside what you decide.", _way("Change the name", "account_security")),
        Setting("Address", f"You sign in as {user.email}.", _way("Change the address", "account_email")),
        Setting("Password", "Or sign in with a code that we send you.", _way(*password)),
        *_factor(member),
        Setting("Devices", "After a lost phone, or a computer that is not yours.", _way("Sign out elsewhere", "account_security")),
    ]  # fmt: skip


def _factor(member: Membership) -> list[Setting]:
    kinds = set(Authenticator.objects.filter(user=member.user_id).values_list("type", flat=True))
    codes = Authenticator.Type.RECOVERY_CODES
    used = bool(kinds - {codes})
    factor = Setting(
        "Second factor", "A code from an app on your phone, asked for after the password.",
        _way("Manage" if used else "Set up", "mfa_index"),
        "approved" if used else "changes", "In use" if used else "Not in use",
    )  # fmt: skip
    if not used:
        return [factor]
    made = codes in kinds
    way = _way("Look at them", "mfa_index") if made else _way("Make recovery codes", "mfa_generate_recovery_codes")
    text = "For the day the phone is lost. Each works once."
    return [
        factor,
        Setting("Recovery codes", text, way, "approved" if made else "changes", "Made" if made else "None yet"),
    ]


def agency(member: Membership) -> list[Setting]:
    """The agency's, for those who manage it. Its address is the platform operator's to add to."""
    if not roles.may_manage(member):
        return []
    brand = (
        *_way("Change the brand", "admin:tenants_brand_add"),
        *_way("All versions", "admin:tenants_brand_changelist"),
    )
    return [
        Setting("Members", "Who works here, in which role. Invite people and let them go.",
                _way("Open the members", "admin:tenants_membership_changelist")),
        Setting("Agency", "Name, four eyes, whom packs name, and the time zone.",
                _way("Change the settings", "admin:tenants_agency_changelist")),
        Setting("Brand", "Name, colours, logos and standing texts, as clients see them. Each change is a new version.", brand),
        Setting("Address of the agency", f"{url_of(member.agency)} is where everybody comes in. Who runs the platform adds a "
                "domain of your own."),
    ]  # fmt: skip


def record(member: Membership) -> list[Setting]:
    """What is kept about the agency: the places that a phone's bar has no room for."""
    places = navigation.open_to(member, navigation.house)
    return [Setting(place.label, place.text, _way(f"Open {place.label.lower()}", place.view)) for place in places]


def _way(label: str, view: str) -> tuple[tuple[str, str], ...]:
    return ((label, reverse(view)),)
