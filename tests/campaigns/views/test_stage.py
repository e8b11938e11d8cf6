"""A stage's page: what is typed is stored, shown again with what is wrong, or held; and the one act of the moment."""

import re
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from campaigns.content import parse, walk_strings
from campaigns.domain import artifacts, engagements
from campaigns.enums import ArtifactKind, ArtifactStatus, Objective
from campaigns.models import Artifact, ArtifactVersion, Engagement
from tenants.models import Actor, Agency, AuditEntry, Membership
from tenants.scope import tenant
from tests.support import work
from tests.support.cast import browser, member
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # pages: on PostgreSQL the siege opens each of them


@pytest.fixture
def engagement(in_alder: Agency) -> Engagement:
    return work.engagement(kinds=5)


def page_of(engagement: Engagement, kind: str = "intake") -> str:
    return f"/engagements/{engagement.public_id}/{kind}/"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def post(client: Client, of: Artifact, **fields: Any) -> Any:
    return client.post(page_of(of.engagement, of.kind), {"lock": of.lock, **fields})


@pytest.mark.parametrize("kind", list(ArtifactKind))
def test_every_word_of_the_working_copy_is_in_the_editor(engagement: Engagement, bob: Membership, kind: str) -> None:
    found = work.artifact(engagement, kind)
    page = browser(bob.agency, bob).get(page_of(engagement, kind)).content.decode()
    for path, text in walk_strings(parse(ArtifactKind(kind), found.content)):
        assert escape(text).replace("\n", "") in page.replace("\n", ""), path


def test_what_is_typed_is_stored_and_the_reader_sent_back_to_the_page(engagement: Engagement, bob: Membership) -> None:
    client = browser(bob.agency, bob)
    answer = post(client, work.artifact(engagement, "intake"), pricing="Three bands\r\nand a fee")
    assert (answer.status_code, answer.url) == (302, page_of(engagement))
    stored = work.artifact(engagement, "intake")
    assert stored.content["pricing"] == "Three bands\nand a fee"
    assert (stored.last_editor, stored.lock) == (bob.user, 2)
    assert "The draft of Intake is saved." in text_of(client.get(answer.url))


def test_what_cannot_be_stored_comes_back_as_it_was_typed(engagement: Engagement, bob: Membership) -> None:
    before = work.artifact(engagement, "intake")
    answer = post(browser(bob.agency, bob), before, duration_weeks="twelve", pricing="Kept words")
    page = text_of(answer)
    assert answer.status_code == 200
    assert "Everything you typed is still here" in page
    assert 'value="twelve"' in page
    assert "Kept words" in page
    assert work.artifact(engagement, "intake").content == before.content


def test_a_second_editor_is_told_and_loses_nothing(engagement: Engagement, bob: Membership) -> None:
    opened = work.artifact(engagement, "intake")
    work.write(engagement, "intake", bob, pricing="Bob's words")
    ann = member(bob.agency, "ann@alder.example", "Ann Aspen", "editor")
    answer = post(browser(ann.agency, ann), opened, pricing="Ann's words")
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Bob Birch saved Intake while you were writing" in page
    assert "Both of you changed Pricing." in page
    assert "Ann&#x27;s words" in page
    assert work.artifact(engagement, "intake").content["pricing"] == "Bob's words"


def test_submitting_stores_what_was_typed_and_hands_it_over(engagement: Engagement, bob: Membership) -> None:
    answer = post(browser(bob.agency, bob), work.artifact(engagement, "intake"), pricing="Last words", act="submit")
    assert (answer.status_code, answer.url) == (302, f"/engagements/{engagement.public_id}/")
    version = ArtifactVersion.objects.get()
    assert version.content["pricing"] == "Last words"
    assert work.artifact(engagement, "intake").status == ArtifactStatus.IN_REVIEW


def test_a_blocker_stops_the_submission_and_leads_to_its_field(engagement: Engagement, bob: Membership) -> None:
    answer = post(browser(bob.agency, bob), work.artifact(engagement, "intake"), geography="", act="submit")
    page = text_of(answer)
    assert answer.status_code == 409
    assert "QC found 1 blocker." in page
    target = re.search(r'<a href="#([^"]+)">Geography is empty\.</a>', page)
    assert target is not None
    assert f'id="{target[1]}"' in page
    assert not ArtifactVersion.objects.exists()


@pytest.mark.parametrize(
    ("kind", "path", "opened"),
    [
        ("intake", "geography", "f-geography"),
        ("strategy", "layer1_business_reality.pricing_logic", "f-layer1_business_reality-pricing_logic"),
        ("strategy", 'nonsense[0]."><', ""),
    ],
)
def test_an_address_with_a_path_opens_the_editor_at_that_field(
    engagement: Engagement, bob: Membership, kind: str, path: str, opened: str
) -> None:
    answer = browser(bob.agency, bob).get(page_of(engagement, kind), {"at": path})
    found = re.findall(r'<(?:input|textarea|select)[^>]* id="([^"]*)"[^>]* autofocus', answer.content.decode())
    assert found == ([opened] if opened else [])


def test_a_finding_that_could_be_anywhere_names_its_field(engagement: Engagement, bob: Membership) -> None:
    answer = post(browser(bob.agency, bob), work.artifact(engagement, "intake"), pain_points="TBD", op="check")
    assert ">Pain points: “TBD” is a placeholder.</a>" in text_of(answer)


def test_what_waits_for_a_decision_is_read_and_can_be_taken_back(engagement: Engagement, bob: Membership) -> None:
    work.submit(engagement, "intake", bob)
    client = browser(bob.agency, bob)
    page = text_of(client.get(page_of(engagement)))
    assert '<form class="stack"' not in page
    assert "nothing is changed. Withdraw the submission to go on writing." in page
    reader = browser(bob.agency, member(bob.agency, "vera@alder.example", "Vera", "viewer"))
    read = text_of(reader.get(page_of(engagement)))
    assert ("nothing is changed." in read, "Withdraw the submission" in read) == (True, False)
    assert work.artifact(engagement, "intake").content["geography"] in page
    assert client.post(f"{page_of(engagement)}withdraw/").status_code == 302
    assert work.artifact(engagement, "intake").status == ArtifactStatus.REVISED


def test_a_viewer_reads_and_changes_nothing(engagement: Engagement, alder: Agency) -> None:
    viewer = member(alder, "vera@alder.example", "Vera", "viewer")
    client = browser(alder, viewer)
    shown = text_of(client.get(page_of(engagement)))
    assert "An editor is still writing this. Nothing is in force yet." in shown
    assert "Your role reads here." in shown
    before = work.artifact(engagement, "intake")
    answer = post(client, before, pricing="Mine")
    assert answer.status_code == 403
    assert "Mine" in text_of(answer)
    assert "“Edit” is not for the role viewer. An owner of your agency can give you another." in text_of(answer)
    assert work.artifact(engagement, "intake").content == before.content


def test_two_versions_are_compared_in_words(engagement: Engagement, alice: Membership, bob: Membership) -> None:
    work.approve(work.submit(engagement, "intake", bob), alice)
    work.write(engagement, "intake", bob, pricing="Another price")
    client = browser(bob.agency, bob)
    page = text_of(client.get(f"{page_of(engagement)}compare/"))
    assert "Pricing" in page
    assert "<ins>Another price</ins>" in page
    work.submit(engagement, "intake", bob)
    assert "Not a word differs." in text_of(client.get(f"{page_of(engagement)}compare/?before=2&after=2"))


def test_a_session_that_ended_holds_what_was_typed_until_it_is_sent(engagement: Engagement, bob: Membership) -> None:
    opened = work.artifact(engagement, "intake")
    typed = {"lock": str(opened.lock), "pricing": "\nWords of an hour <b>&", "op": ""}
    held = browser(bob.agency).post(page_of(engagement), typed)
    assert held.status_code == 401
    page = held.content.decode()
    assert "What you typed is held on this page" in text_of(held)
    assert '<textarea name="pricing" hidden>\n\nWords of an hour &lt;b&gt;&amp;</textarea>' in page


@pytest.mark.parametrize(("origin", "status"), [("own", 403), ("https://elsewhere.example", 403), ("", 403)])
def test_only_a_page_of_this_host_gets_its_words_back_with_a_new_token(
    engagement: Engagement, bob: Membership, origin: str, status: int
) -> None:
    client = browser(bob.agency, bob, enforce_csrf_checks=True)
    headers = {"HTTP_ORIGIN": "http://alder.localhost" if origin == "own" else origin} if origin else {}
    answer = client.post(page_of(engagement), {"lock": "1", "pricing": "Words of an hour"}, **headers)
    assert answer.status_code == status
    assert ("Words of an hour" in text_of(answer)) is (origin == "own")


def test_the_page_costs_the_same_whatever_it_holds(engagement: Engagement, alice: Membership, bob: Membership) -> None:
    client = browser(bob.agency, bob)
    work.approve(work.submit(engagement, "intake", bob), alice)
    few = counted(client, page_of(engagement, "intake"))
    for price in ("Two bands", "Three bands", "Four bands"):
        work.write(engagement, "intake", None, pricing=price)
        work.approve(work.submit(engagement, "intake"), alice)
    many = counted(client, page_of(engagement, "intake"))
    assert many == few
    assert many < 20


def test_charlie_next_door_finds_nothing(charlie: Membership, alder: Agency) -> None:
    with tenant(alder):
        engagement = work.engagement()
    client = browser(charlie.agency, charlie)
    for path in (page_of(engagement), f"/engagements/{engagement.public_id}/", f"{page_of(engagement)}compare/"):
        assert client.get(path).status_code == 404
    assert client.get(page_of(engagement, "poetry")).status_code == 404
    assert client.post(page_of(engagement), {"lock": "0", "pricing": "x"}).status_code == 404


def test_the_board_says_where_each_stage_stands(engagement: Engagement, alice: Membership, bob: Membership) -> None:
    work.approve(work.submit(engagement, "intake", bob), alice)
    version = work.submit(engagement, "strategy", bob)
    artifacts.request_changes(version, member=alice, seen_sha256=version.content_sha256, reason="Name a source")
    page = text_of(browser(bob.agency, bob).get(f"/engagements/{engagement.public_id}/"))
    assert "v1 approved by Alice Arden." in page
    assert "Alice Arden asks: Name a source" in page
    assert "Opens when Strategy is approved." in page
    assert "Opens when Strategy, Creatives and Execution are approved." in page
    assert "Go on with Strategy" in page


def test_the_board_costs_the_same_for_a_chain_that_is_done(in_alder: Agency, alice: Membership) -> None:
    client = browser(alice.agency, alice)
    empty, done = work.engagement(kinds=1), work.engagement(name="kastell", approver=None)
    few = counted(client, f"/engagements/{empty.public_id}/")
    assert counted(client, f"/engagements/{done.public_id}/") <= few + 1
    assert few < 20


def approved(engagement: Engagement, alice: Membership, *kinds: str) -> None:
    for kind in kinds:
        work.approve(work.submit(engagement, kind), alice)


BESIDE = {
    "strategy": {
        "Intake": [
            "Pricing", "Revenue streams", "Unit economics", "Growth bottleneck", "Proof", "Pain points", "Objections", "Targets",
            "Risk tolerance", "Compliance", "Constraints", "Tone of voice", "Banned words",
        ],
    },
    "creatives": {"Intake": ["Target audience"], "Strategy": ["Core promise", "Problem", "Channels"]},
    "execution": {
        "Intake": ["Start", "Duration in weeks"],
        "Strategy": ["Tone", "Forbidden language", "Claims", "Images", "Compliance"],
        "Creatives": ["Platforms", "Theme"],
    },
    "monitoring": {
        "Strategy": ["Indicators", "Review", "Decision rules"],
        "Execution": ["utm_campaign", "utm_source", "utm_medium", "utm_content"],
    },
}  # fmt: skip
"""Stage → the stages that feed it → their fields that do (docs/domain.md §2.8)."""


@pytest.mark.parametrize("kind", BESIDE)
def test_every_stage_that_feeds_this_one_is_read_beside_it_and_begins_with_the_fields_that_do(
    engagement: Engagement, alice: Membership, bob: Membership, kind: str
) -> None:
    approved(engagement, alice, *ArtifactKind)
    page = browser(bob.agency, bob).get(page_of(engagement, kind)).content.decode()
    beside = {}
    for fold in page.split('<details class="fold">')[1:]:
        feeding, _, _ = fold.partition("All of")
        beside[re.findall(r"<summary>(\w+)", feeding)[0]] = re.findall(r"<dt>(.*?)</dt>", feeding)
    assert beside == BESIDE[kind]


def test_what_upstream_says_now_is_offered_and_only_what_is_ticked_is_taken(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    approved(engagement, alice, "intake", "strategy")
    work.write(engagement, "intake", None, pricing="A new price", banned_words=["cheap"])
    approved(engagement, alice, "intake")
    client = browser(bob.agency, bob)
    page = text_of(client.get(f"{page_of(engagement, 'strategy')}pull/"))
    assert "A new price" in page
    strategy = work.artifact(engagement, "strategy")
    path = "layer1_business_reality.pricing_logic"
    answer = client.post(f"{page_of(engagement, 'strategy')}pull/", {"lock": strategy.lock, "paths": [path]})
    assert answer.status_code == 302
    now = work.artifact(engagement, "strategy").content
    assert now["layer1_business_reality"]["pricing_logic"] == "A new price"
    assert now["layer7_constraints"] == strategy.content["layer7_constraints"]
    stale_tab = client.post(f"{page_of(engagement, 'strategy')}pull/", {"lock": strategy.lock, "paths": [path]})
    assert stale_tab.status_code == 409
    assert "Nothing was drawn." in text_of(stale_tab)


def test_a_field_that_upstream_says_otherwise_by_now_does_not_claim_to_come_from_there(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    approved(engagement, alice, "intake")
    strategy = work.artifact(engagement, "strategy")
    artifacts.pull(strategy, [mark.path for mark in artifacts.offered(strategy)], lock=strategy.lock, member=bob)
    work.write(engagement, "strategy", bob, **edited_tone(engagement))
    shown = text_of(browser(bob.agency, bob).get(page_of(engagement, "strategy")))
    assert ("From Intake v1, Pricing<" in shown, "From Intake v1, Tone of voice, edited<" in shown) == (True, True)
    assert "1 field says something else than upstream." in shown
    work.write(engagement, "intake", None, pricing="A new price")
    approved(engagement, alice, "intake")
    shown = text_of(browser(bob.agency, bob).get(page_of(engagement, "strategy")))
    assert ("Intake v2, Pricing says something else<" in shown, "From Intake v2, Pricing<" in shown) == (True, False)
    assert "2 fields say something else than upstream." in shown


def edited_tone(engagement: Engagement) -> dict[str, Any]:
    layer = work.artifact(engagement, "strategy").content["layer7_constraints"]
    return {"layer7_constraints": {**layer, "tone_boundaries": "Never shout."}}


def test_an_intake_that_lacks_what_client_and_campaign_say_by_now_leads_to_it(
    in_alder: Agency, bob: Membership
) -> None:
    client = {"name": "Otto & Finch", "locale": "en-GB"}
    campaign = {"name": "Autumn", "objective": Objective.SALES}
    begun = engagements.start_engagement(by=bob, name="First", client=client, campaign=campaign)
    way = f'<a href="{page_of(begun)}pull/">Review the differences</a>'
    assert way not in text_of(browser(bob.agency, bob).get(page_of(begun)))
    engagements.update_client(begun.campaign.client, by=bob, industry="Paper")
    shown = text_of(browser(bob.agency, bob).get(page_of(begun)))
    assert ("Client, Industry says something else<" in shown, way in shown) == (True, True)


def test_the_weeks_of_a_forecast_are_read_lying_down(engagement: Engagement, alder: Agency) -> None:
    viewer = member(alder, "vera@alder.example", "Vera", "viewer")
    page = text_of(browser(alder, viewer).get(page_of(engagement, "strategy")))
    lying = re.findall(r"<table><tbody>(.*?)</tbody></table>", page)
    heads = [re.findall(r'<tr><th scope="row">([^<]*)</th>', table) for table in lying]
    assert heads == [["Week", "Value"]]


def test_what_somebody_edited_is_offered_without_a_tick_and_all_else_with_one(alder: Agency, bob: Membership) -> None:
    with tenant(alder):
        begun = engagements.start_engagement(
            by=bob, name="First", client={"name": "Otto", "website": "otto.example"},
            campaign={"name": "Autumn", "objective": Objective.AWARENESS},
        )  # fmt: skip
        work.write(begun, "intake", bob, client_name="Otto & Sons")
        engagements.update_client(begun.campaign.client, by=bob, name="Otto & Finch", website="finch.example")
    page = text_of(browser(alder, bob).get(f"{page_of(begun)}pull/"))
    assert re.findall(r'name="paths" value="([^"]+)"', page) == ["client_name", "website"]
    assert re.findall(r'name="paths" value="([^"]+)" checked', page) == ["website"]


def test_a_pull_that_is_refused_keeps_what_was_ticked(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    approved(engagement, alice, "intake", "strategy")
    work.write(engagement, "intake", None, pricing="A new price", banned_words=["cheap"])
    approved(engagement, alice, "intake")
    work.write(engagement, "strategy", alice, summary={})
    client, address = browser(bob.agency, bob), f"{page_of(engagement, 'strategy')}pull/"
    offered = re.findall(r'name="paths" value="([^"]+)"', text_of(client.get(address)))
    for ticked in (offered, offered[:1], []):
        answer = client.post(address, {"lock": 0, "paths": ticked})
        assert answer.status_code == 409
        assert re.findall(r'name="paths" value="([^"]+)" checked', text_of(answer)) == ticked


def test_a_stale_stage_is_drawn_anew_or_confirmed(engagement: Engagement, alice: Membership, bob: Membership) -> None:
    approved(engagement, alice, "intake", "strategy")
    work.write(engagement, "intake", None, pricing="A new price")
    approved(engagement, alice, "intake")
    client, page = browser(alice.agency, alice), page_of(engagement, "strategy")
    shown = text_of(client.get(page))
    assert "Draw from what is approved now" in shown
    assert ("Upstream says something else" in shown, "An admin can confirm that" in shown) == (False, False)
    assert "An admin can confirm that: the same words are the next version then." in text_of(
        browser(bob.agency, bob).get(page)
    )
    reader = browser(bob.agency, member(bob.agency, "vera@alder.example", "Vera", "viewer"))
    assert "It rests on what has changed upstream. v1 stays in force." in text_of(reader.get(page))
    said = {"comment": "The bands are the same.", "ground": work.ground(engagement, "strategy")}
    assert f'<input type="hidden" name="ground" value="{said["ground"]}">' in text_of(client.get(page))
    assert client.post(f"{page}confirm/", {**said, "comment": ""}).status_code == 409
    unread = client.post(f"{page}confirm/", {**said, "ground": ""})
    assert unread.status_code == 409
    assert "More was approved upstream since you opened the page." in text_of(unread)
    assert client.post(f"{page}confirm/", said).status_code == 302
    assert work.artifact(engagement, "strategy").status == ArtifactStatus.APPROVED
    work.write(engagement, "intake", None, pricing="Another one")
    approved(engagement, alice, "intake")
    assert browser(bob.agency, bob).post(f"{page}rebase/").status_code == 302
    assert work.artifact(engagement, "strategy").status == ArtifactStatus.REVISED


def test_a_stage_below_a_stale_one_says_so_before_anybody_submits_or_confirms(
    engagement: Engagement, alice: Membership
) -> None:
    approved(engagement, alice, "intake", "strategy", "creatives")
    work.write(engagement, "intake", None, pricing="A new price", target_audience="Others")
    approved(engagement, alice, "intake")
    client = browser(alice.agency, alice)
    first, second = (text_of(client.get(page_of(engagement, kind))) for kind in ("strategy", "creatives"))
    why = "Strategy is stale. Bring it up to date first; you can go on editing Creatives meanwhile."
    assert (why in second, "Confirm as still valid" in second, "handed to an approver" in second) == (
        True,
        False,
        False,
    )
    assert ("is stale. Bring" in first, "Confirm as still valid" in first) == (False, True)
    said = {"comment": "Words to keep", "ground": work.ground(engagement, "creatives")}
    refused = client.post(f"{page_of(engagement, 'creatives')}confirm/", said)
    assert (refused.status_code, "Words to keep" in text_of(refused)) == (409, True)


def test_an_old_version_is_put_back_into_the_working_copy(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    first = work.artifact(engagement, "intake").content["pricing"]
    approved(engagement, alice, "intake")
    opened = work.write(engagement, "intake", bob, pricing="Another price")
    client = browser(bob.agency, bob)
    path = f"{page_of(engagement)}versions/1/restore/"
    assert client.post(path, {"lock": opened.lock}).status_code == 302
    assert work.artifact(engagement, "intake").content["pricing"] == first
    assert client.post(path, {"lock": opened.lock}).status_code == 409
    assert client.post(f"{page_of(engagement)}versions/7/restore/", {"lock": opened.lock}).status_code == 404


def draft(client: Client, of: Artifact, act: str = "autosave", **fields: Any) -> Any:
    """What the editor's script sends."""
    sent = {"lock": of.lock, "act": act, **fields}
    return client.post(page_of(of.engagement, of.kind), sent, headers={"accept": "application/json"})


def edits(of: Artifact) -> int:
    return AuditEntry.objects.filter(
        object_id=str(of.public_id), action="artifact.edited", actor_kind=Actor.MEMBER
    ).count()


def test_an_autosave_stores_the_whole_form_and_brings_the_next_lock(engagement: Engagement, bob: Membership) -> None:
    before = work.artifact(engagement, "intake")
    answer = draft(browser(bob.agency, bob), before, geography="", duration_weeks="10", timeline_start="2027-01-04")
    said = answer.json()
    stored = work.artifact(engagement, "intake")
    assert answer.status_code == 200
    assert (said["saved"], said["lock"], said["status"]) == (True, before.lock + 1, "draft")
    assert stored.content["geography"] == ""
    assert said["at"] == timezone.localtime(stored.updated_at).strftime("%H:%M")
    assert "Geography is empty." in said["qc"]
    assert said["notes"]["f-duration_weeks-derived"] == "Ends on 14 March 2027."
    assert said["notes"]["s-1-meta"] == "7 of 8"


def test_an_autosave_is_whole_or_not_at_all(engagement: Engagement, bob: Membership) -> None:
    before = work.artifact(engagement, "intake")
    answer = draft(browser(bob.agency, bob), before, duration_weeks="twelve", pricing="Mine")
    said = answer.json()
    assert (answer.status_code, said["saved"]) == (200, False)
    assert [wrong["id"] for wrong in said["wrong"]] == ["f-duration_weeks"]
    assert work.artifact(engagement, "intake").content == before.content


def test_autosaves_of_one_writer_are_one_entry_and_anothers_are_told(engagement: Engagement, bob: Membership) -> None:
    ann = member(bob.agency, "ann@alder.example", "Ann Aspen", "editor")
    for who, price in ((bob, "a"), (bob, "b"), (bob, "c"), (ann, "d"), (ann, "e"), (bob, "f")):
        assert draft(browser(who.agency, who), work.artifact(engagement, "intake"), pricing=price).json()["saved"]
    assert edits(work.artifact(engagement, "intake")) == 3
    post(browser(bob.agency, bob), work.artifact(engagement, "intake"), pricing="g")
    assert edits(work.artifact(engagement, "intake")) == 4


def test_a_writer_who_goes_on_later_is_told_again(
    engagement: Engagement, bob: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, of = browser(bob.agency, bob), work.artifact(engagement, "intake")
    draft(client, of, pricing="a")
    monkeypatch.setattr(artifacts, "WRITING", timedelta(0))
    draft(client, work.artifact(engagement, "intake"), pricing="b")
    assert edits(of) == 2


def test_typing_does_not_open_again_what_is_approved_and_saving_does(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    approved(engagement, alice, "intake")
    client, of = browser(bob.agency, bob), work.artifact(engagement, "intake")
    refused = draft(client, of, pricing="Another price")
    assert refused.status_code == 409
    assert refused.json() == {
        "saved": False, "conflict": False,
        "message": "Intake is not opened again by typing. Save the draft to open it.",
    }  # fmt: skip
    assert work.artifact(engagement, "intake").status == ArtifactStatus.APPROVED
    assert "data-autosaves" not in text_of(client.get(page_of(engagement)))
    assert draft(client, of, act="save", pricing="Another price").json()["status"] == "revised"


def test_an_autosave_with_an_old_lock_stores_nothing_and_says_whose_is_newer(
    engagement: Engagement, bob: Membership
) -> None:
    opened = work.artifact(engagement, "intake")
    work.write(engagement, "intake", bob, pricing="Bob's words")
    ann = member(bob.agency, "ann@alder.example", "Ann Aspen", "editor")
    answer = draft(browser(ann.agency, ann), opened, pricing="Ann's words")
    assert (answer.status_code, answer.json()["conflict"]) == (409, True)
    assert "Bob Birch saved Intake" in answer.json()["message"]
    assert work.artifact(engagement, "intake").content["pricing"] == "Bob's words"


def test_what_is_sent_twice_is_stored_once_and_is_no_conflict(engagement: Engagement, bob: Membership) -> None:
    client, opened = browser(bob.agency, bob), work.artifact(engagement, "intake")
    for _ in range(2):
        assert post(client, opened, pricing="Sent twice").status_code == 302
        assert draft(client, opened, pricing="Sent twice").json()["lock"] == opened.lock + 1
    assert work.artifact(engagement, "intake").lock == opened.lock + 1


def test_a_submission_that_is_sent_twice_is_one_version_and_no_refusal(engagement: Engagement, bob: Membership) -> None:
    client, opened = browser(bob.agency, bob), work.artifact(engagement, "intake")
    for _ in range(2):
        answer = post(client, opened, pricing="Last words", act="submit")
        assert (answer.status_code, answer.url) == (302, f"/engagements/{engagement.public_id}/")
    assert ArtifactVersion.objects.count() == 1


def test_what_was_saved_before_a_refused_submission_is_no_conflict_afterwards(
    engagement: Engagement, bob: Membership
) -> None:
    client = browser(bob.agency, bob)
    page = text_of(post(client, work.artifact(engagement, "intake"), geography="", act="submit"))
    lock = re.search(r'name="lock" value="(\d+)"', page)
    assert lock is not None
    again = client.post(page_of(engagement), {"lock": lock[1], "geography": "Norway", "act": "submit"})
    assert again.status_code == 302


def test_words_typed_while_somebody_submitted_are_shown_though_they_cannot_be_stored(
    engagement: Engagement, bob: Membership
) -> None:
    opened = work.artifact(engagement, "intake")
    work.submit(engagement, "intake", bob)
    answer = post(browser(bob.agency, bob), opened, pricing="Too late")
    assert answer.status_code == 409
    assert "Too late" in text_of(answer)
    assert work.artifact(engagement, "intake").content["pricing"] != "Too late"


def test_what_somebody_else_typed_is_not_stored_in_ones_name(engagement: Engagement, bob: Membership) -> None:
    ann = member(bob.agency, "ann@alder.example", "Ann Aspen", "editor")
    page = text_of(browser(ann.agency, ann).get(page_of(engagement)))
    anns = re.search(r'name="member" value="(\w+)"', page)
    assert anns is not None
    before = work.artifact(engagement, "intake")
    answer = post(browser(bob.agency, bob), before, member=anns[1], pricing="Ann's words")
    assert answer.status_code == 409
    assert "you are signed in as Bob Birch" in text_of(answer)
    assert work.artifact(engagement, "intake").content == before.content


def base_of(page: str) -> str:
    found = re.search(r'name="base" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_two_who_wrote_in_different_fields_both_keep_their_words(engagement: Engagement, bob: Membership) -> None:
    ann = member(bob.agency, "ann@alder.example", "Ann Aspen", "editor")
    client, opened = browser(ann.agency, ann), work.artifact(engagement, "intake")
    base = base_of(text_of(client.get(page_of(engagement))))
    work.write(engagement, "intake", bob, pricing="Bob's price")
    sent = {"pricing": opened.content["pricing"], "geography": "Ann's place", "base": base}
    answer = post(client, opened, **sent)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Only Bob Birch changed Pricing. That is in the editor now." in page
    assert "Both of you" not in page
    assert "Bob&#x27;s price" in page
    assert 'value="Ann&#x27;s place"' in page
    lock = re.search(r'name="lock" value="(\d+)"', page)
    assert lock is not None
    sent = {"pricing": "Bob's price", "geography": "Ann's place", "lock": lock[1], "base": base_of(page)}
    assert client.post(page_of(engagement), sent).status_code == 302
    now = work.artifact(engagement, "intake").content
    assert (now["pricing"], now["geography"]) == ("Bob's price", "Ann's place")


def test_a_field_that_both_wrote_shows_the_other_and_takes_it_when_asked(
    engagement: Engagement, bob: Membership
) -> None:
    ann = member(bob.agency, "ann@alder.example", "Ann Aspen", "editor")
    client, opened = browser(ann.agency, ann), work.artifact(engagement, "intake")
    now = work.write(engagement, "intake", bob, pricing="Bob's <b>price</b>")
    page = text_of(post(client, opened, pricing="Ann's price"))
    assert "Bob Birch wrote:" in page
    assert "Bob&#x27;s &lt;b&gt;price&lt;/b&gt;" in page
    clashes = {"clashes": "pricing", "lock": now.lock, "pricing": "Ann's price"}
    page = text_of(client.post(page_of(engagement), {**clashes, "op": "check"}))
    assert "Bob Birch wrote:" in page
    page = text_of(client.post(page_of(engagement), {**clashes, "op": "theirs:pricing"}))
    assert "Bob Birch wrote:" not in page
    assert "Ann&#x27;s price" not in page
    assert work.artifact(engagement, "intake").content == now.content


@pytest.mark.parametrize("base", ["", "0" * 10, "x" * 5000, "é\x00"])
def test_a_base_that_does_not_fit_takes_nothing_over(engagement: Engagement, bob: Membership, base: str) -> None:
    opened = work.artifact(engagement, "intake")
    work.write(engagement, "intake", bob, pricing="Bob's price")
    page = text_of(post(browser(bob.agency, bob), opened, pricing=opened.content["pricing"], base=base))
    assert "Both of you changed Pricing." in page


def test_qc_runs_again_on_what_is_typed_and_stores_nothing(engagement: Engagement, bob: Membership) -> None:
    before = work.artifact(engagement, "intake")
    client = browser(bob.agency, bob)
    answer = post(client, before, geography="", op="check")
    assert answer.status_code == 200
    assert "Geography is empty." in text_of(answer)
    assert work.artifact(engagement, "intake").content == before.content
    page = text_of(post(client, before, duration_weeks="twelve", op="check"))
    assert "It runs when what is marked can be read." in page
    assert "Every rule passes" not in page


def test_the_script_is_there_for_who_writes_only(engagement: Engagement, alder: Agency, bob: Membership) -> None:
    viewer = member(alder, "vera@alder.example", "Vera", "viewer")
    assert "js/editor.js" in text_of(browser(alder, bob).get(page_of(engagement)))
    reading = text_of(browser(alder, viewer).get(page_of(engagement)))
    assert ("js/editor.js" in reading, "js/reader.js" in reading) == (False, True)
    assert "js/editor.js" in text_of(
        post(browser(alder, bob), work.artifact(engagement, "intake"), pricing="x", op="check")
    )


def test_an_autosave_costs_the_same_whatever_has_happened(engagement: Engagement, bob: Membership) -> None:
    client = browser(bob.agency, bob)

    def cost(price: str) -> int:
        with ExitStack() as stack:
            captured = [stack.enter_context(CaptureQueriesContext(connections[alias])) for alias in connections]
            assert draft(client, work.artifact(engagement, "intake"), pricing=price).json()["saved"]
        return sum(len(each) for each in captured)

    cost("0")
    few = cost("1")
    for number in range(12):
        work.write(engagement, "intake", bob, pricing=f"Price {number}")
    assert cost("2") == few
    assert few < 20


def test_the_reason_typed_for_a_refused_confirmation_comes_back(
    engagement: Engagement, alice: Membership, bob: Membership
) -> None:
    ann = member(alice.agency, "ann@alder.example", "Ann Aspen", "admin")
    approved(engagement, alice, "intake")
    summary = work.artifact(engagement, "strategy").content["summary"]
    work.write(engagement, "strategy", alice, summary={**summary, "goal": "Alice's"})
    approved(engagement, ann, "strategy")
    work.write(engagement, "intake", None, pricing="A new price")
    approved(engagement, alice, "intake")
    path = f"{page_of(engagement, 'strategy')}confirm/"
    said = {"comment": "\r\nThe <bands> are the same.", "ground": work.ground(engagement, "strategy")}
    answer = browser(alice.agency, alice).post(path, said)
    assert answer.status_code == 403
    assert "You made its last edit." in text_of(answer)
    assert "required>\n\r\nThe &lt;bands&gt; are the same.</textarea>" in answer.content.decode()
    held = browser(alice.agency).post(path, said)
    assert held.status_code == 401
    assert "The &lt;bands&gt; are the same." in text_of(held)
