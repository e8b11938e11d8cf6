"""Characters that no face can print, named with the places where they stand."""

import pytest

from campaigns.models import Engagement
from delivery.domain import inputs
from delivery.domain.coverage import sentence, uncovered, unprintable
from delivery.domain.texts import Found, Written, written
from tenants import audit
from tenants.brand import save_brand
from tenants.models import Membership
from tests.support import delivery, work


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Plain words, “quoted”, at 35\u00a0% – and 1,200 €", []),
        ("Ελένη, Олена, Nguyễn, Łódź", []),
        ("🎉 ✅ ➜ ⭐ → ⇒ ★ 👩\u200d👩\u200d👧 👍🏽 1\ufe0f\u20e3 🇩🇰", []),
        ("soft\u00adhyphen and \U000e0001tag, line\nfeed, tab\tand \u2003 space", []),
        ("\u202eoverride\u0007", []),
        ("東京 and 東", ["東", "京"]),
        ("שלום مر", ["ש", "ל", "ו", "ם", "م", "ر"]),
        ("e\u0301 is one character, \u0e44\u0e17 are two", ["\u0e44", "\u0e17"]),
        ("x\u0304 stands over its letter", []),
    ],
)
def test_what_has_a_face_passes_and_what_has_none_is_named_once(text: str, found: list[str]) -> None:
    assert unprintable(text) == found


def test_the_sentence_names_characters_and_places_and_counts_the_rest() -> None:
    many = [Found(chr(0x6771 + index), Written("Creatives", f"Assets {index + 1}, Text", "")) for index in range(10)]
    assert sentence(many[:1]).startswith("No face prints 東 (U+6771) in Creatives, Assets 1, Text. The report would")
    assert "(U+6778) and 2 more in Creatives, Assets 1, Text; " in sentence(many)
    assert "Creatives, Assets 3, Text and 7 more." in sentence(many)


@pytest.mark.django_db
@pytest.mark.usefixtures("in_alder")
class TestAnEngagement:
    @pytest.fixture
    def engagement(self, alice: Membership) -> Engagement:
        return delivery.approved(alice)

    def found(self, engagement: Engagement) -> list[Found]:
        return uncovered(written(inputs.select(engagement, agency=engagement.agency)))

    def test_one_that_can_be_printed_has_nothing_to_name(self, engagement: Engagement) -> None:
        assert self.found(engagement) == []

    def test_approved_content_is_named_by_the_title_of_its_field(
        self, engagement: Engagement, alice: Membership
    ) -> None:
        work.write(engagement, "execution", standfirst="Twelve weeks 東 🎉")
        work.approve(work.submit(engagement, "execution"), alice)
        (found,) = self.found(engagement)
        assert (found.word, found.where.place, found.where.path) == ("東", "Execution, Standfirst", "standfirst")

    def test_what_the_frame_of_a_pack_says_is_looked_at_too(self, engagement: Engagement) -> None:
        campaign = engagement.campaign
        campaign.client.name, campaign.name, engagement.name = "京 Foods", "Spring م", "First שנה"
        save_brand(
            by=audit.SYSTEM, name="東 & Co", contact_line="Ask م", legal_text="", footer_text="For {client_name}"
        )
        assert [one.where.place for one in self.found(engagement)] == [
            *("Client, Name", "Campaign, Name"),
            *("Engagement, Name",) * 3,
            *("Brand, Name", "Brand, Contact"),
        ]

    @pytest.mark.parametrize(("by_role", "places"), [(False, ["Intake, Approved by"]), (True, [])])
    def test_an_approver_is_named_where_the_pack_prints_the_name(
        self, by_role: bool, places: list[str], engagement: Engagement
    ) -> None:
        selection = inputs.select(engagement, agency=engagement.agency)
        selection.agency.approvers_by_role = by_role
        approval = selection.items[0].approval
        assert approval
        approval.decider_name = "Alice 東"
        assert [one.where.place for one in uncovered(written(selection))] == places
