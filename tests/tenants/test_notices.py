"""Letters about work, the count beside "My work", and the page where a member settles such things."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import transaction

from campaigns.domain import artifacts
from campaigns.domain.notices import became_stale
from campaigns.models import ArtifactVersion, Engagement
from tenants import mail as mail_jobs
from tenants import notices, people, waiting
from tenants.errors import Refusal
from tenants.models import Agency, AuditEntry, Job, Membership
from tenants.scope import tenant
from tests.support import cast, letters, work
from tests.support.cast import browser
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(alder: Agency) -> Membership:
    return cast.member(alder, "ada@alder.example", "Ada Ash", "admin")


@pytest.fixture
def vera(alder: Agency) -> Membership:
    return cast.member(alder, "vera@alder.example", "Vera Vale", "viewer")


def sent(agency: Agency) -> dict[str, str]:
    """Address → subject of every letter that waits; sends them."""
    mail.outbox.clear()
    letters.send(agency)
    found = {message.to[0]: message.subject for message in mail.outbox}
    assert len(found) == len(mail.outbox), "somebody got two"
    return found


def body() -> str:
    [message] = mail.outbox
    return str(message.body)


def submitted(by: Membership, editor: Membership | None = None) -> ArtifactVersion:
    engagement = work.engagement(kinds=1)
    work.write(engagement, "intake", editor or by, pricing="100")
    return work.submit(engagement, "intake", by)


def back(version: ArtifactVersion, by: Membership, reason: str = "Say which clinics.") -> None:
    artifacts.request_changes(version, member=by, seen_sha256=version.content_sha256, reason=reason)


# --- Submitted -------------------------------------------------------------------------------------------------------


def test_a_submission_is_told_everybody_who_may_decide(
    in_alder: Agency, alice: Membership, ada: Membership, bob: Membership, vera: Membership
) -> None:
    version = submitted(bob)
    client = version.artifact.engagement.campaign.client
    subject = f"Intake v1 waits for your decision: {client}, {version.artifact.engagement}"
    assert sent(in_alder) == {"alice@alder.example": subject, "ada@alder.example": subject}


def test_the_letter_says_who_and_leads_to_the_decision(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    submitted(bob)
    sent(in_alder)
    text = body()
    assert text.startswith("Hello Alice Arden,\n\nBob Birch submitted Intake v1 of Nordlys")
    [way, off] = re.findall(r"http://alder\.localhost:8000(\S+)", text)
    assert browser(in_alder, alice).get(way).status_code == 200
    assert browser(in_alder, alice).get(off).status_code == 200
    assert mail.outbox[0].from_email.startswith('"Alder & Oak"')


def test_four_eyes_keep_the_letter_from_the_last_editor(in_alder: Agency, alice: Membership, ada: Membership) -> None:
    bob = cast.member(in_alder, "bob@alder.example", "Bob Birch", "editor")
    submitted(bob, editor=ada)
    assert set(sent(in_alder)) == {"alice@alder.example"}


def test_without_four_eyes_the_last_editor_may_decide_and_is_told(
    in_alder: Agency, alice: Membership, ada: Membership, bob: Membership
) -> None:
    in_alder.four_eyes = False
    in_alder.save()
    bob.agency = in_alder
    submitted(bob, editor=ada)
    assert set(sent(in_alder)) == {"alice@alder.example", "ada@alder.example"}


def test_nobody_is_told_what_they_did(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    submitted(alice, editor=bob)
    assert sent(in_alder) == {}


def test_an_import_tells_nobody(in_alder: Agency, alice: Membership, ada: Membership, bob: Membership) -> None:
    work.engagement(approver=alice)
    assert sent(in_alder) == {}


# --- Changes requested -----------------------------------------------------------------------------------------------


def test_the_author_is_told_what_should_change(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    version = submitted(bob)
    sent(in_alder)
    back(version, alice, "Say <which> clinics.\n\nAnd \u202ewhy.")
    assert list(sent(in_alder)) == ["bob@alder.example"]
    text = body()
    assert "Alice Arden asks for changes to Intake v1" in text
    assert "Say <which> clinics.\n\nAnd why.\n" in text
    assert f"/engagements/{version.artifact.engagement.public_id}/intake/\n" in text


def test_the_author_is_the_last_editor_rather_than_who_submitted(
    in_alder: Agency, alice: Membership, ada: Membership, bob: Membership
) -> None:
    version = submitted(ada, editor=bob)
    sent(in_alder)
    back(version, alice)
    assert set(sent(in_alder)) == {"bob@alder.example"}


def test_who_sends_their_own_work_back_gets_no_letter(in_alder: Agency, alice: Membership) -> None:
    version = submitted(alice)
    back(version, alice)
    assert sent(in_alder) == {}


# --- Stale -----------------------------------------------------------------------------------------------------------


def chain(alice: Membership, bob: Membership) -> Engagement:
    """Everything approved; the strategy and the creatives were last edited by Bob."""
    engagement = work.engagement(approver=alice)
    for kind, field in (("strategy", "standfirst"), ("creatives", "standfirst")):
        work.write(engagement, kind, bob, **{field: "One sentence."})
        work.approve(work.submit(engagement, kind, bob), alice)
    return engagement


def move_on(engagement: Engagement, by: Membership, ada: Membership, field: str = "unit_economics") -> None:
    """A newer intake, with another `field`, which the strategy draws on."""
    intake = work.artifact(engagement, "intake").content
    work.write(engagement, "intake", by, **{field: f"{intake[field]} Changed."})
    work.approve(work.submit(engagement, "intake", by), ada)


def test_the_last_editor_of_what_became_stale_gets_one_letter(
    in_alder: Agency, alice: Membership, ada: Membership, bob: Membership
) -> None:
    engagement = chain(alice, bob)
    letters.send(in_alder)
    move_on(engagement, alice, ada)
    stale = [kind for kind in ("strategy", "creatives") if work.artifact(engagement, kind).is_stale]
    assert "strategy" in stale
    told = sent(in_alder)
    assert "became stale" in told.pop("bob@alder.example")
    assert all("waits for your decision" in subject for subject in told.values())
    [text] = [str(message.body) for message in mail.outbox if message.to == ["bob@alder.example"]]
    assert " ".join(work.artifact(engagement, "strategy").stale_reasons) in text
    assert f"/engagements/{engagement.public_id}/\n" in text
    assert "Ada Ash approved a newer version upstream" in text


def test_several_of_ones_stages_are_one_letter(
    in_alder: Agency, alice: Membership, ada: Membership, bob: Membership
) -> None:
    engagement = chain(alice, bob)
    letters.send(in_alder)
    stale = [work.artifact(engagement, kind) for kind in ("strategy", "creatives", "execution")]
    with transaction.atomic():
        became_stale(stale, member=ada)
    client = engagement.campaign.client
    assert sent(in_alder) == {"bob@alder.example": f"Strategy and Creatives became stale: {client}, {engagement}"}


def test_what_is_stale_already_is_not_told_again(
    in_alder: Agency, alice: Membership, ada: Membership, bob: Membership
) -> None:
    engagement = chain(alice, bob)
    move_on(engagement, alice, ada)
    letters.send(in_alder)
    before = work.artifact(engagement, "strategy").stale_reasons
    move_on(engagement, alice, ada, "pricing")
    assert work.artifact(engagement, "strategy").stale_reasons != before
    assert "bob@alder.example" not in sent(in_alder)


def test_who_made_their_own_work_stale_gets_no_letter(in_alder: Agency, alice: Membership, ada: Membership) -> None:
    engagement = work.engagement(approver=alice)
    work.write(engagement, "strategy", ada, standfirst="One sentence.")
    work.approve(work.submit(engagement, "strategy", ada), alice)
    sent(in_alder)
    move_on(engagement, alice, ada)
    assert work.artifact(engagement, "strategy").is_stale
    assert "became stale" not in sent(in_alder)["ada@alder.example"]


# --- Who gets them ---------------------------------------------------------------------------------------------------


def test_deactivated_members_get_no_letter(
    in_alder: Agency, alice: Membership, ada: Membership, bob: Membership
) -> None:
    people.deactivate(ada, by=alice)
    submitted(bob)
    assert set(sent(in_alder)) == {"alice@alder.example"}


def test_deactivated_people_get_no_letter(
    in_alder: Agency, alice: Membership, ada: Membership, bob: Membership
) -> None:
    ada.user.is_active = False
    ada.user.save()
    submitted(bob)
    assert set(sent(in_alder)) == {"alice@alder.example"}


@pytest.mark.parametrize(
    ("proven", "told"), [(False, {"alice@alder.example"}), (True, {"alice@alder.example", "ada@alder.example"})]
)
def test_an_address_that_nobody_has_proven_is_told_nothing(
    in_alder: Agency, alice: Membership, ada: Membership, bob: Membership, proven: bool, told: set[str]
) -> None:
    EmailAddress.objects.create(user=ada.user, email=ada.user.email, primary=True, verified=proven)
    EmailAddress.objects.create(user=alice.user, email="new@alder.example", primary=False, verified=False)
    submitted(bob)
    assert set(sent(in_alder)) == told


@pytest.mark.parametrize("field", ["is_active", "letters"])
def test_a_letter_that_waits_goes_to_nobody_who_is_let_out_or_wants_none_meanwhile(
    in_alder: Agency, alice: Membership, ada: Membership, bob: Membership, field: str
) -> None:
    submitted(bob)
    Membership.objects.filter(pk=ada.pk).update(**{field: False})
    assert set(sent(in_alder)) == {"alice@alder.example"}
    assert letters.waiting(in_alder) == []
    assert [job.arguments for job in Job.objects.filter(kind=mail_jobs.KIND)] == [{}, {}]


def test_a_letter_goes_when_it_is_so_and_only_then(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    engagement = work.engagement(kinds=1)
    work.write(engagement, "intake", bob, pricing="100")
    with pytest.raises(Refusal, match="no"), transaction.atomic():
        work.submit(engagement, "intake", bob)
        raise Refusal("no")
    assert letters.waiting(in_alder) == []


def test_a_member_of_two_agencies_is_told_of_each_by_its_own(
    alder: Agency, cedar: Agency, alice: Membership, bob: Membership, charlie: Membership
) -> None:
    cast.member(cedar, "alice@alder.example", "Alice Arden", "admin")
    with tenant(alder):
        submitted(bob)
    assert letters.waiting(cedar) == []
    assert set(sent(alder)) == {"alice@alder.example"}


def test_a_member_has_no_more_letters_from_the_settings_page(
    in_alder: Agency, alice: Membership, ada: Membership, bob: Membership
) -> None:
    client = browser(in_alder, ada)
    answer = client.post("/settings/", {}, follow=True)
    assert answer.redirect_chain == [("/settings/", 302)]
    assert b"You get no letters about work any more." in answer.content
    assert b'name="letters" id="id_letters" checked' not in answer.content
    submitted(bob)
    assert set(sent(in_alder)) == {"alice@alder.example"}
    client.post("/settings/", {"letters": "on"})
    ada.refresh_from_db()
    assert ada.letters
    told = AuditEntry.objects.filter(action="member.letters_changed").order_by("number")
    assert list(told.values_list("actor_name", "data")) == [
        ("Ada Ash", {"wanted": False}), ("Ada Ash", {"wanted": True}),
    ]  # fmt: skip


def test_what_stays_as_it_is_is_not_told(in_alder: Agency, ada: Membership) -> None:
    notices.want(ada, True)
    assert not AuditEntry.objects.filter(action="member.letters_changed").exists()


def test_the_choice_is_for_one_agency(alder: Agency, cedar: Agency, ada: Membership, charlie: Membership) -> None:
    there = cast.member(cedar, "ada@alder.example", "Ada Ash", "admin")
    with tenant(alder):
        notices.want(ada, False)
    there.refresh_from_db()
    assert there.letters


# --- The count in the navigation -------------------------------------------------------------------------------------


def shown(member: Membership, path: str = "/campaigns/") -> int:
    """The number beside "My work"; 0 where there is none."""
    text = browser(member.agency, member).get(path).content.decode()
    found = re.search(r'<a href="/"[^>]*><svg.*?</svg>My work(?:<span class="count">(\d+)</span>)?</a>', text)
    assert found, "no way to My work"
    return int(found.group(1) or 0)


def test_the_count_is_that_of_the_list_for_every_role(
    in_alder: Agency, alice: Membership, ada: Membership, bob: Membership, vera: Membership
) -> None:
    people_here = (alice, ada, bob, vera)
    assert [shown(member) for member in people_here] == [0, 0, 0, 0]
    submitted(bob)
    second = work.engagement(name="halden", kinds=1)
    work.write(second, "intake", ada, pricing="7")
    back(work.submit(second, "intake", ada), alice)
    listed = [len(waiting.waiting_for(member)) for member in people_here]
    assert listed == [2, 2, 1, 0]
    assert [waiting.count_for(member) for member in people_here] == listed
    assert [shown(member) for member in people_here] == listed
    assert [shown(member, "/") for member in people_here] == listed


def test_what_is_archived_is_not_counted(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    version = submitted(bob)
    back(version, alice)
    assert shown(bob) == 1
    engagement = version.artifact.engagement
    Engagement.objects.filter(pk=engagement.pk).update(archived_at=version.created_at)
    assert shown(bob) == len(waiting.waiting_for(bob)) == 0


def test_the_count_costs_one_query(in_alder: Agency, alice: Membership, bob: Membership, vera: Membership) -> None:
    submitted(bob)
    for member in (alice, bob):
        client = browser(in_alder, member)
        client.get("/settings/")
        with_count = counted(client, "/settings/")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(waiting, "count_for", lambda member: 0)
            assert counted(client, "/settings/") == with_count - 1


# --- The settings page -----------------------------------------------------------------------------------------------


def links(member: Membership) -> list[str]:
    text = browser(member.agency, member).get("/settings/").content.decode()
    return re.findall(r'<a class="button[^"]*" href="([^"]+)"', text.partition("<main")[2])


OWN = [
    "/account/security/", "/account/email/", "/account/password/change/", "/account/2fa/", "/account/security/",
]  # fmt: skip


def test_everybody_finds_what_is_theirs_and_each_link_opens(
    in_alder: Agency, alice: Membership, ada: Membership, bob: Membership, vera: Membership
) -> None:
    record = ["/packs/", "/activity/", "/evidence/"]
    managed = [
        "/admin/tenants/membership/",
        "/admin/tenants/agency/",
        "/admin/tenants/brand/add/",
        "/admin/tenants/brand/",
    ]
    assert links(vera) == links(bob) == [*OWN, "/packs/", "/activity/"]
    assert links(ada) == [*OWN, *record]
    assert links(alice) == [*OWN, *managed, *record]
    for member in (alice, ada, bob, vera):
        client = browser(in_alder, member)
        for link in links(member):
            assert client.get(link).status_code in (200, 302), link
            assert "/login/" not in client.get(link).get("Location", "")


def test_recovery_codes_appear_with_a_second_factor(in_alder: Agency, bob: Membership) -> None:
    assert "/account/2fa/recovery-codes/generate/" not in links(bob)
    Authenticator.objects.create(user=bob.user, type=Authenticator.Type.TOTP, data={"secret": ""})
    assert "/account/2fa/recovery-codes/generate/" in links(bob)


def test_strangers_are_sent_to_the_door(alder: Agency) -> None:
    assert browser(alder).get("/settings/")["Location"] == "/account/login/?next=/settings/"
    assert browser(alder).post("/settings/", {})["Location"] == "/account/login/?next=/settings/"


def test_the_navigation_leads_where_the_role_may_go(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    def house(member: Membership) -> list[str]:
        text = browser(in_alder, member).get("/settings/").content.decode()
        [nav] = re.findall(r'<nav class="side-nav".*?</nav>', text, flags=re.S)
        return re.findall(r'href="([^"]+)"', nav)

    ours = {"/settings/", "/activity/", "/evidence/"}
    assert ours - set(house(alice)) == set()
    assert ours - set(house(bob)) == {"/evidence/"}
