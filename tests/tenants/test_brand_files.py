"""Files of a brand: taken in by the web, read by a worker, chosen where they fit, and removed while nothing names them."""

import hashlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tenants import audit, brand_files
from tenants.brand import current_brand, save_brand
from tenants.errors import NotAllowed, Refusal
from tenants.models import Agency, AuditEntry, Brand, BrandFile, FileState, Job, Membership
from tenants.storage import agency_storage
from tests.support.cast import browser, member
from tests.support.faces import CARLITO, CARLITO_BOLD, EMOJI, GELASIO, checked, upload, worked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_alder")]
LIST = "/admin/tenants/brandfile/"
BRAND = {"name": "Alder", "colour": "#1E3A8A", "footer_text": "Prepared for {client_name}"}


def page(file: BrandFile, what: str = "change") -> str:
    return f"{LIST}{file.public_id}/{what}/"


def said(file: BrandFile) -> list[str]:
    return [each["sentence"] for each in file.findings]


def refused(**fields: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        save_brand(by=audit.SYSTEM, **fields)
    return caught.value.message_dict


def test_a_typeface_is_checked_by_a_worker_and_what_is_kept_is_written_anew(alice: Membership) -> None:
    waiting = upload(alice)
    assert (waiting.state, waiting.findings, waiting.cleaned_sha256) == (FileState.CHECKING, [], "")
    file = worked(waiting)
    assert (file.state, str(file)) == (FileState.READY, "Gelasio Regular")
    kept = brand_files.read(file)
    assert hashlib.sha256(kept).hexdigest() == file.cleaned_sha256 != file.sha256
    assert not agency_storage().exists(brand_files.uploaded(file.sha256))


def test_what_cannot_be_used_is_refused_in_words_and_nothing_of_it_is_kept(alice: Membership) -> None:
    file = checked(alice, b"OTTO and more", "Halden.otf")
    assert (file.state, file.cleaned_sha256) == (FileState.REFUSED, "")
    assert said(file) == [
        "This is an OpenType face with PostScript outlines (.otf). Upload its TrueType edition (.ttf), or have your foundry "
        "convert it."
    ]
    assert not agency_storage().exists(brand_files.uploaded(file.sha256))


def test_the_same_bytes_are_the_same_file(alice: Membership) -> None:
    first = checked(alice)
    assert upload(alice, name="Another name.ttf") == first
    assert Job.objects.filter(kind=brand_files.CHECK).count() == 1


def test_a_check_that_is_done_again_changes_nothing(alice: Membership) -> None:
    file = checked(alice)
    again = Job.objects.latest("id")
    Job.objects.filter(pk=again.pk).update(state="queued")
    assert worked(file) == file
    assert AuditEntry.objects.filter(action="brand_file.ready").count() == 1


def test_a_check_that_never_gets_through_says_so(alice: Membership) -> None:
    file = upload(alice)
    agency_storage().delete(brand_files.uploaded(file.sha256))
    file = worked(file)
    assert (file.state, said(file)) == (FileState.REFUSED, [brand_files.LOST])


@pytest.mark.parametrize(("data", "sentence"), [(b"", "empty"), (bytes(brand_files.LARGEST + 1), "larger than 16 MB")])
def test_what_is_empty_or_too_large_is_not_taken_in(alice: Membership, data: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        upload(alice, data)
    assert not BrandFile.objects.exists()


def test_a_name_is_kept_without_folders_and_controls(alice: Membership) -> None:
    assert upload(alice, name="C:\\fonts\\Hal\u202eden\x07.ttf").name == "Halden.ttf"


def test_only_admins_and_owners_upload_and_remove(in_alder: Agency, alice: Membership) -> None:
    editor = member(in_alder, "ed@alder.example", "Ed Ash", "editor")
    with pytest.raises(NotAllowed):
        upload(editor)
    file = checked(alice)
    with pytest.raises(NotAllowed):
        brand_files.remove(file, member=editor)


def test_typefaces_are_chosen_in_the_brand(alice: Membership) -> None:
    display, text, bold = (checked(alice, data) for data in (GELASIO, CARLITO, CARLITO_BOLD))
    made = save_brand(by=audit.SYSTEM, face_display=display, face_text=text, face_bold=bold)
    assert (made.face_display, made.face_text, made.face_bold, made.face_sub) == (display, text, bold, None)
    assert save_brand(by=audit.SYSTEM, name="Other").face_display == display


def test_text_and_bold_go_together_and_small_headings_with_headings(alice: Membership) -> None:
    file = checked(alice)
    assert refused(face_text=file).keys() == {"face_bold"}
    assert refused(face_bold=file).keys() == {"face_text"}
    assert refused(face_sub=file).keys() == {"face_display"}


def test_what_has_not_passed_its_check_cannot_be_chosen(alice: Membership) -> None:
    assert refused(face_display=upload(alice)).keys() == {"face_display"}
    assert refused(face_display=checked(alice, b"OTTO")).keys() == {"face_display"}


def test_a_face_without_letters_is_for_other_scripts_only(alice: Membership) -> None:
    emoji = checked(alice, EMOJI)
    assert "can only be chosen for other scripts" in said(emoji)[0]
    assert refused(face_display=emoji).keys() == {"face_display"}
    assert save_brand(by=audit.SYSTEM, face_other=emoji).face_other == emoji
    assert refused(master=emoji).keys() == {"master"}


def test_a_file_is_removed_while_no_version_names_it(alice: Membership) -> None:
    file = checked(alice)
    brand_files.remove(file, member=alice)
    assert not BrandFile.objects.exists()
    assert not agency_storage().exists(brand_files.cleaned(file.cleaned_sha256))


def test_a_file_that_was_removed_while_somebody_chose_it_is_refused_at_its_field(alice: Membership) -> None:
    seen = checked(alice)
    brand_files.remove(BrandFile.objects.get(pk=seen.pk), member=alice)
    assert refused(face_display=seen) == {"face_display": ["This file was removed meanwhile."]}


def test_a_file_that_an_older_version_names_is_kept(alice: Membership) -> None:
    file = checked(alice)
    used = save_brand(by=audit.SYSTEM, face_display=file)
    save_brand(by=audit.SYSTEM, face_display=None)
    with pytest.raises(Refusal, match=f"is kept: {used} is set with it"):
        brand_files.remove(file, member=alice)
    assert brand_files.read(file)


def test_two_uploads_that_come_to_the_same_share_what_is_kept(alice: Membership) -> None:
    first = checked(alice)
    second = checked(alice, GELASIO + bytes(4))
    assert second.cleaned_sha256 == first.cleaned_sha256
    brand_files.remove(first, member=alice)
    assert brand_files.read(second)


def test_a_file_that_was_changed_in_storage_is_not_used(alice: Membership) -> None:
    file = checked(alice)
    key = brand_files.cleaned(file.cleaned_sha256)
    agency_storage().delete(key)
    with pytest.raises(Refusal, match="missing from storage"):
        brand_files.read(file)
    agency_storage().save(key, b"something else")
    with pytest.raises(Refusal, match="changed in storage"):
        brand_files.read(file)


# --- The admin's pages -----------------------------------------------------------------------------------------------


@pytest.fixture
def owner(alice: Membership) -> Client:
    return browser(alice.agency, alice)


def sent(data: bytes = GELASIO, name: str = "Gelasio-Regular.ttf") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, data)}


def test_an_upload_is_shown_being_checked_and_then_what_was_found(owner: Client) -> None:
    answer = owner.post(f"{LIST}add/", sent())
    file = BrandFile.objects.get()
    assert answer["Location"] == page(file)
    assert "A worker reads the file" in owner.get(page(file)).content.decode()
    assert "HX-Refresh" not in owner.get(page(file, "progress"))
    worked(file)
    assert owner.get(page(file, "progress"))["HX-Refresh"] == "true"
    shown = owner.get(page(file)).content.decode()
    for words in ("Gelasio Regular", "Packs can be made with it.", "It has no Greek, which is set in another face."):
        assert words in shown


def test_an_upload_that_is_empty_is_refused_at_its_field(owner: Client) -> None:
    answer = owner.post(f"{LIST}add/", sent(b""))
    assert list(answer.context["adminform"].form.errors) == ["file"]


def test_a_refused_file_says_why_and_can_be_removed(owner: Client, alice: Membership) -> None:
    file = checked(alice, b"wOFF")
    assert "This is a face for web pages (.woff)." in owner.get(page(file)).content.decode()
    assert owner.post(page(file, "removal")).status_code == 302
    assert not BrandFile.objects.exists()


def test_an_admin_uploads_and_an_editor_sees_nothing(in_alder: Agency) -> None:
    admin = browser(in_alder, member(in_alder, "ada@alder.example", "Ada Ash", "admin"))
    assert admin.post(f"{LIST}add/", sent()).status_code == 302
    editor = browser(in_alder, member(in_alder, "ed@alder.example", "Ed Ash", "editor"))
    assert editor.get(page(BrandFile.objects.get()))["Location"].startswith("/admin/login/")


def test_the_owner_chooses_typefaces_in_the_admin(owner: Client, alice: Membership) -> None:
    assert b"face_display" not in owner.get("/admin/tenants/brand/add/").content
    file, emoji = checked(alice), checked(alice, EMOJI)
    form = owner.get("/admin/tenants/brand/add/").context["adminform"].form
    assert [label for _, label in form.fields["face_display"].choices] == ["Standard", "Gelasio Regular"]
    assert [label for _, label in form.fields["face_other"].choices] == [
        "Standard",
        "Gelasio Regular",
        "Noto Emoji Regular",
    ]
    chosen = {"face_display": str(file.public_id), "face_other": str(emoji.public_id)}
    answer = owner.post("/admin/tenants/brand/add/", {**BRAND, **chosen}, follow=True)
    assert "PowerPoint shows Gelasio where it is installed, and another face elsewhere" in answer.content.decode()
    assert (current_brand().face_display, current_brand().face_other) == (file, emoji)
    form = owner.get("/admin/tenants/brand/add/").context["adminform"].form
    assert form["face_display"].value() == str(file.public_id)
    assert owner.post("/admin/tenants/brand/add/", BRAND).status_code == 302
    assert current_brand().face_display is None


def test_a_choice_that_does_not_go_is_said_at_its_field(owner: Client, alice: Membership) -> None:
    file = checked(alice)
    answer = owner.post("/admin/tenants/brand/add/", {**BRAND, "face_text": str(file.public_id)})
    assert list(answer.context["adminform"].form.errors) == ["face_bold"]
    assert Brand.objects.count() == 1
