"""Figures, dates and weeks are written as the client's region writes them, which the CLDR says."""

import datetime as dt
from decimal import Decimal

import pytest
from babel import Locale

from campaigns.content.execution import Execution
from campaigns.enums import ArtifactKind
from delivery.compose.values import figure
from delivery.document import Month
from delivery.language import LANGUAGES, language, speaking
from delivery.language.regions import FIGURES, FIRST_DAYS, MONTH_FIRST, NBSP, Figures, figures_of, first_weekday_of
from tests.delivery.sample_contents import composed, demo

DAY = dt.date(2026, 4, 7)
REGIONS = (
    "AT AU BE BG BR CA CH CL CN CY CZ DE DK EE EG ES FI FR GB GR HR HU IE IL IN IS IT JP KR LT LU LV MT MX NL NO NZ PH"
)
REGIONS += " PL PT RO RS RU SA SE SI SK TR UA US ZA"
OFTEN = "en-GB en-US en-AU en-CA en-IE de-DE de-AT de-CH de-LU el-GR el-CY fr-FR fr-CH fr-CA es-ES es-MX it-IT it-CH nl-NL nl-BE "
OFTEN += "pt-PT pt-BR da-DK nb-NO sv-SE fi-FI pl-PL cs-CZ hu-HU ro-RO bg-BG tr-TR ru-RU uk-UA ja-JP zh-CN ko-KR"


@pytest.mark.parametrize(
    ("tag", "written"),
    {
        "en": "1,234,567.5 | −3 % | 34 % | € 1,250 | NOK 1,250 | 7 April 2026 | Tue 7 Apr | April 2026",
        "en-US": "1,234,567.5 | −3 % | 34 % | € 1,250 | NOK 1,250 | April 7, 2026 | Tue Apr 7 | April 2026",
        "de-DE": "1.234.567,5 | −3 % | 34 % | 1.250 € | 1.250 NOK | 7. April 2026 | Di 7. Apr. | April 2026",
        "de-AT": "1.234.567,5 | −3 % | 34 % | € 1.250 | NOK 1.250 | 7. April 2026 | Di 7. Apr. | April 2026",
        "de-CH": "1’234’567.5 | −3 % | 34 % | € 1’250 | NOK 1’250 | 7. April 2026 | Di 7. Apr. | April 2026",
        "el-GR": "1.234.567,5 | −3% | 34% | 1.250 € | 1.250 NOK | 7 Απριλίου 2026 | Τρί 7 Απρ | Απρίλιος 2026",
        "nb-NO": "1 234 567,5 | −3 % | 34 % | 1 250 € | 1 250 NOK | 7 April 2026 | Tue 7 Apr | April 2026",
    }.items(),
)
def test_a_region_has_its_own_figures_and_a_language_its_own_dates(tag: str, written: str) -> None:
    with speaking(tag) as spoken:
        said = [
            spoken.number(Decimal("1234567.5"), decimals=1),
            spoken.number(-3, "%"),
            spoken.percent(0.34),
            figure("1250", "EUR"),
            figure("1250", "NOK"),
            spoken.long_date(DAY),
            spoken.weekday_date(DAY),
            spoken.month_name(DAY),
        ]
    assert " | ".join(said).replace(NBSP, " ") == written


def test_an_austrian_january_is_austrian() -> None:
    january = dt.date(2026, 1, 6)
    assert [language(tag).long_date(january) for tag in ("de-AT", "de-DE")] == ["6. Jänner 2026", "6. Januar 2026"]


# As the CLDR has it


def cldr(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


def test_the_signs_of_a_number_are_those_of_the_cldr() -> None:
    assert [tag for tag in {*FIGURES, *OFTEN.split()} if figures_of(tag) != _cldr_figures(tag)] == []


def _cldr_figures(tag: str) -> Figures:
    signs = cldr(tag).number_symbols["latn"]
    pattern = cldr(tag).currency_formats["standard"].pattern.strip("\u200e\u200f")
    return Figures(signs["decimal"], signs["group"].replace("\u202f", NBSP), pattern.startswith("¤"))


def test_a_week_begins_with_the_day_of_the_cldr() -> None:
    regions = {*FIRST_DAYS, *REGIONS.split()}
    wrong = [one for one in regions if first_weekday_of(f"en-{one}") != cldr(f"und-{one}").first_week_day]
    assert wrong == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_months_and_days_are_those_of_the_cldr(code: str) -> None:
    spoken, names = language(code), cldr(code)
    months = [
        names.months["format"]["wide"],
        names.months["stand-alone"]["wide"],
        names.months["format"]["abbreviated"],
    ]
    ours = [spoken.months, spoken.month_names or spoken.months, spoken.short_months]
    assert [list(each) for each in ours] == [[each[month] for month in range(1, 13)] for each in months]
    assert list(spoken.weekdays) == [names.days["stand-alone"]["abbreviated"][day] for day in range(7)]


def test_english_has_the_month_first_where_the_cldr_has_it() -> None:
    first = {
        one: cldr(f"en-{one}").date_formats["long"].pattern.startswith("M") for one in {"GB", "AU", "IE", *MONTH_FIRST}
    }
    assert {one for one, is_first in first.items() if is_first} == MONTH_FIRST


# In a pack


def months_of(tag: str) -> list[Month]:
    contents = {ArtifactKind.EXECUTION: demo("nordlys")[ArtifactKind.EXECUTION]}
    assert isinstance(contents[ArtifactKind.EXECUTION], Execution)
    document = composed(contents, lang=tag)
    blocks = [block for section in document.sections for topic in section.topics for block in topic.blocks]
    return [block for block in blocks if isinstance(block, Month)]


@pytest.mark.parametrize(("tag", "first"), [("en-GB", 0), ("de-DE", 0), ("en-US", 6), ("ar-EG", 5)])
def test_a_calendar_begins_its_weeks_as_the_region_does_and_loses_no_publication(tag: str, first: int) -> None:
    months = months_of(tag)
    assert {week.days[0].date.weekday() for month in months for week in month.weeks} == {first}
    days = [day.date for month in months for week in month.weeks for day in week.days if month.includes(day)]
    assert days == sorted(set(days))
    assert posts_of(months) == posts_of(months_of("en-GB")) != []


def posts_of(months: list[Month]) -> list[str]:
    days = [day for month in months for week in month.weeks for day in week.days]
    return [post.title for day in days for post in day.posts]
