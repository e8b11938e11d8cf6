"""What is archived is read on its pages, which offer nothing to do."""

import pytest

from campaigns.domain import engagements
from campaigns.models import Engagement
from tenants.models import Agency, Membership
from tests.support import work
from tests.support.cast import browser

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]  # pages: on PostgreSQL the siege opens each of them

SENTENCE = "is archived. Everything can be read, and nothing changes until an admin takes it out of the archive."


@pytest.fixture
def engagement(in_alder: Agency, alice: Membership) -> Engagement:
    """Intake in force, Strategy written."""
    found = work.engagement(kinds=2)
    work.approve(work.submit(found, "intake"), alice)
    return found


@pytest.mark.parametrize("what", ["client", "campaign", "engagement"])
def test_archived_work_is_read_and_not_written(engagement: Engagement, alice: Membership, what: str) -> None:
    row = {"client": engagement.campaign.client, "campaign": engagement.campaign, "engagement": engagement}[what]
    client, board = browser(alice.agency, alice), f"/engagements/{engagement.public_id}/"
    assert "Write Strategy" in client.get(board).content.decode()
    assert 'id="editor"' in client.get(f"{board}strategy/").content.decode()
    getattr(engagements, f"archive_{what}")(row, by=alice)
    for page in (client.get(board).content.decode(), client.get(f"{board}strategy/").content.decode()):
        assert f"{row} {SENTENCE}" in page
        assert "Write Strategy" not in page
        assert 'id="editor"' not in page
        assert 'value="submit"' not in page
    offered = client.get(f"{board}intake/pull/").content.decode()
    assert ("Upstream" in offered, "Take what is ticked" in offered) == (True, False)
    artifact = work.artifact(engagement, "strategy")
    answer = client.post(f"{board}strategy/", {"lock": artifact.lock, "standfirst": "Words that nobody should lose"})
    assert answer.status_code == 409
    assert "is archived, and nothing in it changes" in answer.content.decode()
    assert work.artifact(engagement, "strategy").content == artifact.content
    getattr(engagements, f"unarchive_{what}")(row, by=alice)
    assert 'id="editor"' in client.get(f"{board}strategy/").content.decode()


def test_what_was_typed_about_a_client_that_was_archived_meanwhile_is_still_there(
    engagement: Engagement, alice: Membership
) -> None:
    campaign, of, tab = engagement.campaign, engagement.campaign.client, browser(alice.agency, alice)
    words = "Words that nobody should lose"
    sent = {
        f"/clients/{of.public_id}/": {"name": of.name, "locale": of.locale, "industry": words},
        f"/campaigns/{campaign.public_id}/": {
            "name": campaign.name, "objective": campaign.objective, "status": campaign.status, "budget": words,
        },
    }  # fmt: skip
    assert all('name="name"' in tab.get(path).content.decode() for path in sent)
    engagements.archive_client(of, by=alice)
    for path, typed in sent.items():
        assert 'name="name"' not in tab.get(path).content.decode()
        told = tab.post(path, typed)
        page = told.content.decode()
        assert (told.status_code, "is archived. An admin can" in page, f'value="{words}"' in page) == (409, True, True)
