"""Packs are set in the typefaces that a brand chose, say so, and are the same as ever where it chose none."""

import io
import json
import re
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pptx import Presentation

from campaigns.domain import brands
from campaigns.models import Engagement
from delivery.domain import coverage, differences, inputs, packs, preflight, previews
from delivery.domain.preflight import Finding
from delivery.enums import CheckKey, PackFormat, PackState
from delivery.manifest import MANIFEST
from delivery.models import Pack
from tenants import audit, jobs
from tenants.brand import save_brand
from tenants.models import BrandFile, Job, Membership
from tenants.storage import agency_storage
from tests.support import delivery, work
from tests.support.faces import CARLITO, CARLITO_BOLD, EMOJI, GELASIO, checked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_alder")]


@pytest.fixture
def engagement(alice: Membership) -> Engagement:
    return delivery.approved(alice)


def select(engagement: Engagement) -> inputs.Selection:
    return inputs.select(engagement, agency=engagement.agency)


def with_faces(alice: Membership) -> list[BrandFile]:
    files = [checked(alice, data, "Some.ttf") for data in (GELASIO, CARLITO, CARLITO_BOLD)]
    save_brand(by=audit.SYSTEM, face_display=files[0], face_text=files[1], face_bold=files[2])
    return files


def stored(pack: Pack, name: str) -> bytes:
    with agency_storage().open(pack.files.get(name=name).key) as kept:
        return kept.read()


def fonts_of(report: bytes) -> set[bytes]:
    return {re.sub(rb"-[0-9a-f]{8}$", b"", name) for name in re.findall(rb"/BaseFont /[A-Z]{6}\+(\S+)", report)}


def test_a_pack_is_set_in_them_and_named_by_their_digests(engagement: Engagement, alice: Membership) -> None:
    files = with_faces(alice)
    pack = delivery.built(engagement, alice)
    assert pack.state == PackState.READY, pack.job.error
    assert {b"Gelasio-Regular", b"Carlito-Regular", b"Carlito-Bold"} <= fonts_of(stored(pack, "report.pdf"))
    assert not {name for name in fonts_of(stored(pack, "report.pdf")) if name.startswith(b"Source")}
    page = stored(pack, "summary.html").decode()
    assert "data:font/woff2" in page
    deck = Presentation(io.BytesIO(stored(pack, "deck.pptx")))
    theme = next(part for part in deck.part.package.iter_parts() if "theme1" in part.partname).blob.decode()
    assert re.findall(r'<a:latin typeface="(\w+)"', theme) == ["Gelasio", "Carlito"]
    branding = json.loads(stored(pack, MANIFEST))["branding"]
    assert {key: value for key, value in branding.items() if key.startswith("face_")} == {
        f"{field}_sha256": file.cleaned_sha256
        for field, file in zip(("face_display", "face_text", "face_bold"), files, strict=True)
    }


def test_a_brand_without_any_says_nothing_of_them(engagement: Engagement, alice: Membership) -> None:
    selection = delivery.signed_off(engagement, alice)
    assert "brand_files" not in selection.said
    made = packs.pack_inputs(selection, preflight.check(selection), number=1)
    assert set(made.manifest.branding.to_dict()) == {
        "version", "agency_name", "footer_text", "client_version", "primary_color", "accent_color", "logo_sha256",
        "logo_on_colour_sha256",
    }  # fmt: skip


@pytest.mark.sqlite  # which database it is makes no picture different
def test_its_pages_are_pictured_in_them(
    engagement: Engagement, alice: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("delivery.previews.MOST", 3)
    with_faces(alice)
    pack = delivery.built(engagement, alice, formats=(PackFormat.PDF, PackFormat.PPTX))
    job = Job.objects.filter(kind=previews.PREVIEW).latest("id")
    jobs.run(job.pk, job.agency_id, jobs.SCHEMA)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    assert previews.shown(pack, ["report.pdf", "deck.pptx"])


def test_another_typeface_is_another_pack_and_named_among_the_differences(
    engagement: Engagement, alice: Membership
) -> None:
    before = select(engagement)
    with_faces(alice)
    after = select(engagement)
    assert after.subject != before.subject
    (found,) = (
        each.text for each in differences.of_said(record(before), after.said) if each.text.startswith("Typefaces")
    )
    assert found == "Typefaces: standard before, Gelasio Regular, Carlito Regular, Carlito Bold now."


def record(selection: inputs.Selection) -> dict[str, Any]:
    return {"said": selection.said, "formats": [], "checks": []}


def test_a_client_has_typefaces_of_its_own_for_headings_and_the_agencys_for_text(
    engagement: Engagement, alice: Membership
) -> None:
    _, carlito, bold = with_faces(alice)
    brands.save(engagement.campaign.client, member=alice, seen=0, face_display=carlito)
    files = brands.in_force(engagement.campaign.client).files
    assert files == {"face_display": carlito, "face_text": carlito, "face_bold": bold}
    spec = inputs.brand_spec(brands.in_force(engagement.campaign.client))
    assert spec.faces.display == spec.faces.text


def test_a_file_that_is_gone_stops_a_pack_with_a_sentence(engagement: Engagement, alice: Membership) -> None:
    display, *_ = with_faces(alice)
    agency_storage().delete(f"brand/files/{display.cleaned_sha256}")
    pack = delivery.built(engagement, alice)
    assert pack.state == PackState.FAILED
    assert "A file of the brand is missing from storage." in pack.job.error


# --- What can be printed ---------------------------------------------------------------------------------------------


def facts(file: bytes) -> BrandFile:
    codes = sorted(TTFont(io.BytesIO(file)).getBestCmap())
    return BrandFile(kind="face", facts={"spans": [[code, code] for code in codes]})


def printed(text: str, **files: bytes) -> list[str]:
    known = coverage.printable({f"face_{field}": facts(data) for field, data in files.items()})
    return coverage.unprintable(text, known)


def test_what_the_brands_own_face_lacks_is_printed_in_another() -> None:
    assert printed("Ευχαριστώ, Олена", display=GELASIO) == []


def test_what_only_our_own_faces_for_words_have_is_found_where_they_are_not_used() -> None:
    assert printed("♪") == []
    assert printed("♪", display=GELASIO) == ["♪"]
    assert printed("♪", display=EMOJI) == ["♪"]


def test_what_a_face_for_other_scripts_has_can_be_printed() -> None:
    assert coverage.unprintable("\ue0ff") == ["\ue0ff"]
    file = BrandFile(kind="face", facts={"spans": [[0x6771, 0x6771], [0x5D0, 0x5EA], [0xE44, 0xE44]]})
    known = coverage.printable({"face_other": file})
    assert coverage.unprintable("東京 שלום \u0e44", known) == ["京", "\u0e44"]


def test_a_mark_that_stands_in_no_face_with_its_letter_is_found() -> None:
    file = BrandFile(kind="face", facts={"spans": [[0x5B0, 0x5C2], [0x5D0, 0x5EA]]})
    known = coverage.printable({"face_other": file})
    assert coverage.unprintable("שָׁלוֹם x\u0304", known) == []
    assert coverage.unprintable("ש\u0304 x\u05b8", known) == ["\u0304", "\u05b8"]


def test_a_letter_counts_where_headings_and_text_have_it() -> None:
    wide = BrandFile(kind="face", facts={"spans": [[0x20, 0x7E], [0xE0FF, 0xE0FF]]})
    plain = BrandFile(kind="face", facts={"spans": [[0x20, 0x7E]]})
    everywhere = {"face_display": wide, "face_text": wide, "face_bold": wide}
    assert coverage.unprintable("\ue0ff", coverage.printable(everywhere)) == []
    assert coverage.unprintable("\ue0ff", coverage.printable({**everywhere, "face_bold": plain})) == ["\ue0ff"]
    assert coverage.unprintable("\ue0ff", coverage.printable({"face_display": wide})) == ["\ue0ff"]


def completeness(engagement: Engagement) -> Finding:
    return next(one for one in preflight.check(select(engagement)) if one.key is CheckKey.COMPLETENESS)


def test_pre_flight_counts_the_characters_of_the_brands_own_faces(engagement: Engagement, alice: Membership) -> None:
    work.write(engagement, "execution", standfirst="Twelve weeks of ♪")
    work.approve(work.submit(engagement, "execution"), alice)
    assert completeness(engagement).passed
    with_faces(alice)
    assert "No face prints ♪ (U+266A) in Execution, Standfirst" in completeness(engagement).detail
