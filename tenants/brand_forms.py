"""The form of a brand's next version, of the agency's own and of one for a client."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tenants import brand_files
from tenants.brand import LOGO_BYTES, check_contrast, check_placeholders, clean_logo
from tenants.models import Brand, BrandFile, Look
from tenants.models.brand import FILES

TEXTS = ["name", "colour", "on_colour", "accent", "footer_text", "contact_line", "legal_text"]
LOGOS = ["logo", "logo_on_colour"]


def file_choices() -> dict[str, list[BrandFile]]:
    """Field of a look → the files that can be chosen for it; without the fields for which there are none."""
    ready = list(brand_files.ready())
    found = {field: [file for file in ready if brand_files.fits(field, file)] for field in FILES}
    return {field: files for field, files in found.items() if files}


class LookForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the stubs only
    """The next version of a brand. A picture that is left out stays as it is."""

    new_logo = forms.FileField(
        label="Logo for pale grounds",
        required=False,
        help_text="PNG, JPEG or WebP, up to 5 MB. Empty keeps the present one.",
    )
    new_logo_on_colour = forms.FileField(
        label="Logo for the brand colour", required=False, help_text="A reversed version. Empty keeps the present one."
    )
    remove_logo = forms.BooleanField(label="Remove the logo for pale grounds", required=False)
    remove_logo_on_colour = forms.BooleanField(label="Remove the logo for the brand colour", required=False)

    empty_choice = "Standard"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.files_offered = file_choices()
        for name, files in self.files_offered.items():
            self.fields[name] = self._file_field(name, files)

    @property
    def file_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.files_offered]

    def _file_field(self, name: str, files: list[BrandFile]) -> forms.Field:
        """A choice by public id, whose value is the file."""
        by_id = {str(file.public_id): file for file in files}
        model_field: Any = Look._meta.get_field(name)
        return forms.TypedChoiceField(
            label=str(model_field.verbose_name).capitalize().replace("Powerpoint", "PowerPoint"),
            help_text=model_field.help_text,
            choices=[("", self.empty_choice), *((public_id, str(file)) for public_id, file in by_id.items())],
            coerce=by_id.__getitem__, empty_value=None, required=False,
        )  # fmt: skip

    def clean_remove_logo(self) -> bool:
        return self._removal("logo")

    def clean_remove_logo_on_colour(self) -> bool:
        return self._removal("logo_on_colour")

    def _removal(self, name: str) -> bool:
        remove: bool = self.cleaned_data[f"remove_{name}"]
        if remove and self.cleaned_data.get(f"new_{name}"):
            raise ValidationError("Upload a new picture or remove the present one, not both.")
        return remove

    def clean_new_logo(self) -> bytes | None:
        return self._picture("new_logo")

    def clean_new_logo_on_colour(self) -> bytes | None:
        return self._picture("new_logo_on_colour")

    def _picture(self, name: str) -> bytes | None:
        upload = self.cleaned_data[name]
        return clean_logo(upload.read(LOGO_BYTES + 1)) if upload else None

    def values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in (*TEXTS, *self.files_offered)}
        for name in LOGOS:
            if self.cleaned_data.get(f"remove_{name}"):
                values[name] = None
            elif picture := self.cleaned_data[f"new_{name}"]:
                values[name] = picture
        return values

    def clean(self) -> dict[str, Any]:
        """The guards of the verb that saves, so that each is said at its field."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            candidate = self._meta.model(**{name: cleaned[name] for name in (*TEXTS, *self.files_offered)})
            self.check(candidate)
        return cleaned

    def check(self, candidate: Any) -> None:
        check_contrast(candidate)
        check_placeholders(candidate)
        brand_files.check_files(candidate)


def chosen(look: Look | None) -> dict[str, str]:
    """The files of a look as the form's first values."""
    return {name: str(file.public_id) for name in FILES if look and (file := getattr(look, name))}


class BrandForm(LookForm):
    class Meta:
        model = Brand
        fields = TEXTS
