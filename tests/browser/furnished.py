"""Agencies in which every state of every page is to be found, beside the demo. Runs inside the site's own process:
``manage.py shell -c "from tests.browser.furnished import furnish; furnish()"``; prints the places by name as JSON."""

import json
from dataclasses import replace
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from unittest.mock import patch

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command
from django.utils import timezone

from aicmo_site.demo import AGENCIES, HERE, PASSWORD
from campaigns.domain import artifacts, assets
from campaigns.domain.documents import import_engagement
from campaigns.enums import ArtifactKind
from campaigns.models import Artifact, ArtifactVersion, Contact, Engagement
from delivery.domain import inputs, packs, preflight, previews
from delivery.enums import PackState
from delivery.models import Pack, Preview
from tenants import audit, jobs
from tenants.agencies import create_agency
from tenants.brand import clean_logo, save_brand
from tenants.models import Agency, BrandFile, Domain, FileState, Job, JobState, Membership, PlatformEntry, Role, User
from tenants.people import add_person
from tenants.scope import tenant
from tenants.sites import agency_admin
from tests.browser.pages import HOUSE
from tests.support import cast

EMPTY = "willow"
NORTHWIND = AGENCIES[0]
SECOND = "sigrid.moen"
"""Has a second factor."""
PICTURED = 8  # pages of each file, which fill a strip


def furnish() -> None:
    agency = Agency.objects.create(slug=HOUSE, name=NORTHWIND.name)
    people = {
        member.role.value: joined(agency, replace(member, email=at_home(member.email))) for member in NORTHWIND.members
    }
    with tenant(agency):
        logos = {
            "logo": clean_logo((HERE / "northwind.png").read_bytes()),
            "logo_on_colour": clean_logo((HERE / "northwind-on-colour.png").read_bytes()),
        }
        save_brand(by=audit.By.member(people["owner"]), name=agency.name, **NORTHWIND.brand, **logos)
        files = brand_files()
        places = {**engagements(agency, people), **rows(agency), **files}
    second = add_person(email=f"{SECOND}@{HOUSE}.example", name="Sigrid Moen", password=PASSWORD, verified=True)
    people["second"] = Membership.objects.create(agency=agency, user=second, role=Role.EDITOR)
    TOTP.activate(second, generate_totp_secret())
    RecoveryCodes.activate(second)
    create_agency(
        slug=EMPTY, name="Willow", owner_email=f"owner@{EMPTY}.example", owner_name="Wim Olm", by=audit.PLATFORM
    )
    empty = Agency.objects.get(slug=EMPTY)
    operator = add_person(email="operator@platform.example", name="Olga Perez", password=PASSWORD, verified=True)
    operator.is_operator = True
    operator.save()
    domain = Domain.objects.create(agency=agency, host="work.studio.example")
    cookies = {name: session(agency, member) for name, member in people.items()}
    cookies["alone"] = session(empty, Membership.objects.get(agency=empty))
    cookies["operator"] = session(None, operator)
    bases = {
        "agency": empty.pk,
        "domain": domain.pk,
        "user": second.pk,
        "platformentry": PlatformEntry.objects.latest("pk").pk,
    }
    print(json.dumps({"cookies": cookies, "places": {name: str(value) for name, value in {**places, **bases}.items()}}))


def at_home(email: str) -> str:
    return email.replace("northwind", HOUSE)


def joined(agency: Agency, member: Any) -> Membership:
    user = add_person(email=member.email, name=member.name, password=PASSWORD, verified=True)
    return Membership.objects.create(agency=agency, user=user, role=member.role)


def session(agency: Agency | None, who: Membership | User) -> dict[str, str]:
    """Cookies of somebody who has signed in, and proved it again a moment ago."""
    client = cast.browser(agency, who)
    kept = client.session
    now = timezone.now().timestamp()
    kept["account_authentication_methods_user"] = str(client.session["_auth_user_id"])
    kept["account_authentication_methods"] = [{"method": "password", "at": now, "reauthenticated": True}]
    kept.save()
    return {name: morsel.value for name, morsel in client.cookies.items()}


# --- The work --------------------------------------------------------------------------------------------------------


def engagements(agency: Agency, people: dict[str, Membership]) -> dict[str, Any]:
    """One in each state, by name."""
    editor, admin = people["editor"], people["admin"]
    whole = made("nordlys", admin)
    first = built(whole, agency, people, publish=True)
    cover = pictured(first)
    withdrawn = built(whole, agency, people, formats=["json"], publish=False)
    packs.withdraw(withdrawn, member=admin, reason="Made to try the formats.")
    ready = built(whole, agency, people, formats=["html"], publish=False)
    building, failed = unfinished(ready)

    review = made("halden", admin, upto="intake")
    written(review, "halden", "strategy", editor)
    submit(review, "strategy", editor)

    returned = made("kastell", admin, upto="strategy")
    written(returned, "kastell", "creatives", editor)
    version = submit(returned, "creatives", editor)
    artifacts.request_changes(
        version, member=admin, seen_sha256=version.content_sha256,
        reason="“You said” promises the third bag free; the client never agreed. Get their word, or say what happens instead.",
    )  # fmt: skip

    for name, begins in (("Third bag, 15 seconds.mp4", b"\0\0\0\x20ftypisom"), ("Poster A2.pdf", b"%PDF-1.7\n")):
        film = BytesIO(begins + bytes(range(256)) * 4_000)
        assets.attach(artifact(returned, "creatives"), film, name=name, asset="The third bag", member=editor)

    draft = made("veldkamp", None)
    content = artifact(draft, "intake").content
    written(draft, "veldkamp", "intake", editor, geography="", pain_points="", website=content["website"])

    stale = made("nordlys", admin, client="Vestfold Care")
    before = artifact(stale, "intake").content
    written(
        stale, "nordlys", "intake", editor, target_audience="Ward managers; finance approves.", pricing="One price."
    )
    newer = submit(stale, "intake", editor)
    artifacts.approve(newer, member=admin, seen_sha256=newer.content_sha256, confirmed=True, accepted=keys_of(newer))
    assert artifact(stale, "intake").content != before

    unsigned = made("nordlys", admin, client="Fjord Clinics")
    return {
        "whole": whole.public_id, "review": review.public_id, "returned": returned.public_id, "draft": draft.public_id,
        "stale": stale.public_id, "unsigned": unsigned.public_id,
        "published": first.public_id, "cover": cover, "ready": ready.public_id, "withdrawn": withdrawn.public_id,
        "building": building.public_id, "failed": failed.public_id,
        "campaign": whole.campaign.public_id, "client": whole.campaign.client.public_id,
        "contact": Contact.objects.filter(client=whole.campaign.client).first().public_id,
        "waiting": artifact(review, "strategy").public_id,
        "decided": artifact(returned, "creatives").public_id,
    }  # fmt: skip


def made(name: str, approver: Membership | None, *, upto: str = "", client: str = "") -> Engagement:
    """A demo document with its artifacts as far as `upto`, approved where there is an approver."""
    document = read(name)
    kinds = [kind.value for kind in ArtifactKind]
    if upto:
        kept = kinds[: kinds.index(upto) + 1]
        document["artifacts"] = {kind: value for kind, value in document["artifacts"].items() if kind in kept}
    if client:
        document["client"] |= {"name": client, "contacts": []}
    return import_engagement(document, by=audit.SYSTEM, approver=approver).engagement


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text())
    return found


def artifact(of: Engagement, kind: str) -> Artifact:
    return Artifact.objects.select_related("engagement__campaign__client", "effective").get(engagement=of, kind=kind)


def written(of: Engagement, name: str, kind: str, member: Membership, **fields: Any) -> None:
    found = artifact(of, kind)
    artifacts.edit(found, {**read(name)["artifacts"][kind], **fields}, lock=found.lock, member=member)


def submit(of: Engagement, kind: str, member: Membership) -> ArtifactVersion:
    return artifacts.submit(artifact(of, kind), member=member)


def keys_of(version: ArtifactVersion) -> list[str]:
    report = version.qc_reports.order_by("-id").first()
    return [artifacts.finding_key(check) for check in report.findings]


def built(of: Engagement, agency: Agency, people: dict[str, Membership], *, publish: bool, formats: Any = ()) -> Pack:
    preflight.sign_off(inputs.select(of, agency=agency, formats=formats), member=people["admin"])
    options = {"formats": formats} if formats else {}
    with patch.object(previews, "order"):  # the site's worker has better things to do
        call_command("build_pack", str(of.public_id), **options, stdout=StringIO(), stderr=StringIO())
    pack = Pack.objects.filter(engagement=of).order_by("-number").first()
    if publish:
        packs.publish(pack, member=people["admin"], seen_digest=pack.pack_digest)
    return pack


def pictured(pack: Pack) -> str:
    """The first pages of the pack's files, as a job pictures them; the digest of the report's first."""
    job = Job.objects.create(kind=previews.PREVIEW, object_id=str(pack.public_id))  # nobody wakes the worker for it
    with patch("delivery.previews.MOST", PICTURED):
        jobs.run(job.pk, job.agency_id, jobs.SCHEMA)
    return Preview.objects.get(file__pack=pack, file__name="report.pdf").cover


def unfinished(like: Pack) -> tuple[Pack, Pack]:
    """A pack that is being built all the while, and one that failed."""
    now = timezone.now()
    job = Job.objects.create(
        kind=packs.BUILD, state=JobState.RUNNING, progress=40, step="Making the summary (html)", attempts=1, started_at=now,
        lease_until=now + timedelta(days=1),
    )  # fmt: skip
    told = Job.objects.create(
        kind=packs.BUILD, state=JobState.FAILED, attempts=1, error="PDF failed. The font has no sign for “☃” (page 12).",
        started_at=now, finished_at=now,
    )  # fmt: skip
    shared = {
        "engagement": like.engagement, "subject": like.subject, "kinds": like.kinds, "formats": like.formats,
        "brand": like.brand, "created_by": like.created_by,
    }  # fmt: skip
    building = Pack.objects.create(number=90, inputs_digest="b" * 64, job=job, **shared)
    failed = Pack.objects.create(
        number=91, inputs_digest="f" * 64, job=told, state=PackState.FAILED,
        errors={"pdf": "The font has no sign for “☃” (page 12)."}, **shared,
    )  # fmt: skip
    return building, failed


def brand_files() -> dict[str, Any]:
    """A typeface in each state; the first of them can be chosen."""
    states = {
        "file_ready": {
            "state": FileState.READY, "cleaned_sha256": "1" * 64,
            "facts": {
                "family": "Nordlys", "style": "Regular", "office": "Nordlys", "latin": True, "spans": [[32, 126]],
                "characters": 95,
            },
            "findings": [{"severity": "warning", "sentence": "It has no Greek, which is set in another face.", "place": ""}],
        },
        "file_waiting": {"state": FileState.CHECKING},
        "file_refused": {
            "state": FileState.REFUSED,
            "findings": [{"severity": "error", "sentence": "This is a face for web pages (.woff).", "place": ""}],
        },
    }  # fmt: skip
    return {
        name: BrandFile.objects.create(
            kind="face", name=f"{name}.ttf", sha256=f"{number:064}", size=1, created_by="Astrid", **said
        ).public_id
        for number, (name, said) in enumerate(states.items())
    }


def rows(agency: Agency) -> dict[str, Any]:
    """A row of each table that the admin shows."""
    models = {model._meta.label_lower.replace(".", "_"): model for model in agency_admin._registry}
    return {
        name: named(model.objects.filter(agency=agency).order_by("pk").first())
        for name, model in models.items()
        if model is not Agency
    }


def named(row: Any) -> Any:
    """As the admin's addresses name a row."""
    return getattr(row, "public_id", row.pk)
