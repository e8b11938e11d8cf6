"""What happened, in sentences: every action has words, everybody reads what is theirs, and the download is harmless."""

import ast
import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from campaigns.domain import artifacts, engagements
from campaigns.enums import Decision
from delivery.domain.activity import things_of
from delivery.rendering.making import RENDERERS
from tenants import activity, audit
from tenants.activity import Group, Words
from tenants.models import Actor, Agency, AuditEntry, Membership
from tenants.scope import tenant
from tests.support import cast, delivery, work
from tests.support.cast import browser
from tests.support.queries import counted

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("aicmo_site", "portal", "delivery", "cam", "campaigns", "gateways", "tenants")


@pytest.fixture
def vera(alder: Agency) -> Membership:
    return cast.member(alder, "vera@alder.example", "Vera Vale", "viewer")


def by(member: Membership) -> audit.By:
    return audit.By.member(member)


def page(member: Membership, query: str = "") -> str:
    answer = browser(member.agency, member).get(f"/activity/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def sentences(member: Membership, query: str = "") -> list[str]:
    """What each line of the page says, the latest first."""
    [_, *timeline] = page(member, query).split('<ol class="timeline">')
    lines = re.findall(r"<li[^>]*>(.*?)<time", "".join(timeline), flags=re.S)
    return [unescape(" ".join(re.sub(r"<[^>]+>", " ", line).split())) for line in lines]


def download(member: Membership, query: str = "") -> list[dict[str, str]]:
    answer = browser(member.agency, member).get(f"/activity/csv/{query}")
    assert answer.status_code == 200
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def tell(**said: Any) -> str:
    """The sentence of one entry with these fields."""
    entry = AuditEntry(**{"number": 1, "at": timezone.now(), "actor_kind": Actor.MEMBER, "actor_name": "Ann", **said})
    [line] = activity.tell([entry], places=False)
    return f"{line.text} | {line.more}" if line.more else line.text


# --- Words -----------------------------------------------------------------------------------------------------------

ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
FILE = re.compile(r".+\.(zip|json|pdf|pptx|html|png|txt)")
# Other dotted words in modules that record.
OTHERS = {"delivery.build_pack", "delivery.preview_pack", "tenants.check_brand_file"}
# Actions that are put together where they are recorded.
MADE_UP = {
    "artifact.{}": [f"artifact.{decision}" for decision in Decision],
    "packaging.{}_generated": [f"packaging.{form}_generated" for form in RENDERERS],
    "{}.archived": ["client.archived", "campaign.archived", "engagement.archived"],
    "{}.unarchived": ["client.unarchived", "campaign.unarchived", "engagement.unarchived"],
}


def recording() -> Iterator[ast.Module]:
    """Every module of the product that writes entries."""
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            text = path.read_text()
            if "audit.record(" in text or 'action="' in text:
                yield ast.parse(text)


def said_in(module: ast.Module) -> Iterator[str]:
    """Its dotted words; those put together as a pattern."""
    inside = {id(part) for node in ast.walk(module) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            if ACTION.fullmatch(node.value):
                yield node.value
        elif isinstance(node, ast.JoinedStr):
            pattern = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            if re.fullmatch(r"[a-z_{}]+\.[a-z_{}]+", pattern):
                yield pattern


def actions() -> set[str]:
    found = {word for module in recording() for word in said_in(module) if not FILE.fullmatch(word)} - OTHERS
    patterns = {word for word in found if "{" in word}
    assert patterns <= MADE_UP.keys(), "say which actions this makes"
    return (found - patterns) | {action for pattern in patterns for action in MADE_UP[pattern]}


def test_every_action_that_is_recorded_has_a_sentence() -> None:
    assert {action for action in actions() if action not in activity.words()} == set()


def test_every_sentence_is_of_an_action_that_is_recorded() -> None:
    assert set(activity.words()) - actions() == set()


def test_an_action_is_told_once_only() -> None:
    with pytest.raises(Exception, match=r"Told twice: member\.signed_in"):
        activity.register({"member.signed_in": Words(Group.PEOPLE, "{who}")})


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"action": "artifact.submitted", "object_name": "Strategy v5"}, "Ann submitted Strategy v5"),
        ({"action": "artifact.changes_requested", "object_name": "Strategy v5", "data": {"comment": "Shorter {who}."}},
         "Ann asked for changes to Strategy v5 | Shorter {who}."),
        ({"action": "artifact.flagged", "object_name": "Execution", "actor_kind": Actor.SYSTEM,
          "data": {"reasons": ["Strategy moved on.", "So did Creatives."]}},
         "Execution became stale | Strategy moved on. So did Creatives."),
        ({"action": "member.role_changed", "data": {"email": "b@x.example", "was": "editor", "role": "admin"}},
         "Ann changed the role of b@x.example from editor to admin"),
        ({"action": "agency.changed", "data": {"was": {"four_eyes": True, "name": ""}, "now": {"four_eyes": False, "name": "B"}}},
         "Ann changed the agency’s settings | Four eyes: yes → no; Name: – → B"),
        ({"action": "pack.published", "object_name": "Pack 2"}, "Ann published pack 2"),
        ({"action": "pack.link_issued", "object_name": "Pack 2", "data": {"file": "pack.zip"}, "actor_kind": Actor.CONTACT},
         "Ann (client) downloaded pack.zip of pack 2"),
        ({"action": "pack.built", "object_name": "Pack 2", "actor_kind": Actor.SYSTEM},
         "Pack 2 is built and waits to be published"),
        ({"action": "agency.created", "actor_kind": Actor.PLATFORM}, "The platform opened the agency"),
        ({"action": "artifact.approved", "object_name": ""}, "Ann approved something"),
        ({"action": "moon.landed", "object_name": "Eagle"}, "Ann: moon.landed, Eagle"),
    ],
)  # fmt: skip
def test_an_entry_reads_as_a_sentence(said: dict[str, Any], sentence: str) -> None:
    assert tell(**said) == sentence


# --- The page --------------------------------------------------------------------------------------------------------


def test_the_page_tells_the_latest_first_and_where(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    engagement = work.engagement(approver=alice, kinds=1)
    work.write(engagement, "intake", bob, pricing="<b>100</b>")
    place = f"{engagement.campaign.client}, {engagement.name}"
    told = sentences(bob)
    assert told[0] == f"Bob Birch edited Intake · {place}"
    assert f"Alice Arden approved Intake v1 · {place} Approved on import." in told
    assert f'<a href="/engagements/{engagement.public_id}/">' in page(bob)


def test_words_of_people_are_escaped(in_alder: Agency, alice: Membership) -> None:
    engagements.create_client(by=by(alice), name="<script>alert(1)</script>")
    text = page(alice)
    assert "<script>alert" not in text
    assert "opened &lt;script&gt;" in text


def test_a_new_agency_has_little_to_tell(cedar: Agency, charlie: Membership) -> None:
    assert sentences(charlie) == ["The system saved the brand: Cedar Lane, version 1"]
    assert "Nothing here matches." in page(charlie, "?group=packs")


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_who_does_not_manage_reads_nothing_of_people_and_settings(
    in_alder: Agency, alice: Membership, role: str
) -> None:
    reader = cast.member(in_alder, f"{role}@alder.example", "Rea Reader", role)
    for action in activity.words():
        audit.record(by(alice), action, number=1, email="secret@alder.example", role="admin", was="viewer")
    audit.record(by(alice), "moon.landed")
    public = [action for action, said in activity.words().items() if said.group not in activity.PRIVATE]
    read = {row["Action"] for row in download(reader)}
    assert read == set(public)
    assert {row["Action"] for row in download(alice)} == {*activity.words(), "moon.landed"}
    text = page(reader) + page(reader, "?group=people") + page(reader, "?group=settings")
    assert "secret@alder.example" not in text
    assert "People</option>" not in text


def test_a_kind_a_person_and_days_narrow_the_list(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    engagement = work.engagement(kinds=1)
    work.write(engagement, "intake", bob, pricing="1")
    work.write(engagement, "intake", alice, pricing="2")
    about = f"{engagement.campaign.client}, {engagement.name}"
    assert sentences(alice, f"?person={bob.user_id}") == [f"Bob Birch edited Intake · {about}"]
    frame = [row["Action"] for row in download(alice, "?group=frame")]
    assert frame == [
        "engagement.created", "campaign.created", *["contact.created"] * (len(frame) - 3), "client.created",
    ]  # fmt: skip
    assert {row["Who"] for row in download(alice, "?person=system")} == {"The system"}
    today, tomorrow = timezone.localdate(), timezone.localdate() + timedelta(days=1)
    assert sentences(alice, f"?since={today}&until={today}") == sentences(alice)
    assert sentences(alice, f"?since={tomorrow}") == []
    assert sentences(alice, f"?until={today - timedelta(days=1)}") == []


def test_days_are_the_agencys(in_alder: Agency, alice: Membership) -> None:
    with timezone.override("Pacific/Kiritimati"):  # UTC+14
        midnight = activity._midnight(date(2027, 3, 2))
    assert midnight.isoformat() == "2027-03-02T00:00:00+14:00"


@pytest.mark.parametrize(
    "query", ["?since=2027-02-30", "?since=0001-01-01", "?until=9999-12-31", "?since=2027-02-02&until=2027-02-01"]
)
def test_a_day_that_will_not_do_says_so(alice: Membership, query: str) -> None:
    text = page(alice, query)
    assert 'class="notice" data-state="changes"' in text


@pytest.mark.parametrize(
    "query", ["?group=nonsense", "?person=99999", "?person=%00", "?before=x", "?before=-1", f"?before={'9' * 30}"]
)
def test_what_nobody_offers_counts_as_not_asked(in_alder: Agency, alice: Membership, query: str) -> None:
    assert sentences(alice, query) == sentences(alice) != []


def test_an_engagements_activity_is_all_of_its_own_and_nothing_else(
    in_alder: Agency, alice: Membership, bob: Membership
) -> None:
    mine = delivery.approved(alice, kinds=4)
    other = work.engagement(name="halden", kinds=1)
    work.write(other, "intake", bob, pricing="9")
    pack = delivery.ordered(mine, alice)
    told = [row["Action"] for row in download(alice, f"?engagement={mine.public_id}")]
    assert told[:2] == ["pack.ordered", "pack.signed_off"]
    assert told.count("artifact.approved") == 4
    assert told[-1] == "engagement.created"
    assert "artifact.edited" in [row["Action"] for row in download(alice, f"?engagement={other.public_id}")]
    assert {row["Who"] for row in download(alice, f"?engagement={mine.public_id}")} == {"Alice Arden", "The system"}
    assert set(things_of(mine.public_id)) == {"pack", "legalsignoff"}
    assert any(line.endswith("ordered pack 1") for line in sentences(alice, f"?engagement={mine.public_id}"))
    place = f" · {mine.campaign.client}, {mine.name}"
    assert {f"Alice Arden ordered pack 1{place}", f"Alice Arden signed off legally{place}"} <= set(sentences(alice))
    assert pack.number == 1


@pytest.mark.parametrize("path", ["/activity/", "/activity/csv/"])
def test_an_engagement_that_is_not_here_is_not_there(
    alder: Agency, alice: Membership, cedar: Agency, charlie: Membership, path: str
) -> None:
    with tenant(cedar):
        theirs = work.engagement(kinds=1).public_id
    for asked in (theirs, "00000000-0000-4000-8000-000000000000", "nonsense", "%00"):
        assert browser(alder, alice).get(f"{path}?engagement={asked}").status_code == 404
    assert browser(cedar, charlie).get(f"{path}?engagement={theirs}").status_code == 200


def test_pages_follow_the_numbers_of_entries(in_alder: Agency, alice: Membership) -> None:
    for number in range(activity.PAGE + 5):
        audit.record(by(alice), "client.created", obj=None, n=number)
    first = page(alice)
    [before] = re.findall(r'rel="next" href="\?before=(\d+)"', first)
    audit.record(by(alice), "client.created")  # meanwhile
    rest = sentences(alice, f"?before={before}")
    assert len(rest) == 6
    assert rest[-1].startswith("The system saved the brand")
    assert "Latest</a>" in page(alice, f"?before={before}")


def test_members_who_have_not_come_are_not_offered(in_alder: Agency, alice: Membership, bob: Membership) -> None:
    audit.record(by(alice), "client.created")
    assert [user.name for user in activity.people()] == ["Alice Arden"]


def test_the_page_costs_the_same_for_one_entry_and_for_thirty(in_alder: Agency, alice: Membership) -> None:
    engagement = delivery.approved(alice, kinds=4)
    delivery.ordered(engagement, alice)
    client = browser(in_alder, alice)
    paths = ["/activity/", f"/activity/?engagement={engagement.public_id}&group=packs&person={alice.user_id}"]
    client.get(paths[0])
    few = [counted(client, path) for path in paths]
    for _ in range(30):
        artifact = work.artifact(engagement, "intake")
        audit.record(by(alice), "artifact.edited", artifact)
        audit.record(by(alice), "artifact.submitted", artifact.effective)
        audit.record(by(alice), "pack.built", engagement.packs.first())
    assert [counted(client, path) for path in paths] == few
    assert max(few) < 15


def test_strangers_are_sent_to_the_door(alder: Agency) -> None:
    for path in ("/activity/", "/activity/csv/"):
        answer = browser(alder).get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={path}")


# --- The download ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [*"=+-@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\xa0 @"])
def test_no_cell_begins_a_formula(first: str) -> None:
    assert activity.harmless(f"{first}cmd|' /C calc'!A0") == f"'{first}cmd|' /C calc'!A0"


@pytest.mark.parametrize("cell", ["", "Ann", "12 = 12", "–", "'=1", " "])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert activity.harmless(cell) == cell


def test_the_download_holds_what_the_list_holds_all_pages_of_it(in_alder: Agency, alice: Membership) -> None:
    engagements.create_client(by=by(alice), name="=HYPERLINK(1)")
    for _ in range(activity.PAGE * 2):
        audit.record(audit.By(Actor.CONTACT, "+Elin, “quoted”\nline"), "contact.signed_in")
    rows = download(alice)
    assert len(rows) == AuditEntry.objects.count()
    assert rows[0] | {"Time (UTC)": ""} == {
        "Number": str(len(rows)), "Time (UTC)": "", "Who": "'+Elin, “quoted”\nline (client)",
        "What happened": "'+Elin, “quoted”\nline (client) signed in to the client portal", "More": "", "About": "",
        "Action": "contact.signed_in",
    }  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", rows[0]["Time (UTC)"])
    assert "Alice Arden opened =HYPERLINK(1)" in {row["What happened"] for row in rows}
    assert len(download(alice, "?group=portal")) == activity.PAGE * 2


def test_the_download_is_a_file_that_nobody_keeps(in_alder: Agency, bob: Membership) -> None:
    answer = browser(in_alder, bob).get("/activity/csv/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="activity-\d{4}-\d\d-\d\d\.csv"', answer["Content-Disposition"])
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.streaming


def test_decisions_about_a_version_are_among_an_engagements(
    in_alder: Agency, alice: Membership, bob: Membership
) -> None:
    engagement = work.engagement(approver=alice, kinds=1)
    work.write(engagement, "intake", bob, pricing="100")
    version = work.submit(engagement, "intake", bob)
    artifacts.request_changes(version, member=alice, seen_sha256=version.content_sha256, reason="Shorter.")
    assert sentences(bob, f"?engagement={engagement.public_id}")[:2] == [
        "Alice Arden asked for changes to Intake v2 Shorter.", "Bob Birch submitted Intake v2",
    ]  # fmt: skip
