"""The brand that packs for one client show, as a form: every field may be empty, which leaves the agency's."""

from typing import Any

from campaigns.domain import brands
from campaigns.models import ClientBrand
from tenants.brand_forms import LOGOS, TEXTS, LookForm, chosen

HELP = {
    "name": "Who signs the packs.",
    "colour": "#RRGGBB. Brings its own accent and text colour along.",
    "on_colour": "#RRGGBB, only with a colour; empty means black or white, whichever reads better.",
    "accent": "#RRGGBB, only with a colour; empty means derived from it.",
    "footer_text": "{client_name} becomes the client’s name.",
    "contact_line": "Whom this client asks, and how.",
    "legal_text": "",
}


class ClientBrandForm(LookForm):
    empty_choice = "The agency’s"

    class Meta:
        model = ClientBrand
        fields = TEXTS
        help_texts = HELP

    def __init__(self, data: Any = None, files: Any = None, *, own: ClientBrand | None) -> None:
        initial = {**{name: getattr(own, name) for name in TEXTS}, **chosen(own)} if own else None
        super().__init__(data, files, initial=initial)
        self.own = own
        for name in LOGOS:
            if not (own and getattr(own, f"{name}_sha256")):
                del self.fields[f"remove_{name}"]

    def check(self, candidate: ClientBrand) -> None:
        brands.check(candidate)
