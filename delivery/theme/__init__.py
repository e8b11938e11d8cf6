"""The look of a pack, the same for every format: palette, page, measured type, formats.

theme = Theme.of(BrandSpec(agency_name="Studio Halden", primary="#1E3A8A"), page="A4")
"""

import re
from dataclasses import dataclass, field

from delivery.theme.faces import Faces
from delivery.theme.palette import Palette, derive


@dataclass(frozen=True)
class Page:
    """A paper size in points."""

    name: str
    width: float
    height: float


PAGES = {page.name: page for page in (Page("A4", 595.28, 841.89), Page("Letter", 612.0, 792.0))}
LETTER_REGIONS = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})
"""Where paper is Letter; elsewhere it is A4. Unicode CLDR, supplementalData, `paperSize type="US-Letter"`."""
LANGUAGE = "en"  # of the words that a pack adds, and of a pack whose client has no locale that can be read
_LOCALE = re.compile(
    r"(?P<language>[a-z]{2,3})(-(?P<script>[a-z]{4}))?(-(?P<region>[a-z]{2}|[0-9]{3}))?", re.IGNORECASE
)


def language_of(locale: str) -> str:
    """A client's locale as a BCP 47 tag in its usual spelling: “en_us” gives “en-US”; what is none gives “en”."""
    found = _LOCALE.fullmatch(locale.strip().replace("_", "-"))
    if found is None:
        return LANGUAGE
    parts = found["language"].lower(), (found["script"] or "").title(), (found["region"] or "").upper()
    return "-".join(part for part in parts if part)


def paper_of(locale: str) -> str:
    """The name of the paper that a client's region prints on, a key of PAGES."""
    return "Letter" if LETTER_REGIONS.intersection(language_of(locale).split("-")[1:]) else "A4"


@dataclass(frozen=True)
class BrandSpec:
    """An agency's brand as it was when the pack was ordered.

    Colours are `#RRGGBB`; `footer` may hold `{client}`. Logos are PNG bytes, re-encoded at
    upload: one for light and one for dark grounds. `master` is what the deck stands on (`delivery.masters.stored`).
    """

    agency_name: str
    primary: str
    accent: str | None = None
    footer: str = "Prepared for {client}"
    contact: str = ""
    legal: str = ""
    logo_on_light: bytes | None = None
    logo_on_dark: bytes | None = None
    faces: Faces = field(default=Faces(), repr=False)
    master: bytes | None = field(default=None, repr=False)

    def footer_for(self, client: str) -> str:
        """The footer with the client's name in it."""
        return self.footer.replace("{client}", client)


@dataclass(frozen=True)
class Theme:
    palette: Palette
    page: Page = PAGES["A4"]
    faces: Faces = field(default=Faces(), repr=False)
    master: bytes | None = field(default=None, repr=False)

    @classmethod
    def of(cls, brand: BrandSpec, *, page: str = "A4") -> "Theme":
        """The theme of a brand; raises ValueError for a colour or paper that is not one."""
        if page not in PAGES:
            raise ValueError(f"Paper is {' or '.join(PAGES)}, not {page!r}.")
        return cls(derive(brand.primary, brand.accent), PAGES[page], brand.faces, brand.master)
