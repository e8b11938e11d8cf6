"""How a client's region writes figures and begins its weeks, from the Unicode CLDR.

A table of our own and not a library's: the bytes of a pack may not change because a library was renewed
(docs/decisions/0017-languages-of-a-pack.md). A test compares every row with Babel's copy of the CLDR.
"""

from dataclasses import dataclass

NBSP = "\u00a0"


@dataclass(frozen=True)
class Figures:
    """The signs of a number, and whether a currency stands before it."""

    decimal: str = "."
    group: str = ","
    currency_first: bool = True


COMMON = Figures()
"""As in “€ 1,234.5”: English, and every locale that is not named below."""
_OTHERS = (
    (
        Figures(",", ".", currency_first=False),  # 1.234,5 €
        "az bs ca da de el es eu fo gl hr is it lb mk ro sl sr vi "
        "en-BE en-DE en-DK en-ES en-IT en-PL en-RO en-SI fr-LU",
    ),
    (
        Figures(",", ".", currency_first=True),  # € 1.234,5
        "fy id nl pt tr de-AT en-AT en-ID en-NL es-AR es-BO es-CL es-CO es-EC es-PY es-UY es-VE",
    ),
    (
        Figures(",", NBSP, currency_first=False),  # 1 234,5 €
        "be bg cs et fi fr hu hy ka kk ky lt lv nb nn no pl ru sk sq sv uk uz "
        "en-CZ en-FI en-FR en-HU en-NO en-PT en-SE en-SK "
        "pt-AO pt-CH pt-CV pt-GQ pt-GW pt-LU pt-MO pt-MZ pt-PT pt-ST pt-TL",
    ),
    (Figures(",", NBSP, currency_first=True), "af en-ZA es-CR"),
    (Figures(".", "’", currency_first=True), "de-CH de-LI en-CH it-CH"),
    (Figures(".", ",", currency_first=False), "ar he"),
    (COMMON, "es-BR es-BZ es-CU es-DO es-GT es-HN es-MX es-NI es-PA es-PE es-PR es-SV es-US"),
)
FIGURES = {tag: figures for figures, tags in _OTHERS for tag in tags.split()}
"""Language, or language and region → its signs. What a language has holds for its regions that are not named."""

MONDAY, SATURDAY, SUNDAY = 0, 5, 6
_FIRST_DAYS = {
    SATURDAY: "AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY",
    SUNDAY: (
        "AG AO AS BD BR BS BT BW BZ CA CO CV DM DO ET GT GU GW HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ "
        "NI NP PA PE PH PK PR PT PY SA SG ST SV TH TL TT TW UM US VE VI WS YE ZA ZW"
    ),
}
FIRST_DAYS = {region: day for day, regions in _FIRST_DAYS.items() for region in regions.split()}
"""Region → the weekday its weeks begin with, as Python counts them; elsewhere it is Monday."""
MONTH_FIRST = frozenset({"AS", "BI", "CA", "GU", "MH", "MP", "PH", "PR", "UM", "US", "VI"})
"""Regions whose English puts the month before the day."""


def region_of(tag: str) -> str:
    """The region of a BCP 47 tag, “US” in “en-US”; empty when it names none."""
    return next((part for part in tag.split("-")[1:] if len(part) == 2), "")


def figures_of(tag: str) -> Figures:
    """The signs of a tag's region, else of its language."""
    language = tag.partition("-")[0]
    return FIGURES.get(f"{language}-{region_of(tag)}") or FIGURES.get(language, COMMON)


def first_weekday_of(tag: str) -> int:
    """The weekday that begins a week there, 0 for Monday."""
    return FIRST_DAYS.get(region_of(tag), MONDAY)
