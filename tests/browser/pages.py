"""Every page, in every state: its address, who looks at it, and what it answers. What is no page says what it is instead.

Addresses name places of tests/browser/furnished.py: ``{draft}`` is the engagement whose intake is a draft, and so on.
"""

from dataclasses import dataclass
from enum import StrEnum

HOUSE = "studio"
AGENCY, BASE = "aicmo_site.urls", "aicmo_site.urls_base"


@dataclass(frozen=True)
class Page:
    address: str
    who: str = "owner"
    status: int = 200
    host: str = "studio"

    @property
    def urlconf(self) -> str:
        return BASE if self.host == "operator" else AGENCY

    def __str__(self) -> str:
        return f"{self.who} at {self.host}{self.address}".replace("/", "|")


@dataclass(frozen=True)
class Answer:
    """A page that comes of a press: the form at `form` (all that stands there, or nothing) with `fields`, sent to `to`."""

    page: Page
    to: str
    fields: dict[str, str]
    status: int = 200
    form: str = ""
    stranger: bool = False


STAGES = ("intake", "strategy", "creatives", "execution", "monitoring")
WORK = "/engagements"


def seen(who: str, *addresses: str, status: int = 200, host: str = "studio") -> list[Page]:
    return [Page(address, who, status, host) for address in addresses]


WORKSPACE = [
    *seen("editor", "/", "/campaigns/", "/campaigns/?q=nobody", "/campaigns/new/", "/campaigns/{campaign}/"),
    *seen(
        "owner",
        "/campaigns/?tab=all",
        "/campaigns/new/?copy={whole}",
        "/clients/",
        "/clients/new/",
        "/clients/{client}/",
        "/clients/{client}/brand/",
    ),
    *seen("owner", "/clients/?archived", "/clients/{client}/contacts/new/", "/contacts/{contact}/"),
    *seen("viewer", "/", "/campaigns/", "/clients/{client}/", f"{WORK}/{{draft}}/", f"{WORK}/{{draft}}/intake/"),
    *seen("owner", f"{WORK}/{{whole}}/frame/"),
    *seen("viewer", f"{WORK}/{{whole}}/frame/"),
    *seen("owner", "/", *(f"{WORK}/{{{one}}}/" for one in ("whole", "review", "returned", "draft", "stale"))),
    *seen("editor", *(f"{WORK}/{{whole}}/{kind}/" for kind in STAGES)),
    *seen("editor", f"{WORK}/{{draft}}/intake/", f"{WORK}/{{draft}}/strategy/", f"{WORK}/{{review}}/strategy/"),
    *seen(
        "editor", f"{WORK}/{{returned}}/creatives/", f"{WORK}/{{stale}}/strategy/", f"{WORK}/{{stale}}/strategy/pull/"
    ),
    *seen("owner", f"{WORK}/{{stale}}/strategy/", f"{WORK}/{{whole}}/intake/pull/"),
    *seen("editor", f"{WORK}/{{whole}}/creatives/files/", f"{WORK}/{{returned}}/creatives/files/"),
    *seen("viewer", f"{WORK}/{{whole}}/creatives/files/"),
    *seen("owner", f"{WORK}/{{review}}/strategy/decide/", f"{WORK}/{{returned}}/creatives/decide/"),
    *seen("editor", f"{WORK}/{{review}}/strategy/decide/", f"{WORK}/{{draft}}/strategy/decide/"),
    *seen("editor", f"{WORK}/{{stale}}/intake/versions/1/", f"{WORK}/{{review}}/strategy/versions/1/"),
    *seen("editor", f"{WORK}/{{stale}}/intake/compare/?before=1&after=2", f"{WORK}/{{draft}}/intake/compare/"),
    *seen("editor", f"{WORK}/{{stale}}/intake/compare/?before=1&after=2&as=sides"),
    *seen("owner", *(f"{WORK}/{{{one}}}/delivery/" for one in ("whole", "unsigned", "review", "stale"))),
    *seen("editor", f"{WORK}/{{unsigned}}/delivery/"),
    *seen(
        "owner", "/packs/", *(f"/packs/{{{one}}}/" for one in ("published", "ready", "building", "failed", "withdrawn"))
    ),
    *seen("editor", "/packs/{ready}/", "/packs/{published}/pages/?of=deck&page=3"),
    *seen("owner", "/packs/{published}/withdrawal/", "/activity/", "/activity/?engagement={whole}"),
    *seen("editor", "/activity/", "/settings/"),
    *seen("owner", "/evidence/", "/evidence/?engagement={whole}", "/settings/"),
]
EMPTY = seen(
    "alone", "/", "/campaigns/", "/campaigns/new/", "/clients/", "/packs/", "/activity/", "/evidence/", "/settings/",
    "/admin/", "/admin/campaigns/artifact/", host="willow",
)  # fmt: skip
NOWHERE = "/nothing/"
"""No route leads there."""
REFUSED = [
    *seen("viewer", "/campaigns/new/", status=403),
    *seen("editor", "/admin/login/", status=403),
    *seen("owner", "/campaigns/{whole}/", NOWHERE, "/admin/nothing/", "/packs/{whole}/", status=404),
    *seen("nobody", "/", status=404, host="no-such-agency"),
]
ACCOUNT = [
    *seen("nobody", "/account/login/", "/account/login/code/", "/account/inactive/", "/account/confirm-email/"),
    *seen("nobody", "/account/password/reset/", "/account/password/reset/done/", "/account/password/reset/key/done/"),
    *seen("nobody", "/account/password/reset/key/x-x/", "/account/confirm-email/x/"),
    *seen("editor", "/account/security/", "/account/logout/", "/account/reauthenticate/", "/account/email/"),
    *seen("editor", "/account/password/change/", "/account/2fa/", "/account/2fa/totp/activate/"),
    *seen("second", "/account/2fa/", "/account/2fa/totp/deactivate/", "/account/2fa/recovery-codes/"),
    *seen("second", "/account/2fa/recovery-codes/generate/", "/account/2fa/reauthenticate/"),
]
NAMED = ("client", "contact", "campaign")
ADMIN = [
    *seen("owner", "/admin/", "/admin/password_change/done/", "/admin/campaigns/", "/admin/tenants/", "/admin/delivery/"),
    *seen("owner", *(f"/admin/tenants/{one}/" for one in ("auditentry", "job", "brand", "brandfile", "membership", "agency"))),
    *seen("owner", *(f"/admin/campaigns/{one}/" for one in ("artifact", *NAMED, "engagement")), "/admin/delivery/pack/"),
    *seen("owner", "/admin/tenants/brand/add/", "/admin/tenants/brandfile/add/", "/admin/tenants/membership/add/",
          "/admin/tenants/agency/history/"),
    *seen("owner", *(f"/admin/campaigns/{one}/{{campaigns_{one}}}/{what}/" for one in ("artifact", *NAMED, "engagement")
          for what in ("change", "history"))),
    *seen("owner", *(f"/admin/tenants/{one}/{{tenants_{one}}}/{what}/" for what in ("change", "history")
          for one in ("auditentry", "job", "brand", "brandfile", "membership"))),
    *seen("owner", *(f"/admin/tenants/brandfile/{{{one}}}/change/" for one in ("file_waiting", "file_refused"))),
    *seen("owner", "/admin/delivery/pack/{published}/change/", "/admin/delivery/pack/{published}/history/"),
    *seen("owner", "/admin/delivery/signingkey/", "/admin/delivery/signingkey/add/"),
    *seen("admin", "/admin/", *(f"/admin/delivery/pack/{{{one}}}/change/" for one in ("ready", "building", "failed"))),
    *seen("admin", "/admin/campaigns/artifact/{waiting}/approval/", "/admin/campaigns/artifact/{decided}/approval/"),
    *seen("admin", *(f"/admin/delivery/pack/order/{{{one}}}/" for one in ("whole", "unsigned", "review"))),
]  # fmt: skip
PORTAL = [
    *seen("nobody", "/portal/sign-in/"),
    *seen("contact", "/portal/", "/portal/client/", "/portal/packs/{published}/", "/portal/packs/{published}/summary/"),
    *seen("contact", "/portal/packs/{published}/pages/"),
    *seen("contact", "/portal/packs/{ready}/", status=404),
]
MINE = ("agency", "domain", "user", "platformentry")
PLATFORM = [
    *seen("nobody", "/", "/account/signup/", host="operator"),
    *seen("operator", "/account/security/", "/account/2fa/totp/activate/", host="operator"),
    *seen("operator", "/account/2fa/recovery-codes/generate/", host="operator"),
    *[Page(page.address, {"editor": "operator"}.get(page.who, page.who), host="operator")
      for page in ACCOUNT if page.who != "second" and "activate" not in page.address and "security" not in page.address],
    *seen("operator", "/operator/", "/operator/tenants/", "/operator/password_change/done/", host="operator"),
    *seen("operator", *(f"/operator/tenants/{one}/" for one in MINE), "/operator/nothing/", host="operator"),
    *seen("operator", *(f"/operator/tenants/{one}/{{{one}}}/{what}/" for one in MINE for what in ("change", "history")),
          host="operator"),
    *seen("operator", "/operator/tenants/agency/add/", "/operator/tenants/domain/add/", host="operator"),
]  # fmt: skip
PLATFORM = [Page(page.address, page.who, 404 if "nothing" in page.address else 200, page.host) for page in PLATFORM]

PAGES = [*WORKSPACE, *EMPTY, *REFUSED, *ACCOUNT, *ADMIN, *PORTAL, *PLATFORM]

STAGE = f"{WORK}/{{draft}}/intake/"
DECISION = f"{WORK}/{{review}}/strategy/decide/"
ORDER = f"{WORK}/{{unsigned}}/delivery/"
ANSWERS = {
    "a draft that QC stops": Answer(Page(STAGE, "editor"), STAGE, {"act": "submit"}, 409, "#editor"),
    "a draft with a field that cannot be read": Answer(
        Page(STAGE, "editor"), STAGE, {"act": "save", "duration_weeks": "twelve"}, 200, "#editor"
    ),
    "a draft that somebody else saved": Answer(
        Page(STAGE, "editor"), STAGE, {"act": "save", "lock": "0", "pricing": "Mine"}, 409, "#editor"
    ),
    "words held for somebody who is to sign in again": Answer(
        Page(STAGE, "editor"), STAGE, {"act": "save"}, 401, "#editor", stranger=True
    ),
    "a decision on what was not read": Answer(
        Page(DECISION, "admin"), DECISION, {"seen": "0" * 64, "decision": "approve", "confirmed": "on"}, 409
    ),
    "a decision without a word": Answer(
        Page(DECISION, "admin"), DECISION, {"decision": "request_changes"}, 200, "form:has([name=seen])"
    ),
    "a stage confirmed that is not stale": Answer(
        Page(STAGE, "admin"), f"{STAGE}confirm/", {"comment": "Fine", "ground": "x"}, 409
    ),
    "a pack that a check stops": Answer(Page(ORDER, "admin"), ORDER, {"act": "build"}, 409, "#order"),
    "a pack of nothing": Answer(Page(ORDER, "admin"), ORDER, {"act": "build", "chosen": "yes"}),
    "a withdrawal without a reason": Answer(
        Page("/packs/{published}/withdrawal/", "admin"), "/packs/{published}/withdrawal/", {"reason": ""}
    ),
    "an engagement without a name": Answer(Page("/campaigns/new/", "editor"), "/campaigns/new/", {}),
    "an engagement renamed to nothing": Answer(
        Page(f"{WORK}/{{whole}}/frame/", "editor"), f"{WORK}/{{whole}}/frame/", {"name": ""}
    ),
    "a client without a name": Answer(Page("/clients/new/", "editor"), "/clients/new/", {"name": ""}),
    "a contact without an address": Answer(
        Page("/clients/{client}/contacts/new/", "editor"), "/clients/{client}/contacts/new/", {"name": "Ida"}
    ),
    "a page from another session": Answer(
        Page("/clients/new/", "editor"), "/clients/new/", {"csrfmiddlewaretoken": "x" * 64, "name": "New"}, 403
    ),
    "a password that is not theirs": Answer(
        Page("/account/login/", "nobody"), "/account/login/", {"login": "x@studio.example", "password": "y"}
    ),
    "a portal that asks for the code": Answer(
        Page("/portal/sign-in/", "nobody"), "/portal/sign-in/", {"email": "nobody@nordlys-clinics.example"}
    ),
    "a second factor that is asked for": Answer(
        Page("/account/login/", "nobody"), "/account/login/",
        {"login": "sigrid.moen@studio.example", "password": "quiet-rosters-2026"},
    ),
    "an invitation to nobody": Answer(
        Page("/admin/tenants/membership/add/"), "/admin/tenants/membership/add/", {"email": "x", "role": "editor"}
    ),
    "a brand without a colour": Answer(
        Page("/admin/tenants/brand/add/"), "/admin/tenants/brand/add/", {"name": "", "colour": "green"}
    ),
    "an approval in the admin of what was not read": Answer(
        Page("/admin/campaigns/artifact/{waiting}/approval/", "admin"), "/admin/campaigns/artifact/{waiting}/approval/",
        {"seen": "0" * 64, "decision": "approve", "confirmed": "on"}, 409,
    ),
}  # fmt: skip


class Instead(StrEnum):
    """What a route is that is no page of its own."""

    ACT = "takes a press only"
    ELSEWHERE = "leads elsewhere"
    FILE = "a file, or data"
    PART = "a part of a page, shown in its place there"
    DOCUMENT = "a delivered document under a policy of its own"
    REFUSAL = "refused to everybody, with the page of refusals"
    MISSING = "not there for whoever may come, with the page of what is missing"
    ANSWERED = "shown after a press only, among the answers"


def every(instead: Instead, *names: str) -> dict[str, Instead]:
    return dict.fromkeys(names, instead)


FIXED = ("auditentry", "job")
KEPT = ("artifact", *NAMED, "engagement")
NO_PAGE = {
    AGENCY: {
        **every(
            Instead.ACT,
            "account_sessions_end", "delivery:sign_off", "delivery:waiver", "delivery:publication", "portal:sign_out",
            "delivery:pictures",
            *(f"work:{one}_{act}" for one in ("campaign", "client", "engagement") for act in ("archive", "unarchive")),
            "work:contact_deactivate", "work:contact_activate", "work:rebase", "work:confirm", "work:restore", "work:withdraw",
            "work:file_remove",
            "admin:logout", *(f"admin:delivery_pack_{act}" for act in ("sign_off", "waiver", "publication", "withdrawal")),
            "admin:tenants_brandfile_removal",
        ),
        **every(
            Instead.ELSEWHERE,
            "account_signup", "account_set_password", "account_confirm_login_code", "admin:password_change",
            *(f"/admin/tenants/{one}/%(object_id)s/" for one in (*FIXED, "brand", "brandfile", "membership")),
            *(f"/admin/campaigns/{one}/%(object_id)s/" for one in KEPT), "/admin/delivery/pack/%(object_id)s/",
        ),
        **every(
            Instead.FILE,
            "activity:csv", "work:artifacts_file", "delivery:picture", "portal:picture",
            "delivery:file", "portal:file", "portal:allowed_signers", "tenants:logo", "admin:jsi18n",
            "admin:delivery_pack_file",
        ),
        **every(Instead.PART, "delivery:checks", "delivery:progress", "admin:delivery_pack_progress",
                "admin:tenants_brandfile_progress"),
        **every(Instead.DOCUMENT, "delivery:summary", "portal:summary_page"),
        **every(
            Instead.REFUSAL,
            "admin:autocomplete", "admin:delivery_pack_add", "admin:delivery_pack_delete",
            *(f"admin:tenants_{one}_add" for one in FIXED),
            *(f"admin:tenants_{one}_delete" for one in (*FIXED, "brand", "brandfile", "membership")),
            *(f"admin:campaigns_{one}_{act}" for one in KEPT for act in ("add", "delete")),
        ),
        **every(Instead.MISSING, "admin:view_on_site", "mfa_download_recovery_codes", "work:client_logo", "work:file"),
        **every(Instead.ANSWERED, "portal:code", "mfa_authenticate"),
    },
    BASE: {
        **every(Instead.ACT, "account_sessions_end", "operator:logout"),
        **every(
            Instead.ELSEWHERE,
            "account_set_password", "account_confirm_login_code", "operator:password_change",
            *(f"/operator/tenants/{one}/%(object_id)s/" for one in MINE), "mfa_reauthenticate",
        ),
        **every(Instead.MISSING, "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"),
        **every(Instead.ANSWERED, "mfa_authenticate"),
        **every(Instead.FILE, "healthz", "operator:jsi18n"),
        **every(
            Instead.REFUSAL,
            "operator:login", "operator:autocomplete", "operator:tenants_user_add", "operator:tenants_platformentry_add",
            *(f"operator:tenants_{one}_delete" for one in MINE),
        ),
    },
}  # fmt: skip
