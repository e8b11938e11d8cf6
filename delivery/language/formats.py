"""Numbers, money and dates in one language, as one region writes them."""

import datetime as dt
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from delivery.language.regions import MONTH_FIRST, NBSP, figures_of, first_weekday_of, region_of

MINUS = "\u2212"


class Formats:
    """The formats of a client's locale. A language says its names of months and days, and the order of a date."""

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    month_names: tuple[str, ...] = ()
    """Months as they stand alone, where that is another form."""
    weekdays: tuple[str, ...]
    """From Monday, as over the columns of a calendar."""
    and_: str
    differences: Mapping[str, str]
    """What became of a field or a row (`campaigns.enums.Difference`) → the word that ends a phrase."""
    percent_sign = f"{NBSP}%"

    def __init__(self, tag: str) -> None:
        """`tag` is a BCP 47 tag, such as “de-AT”."""
        self.tag = tag
        self.region = region_of(tag)
        self.first_weekday = first_weekday_of(tag)
        self._figures = figures_of(tag)
        self._signs = str.maketrans({",": self._figures.group, ".": self._figures.decimal, "-": MINUS})

    # Lists and differences

    def listed(self, names: list[str]) -> str:
        """As in “Intake, Strategy and Creatives”."""
        return f" {self.and_} ".join([*([", ".join(names[:-1])] if names[1:] else []), *names[-1:]])

    def part(self, title: str, phrases: list[str]) -> str:
        """As in “Channel Strategy: LinkedIn budget 12,000 → 15,000; channel “Schools” added.”"""
        return f"{title}: {'; '.join(phrases).removesuffix('.')}."

    def difference(self, name: str, how: str, words: str) -> str:
        """As in “LinkedIn budget 12,000 → 15,000” and “Pricing rewritten”."""
        return f"{name} {words or self.differences[how]}"

    def renamed(self, before: str, now: str) -> str:
        return f"{before} → {now}"

    def _moved(
        self, names: tuple[str, str], none: str, before: tuple[int, int | None], now: tuple[int, int | None]
    ) -> str:
        versions = zip(names, before, now, strict=True)
        moved = "; ".join(f"{what} {old or none} → {new or none}" for what, old, new in versions if old != new)
        return f"{moved[:1].upper()}{moved[1:]}."

    def _with_others(self, first: str, *others: tuple[str, list[str]]) -> str:
        return " ".join([first, *(f"{how}: {self.listed(names)}." for how, names in others if names)])

    # Numbers

    def number(self, value: Decimal | float, unit: str = "", *, decimals: int | None = None) -> str:
        """As in “1,234”, “4.5”, “3.1 %” or “€ 82”, with no-break spaces and a true minus.

        Without `decimals` a whole number and any number from 100 has none, another has one. A currency sign
        stands where the region has it, any other unit behind.
        """
        amount = Decimal(str(value))
        if decimals is None:
            decimals = 0 if abs(amount) >= 100 or amount == int(amount) else 1
        figure = f"{amount:,.{decimals}f}".translate(self._signs)
        if unit == "%":
            return f"{figure}{self.percent_sign}"
        if unit and unicodedata.category(unit[0]) == "Sc":
            return self.with_currency(figure, unit)
        return f"{figure}{NBSP}{unit}" if unit else figure

    def with_currency(self, figure: str, currency: str) -> str:
        """A figure with its currency where the region has it, as in “€ 186,000” and “186.000 €”."""
        if not currency:
            return figure
        return f"{currency}{NBSP}{figure}" if self._figures.currency_first else f"{figure}{NBSP}{currency}"

    def percent(self, share: Decimal | float, *, decimals: int = 0) -> str:
        """A share of 1 as in “34 %”."""
        return self.number(Decimal(str(share)) * 100, "%", decimals=decimals)

    def mark(self, kind: str, version: int, content_sha256: str) -> str:
        """As in “Strategy v3 · 1a2b3c4d”: the digits begin the content digest in manifest and provenance."""
        return f"{kind} v{version} · {content_sha256[:8]}"

    # Dates

    @property
    def month_first(self) -> bool:
        return self.region in MONTH_FIRST

    def long_date(self, day: dt.date) -> str:
        """As in “1 April 2026”, or “April 1, 2026” where the month comes first."""
        if self.month_first:
            return f"{self.months[day.month - 1]} {day.day}, {day.year}"
        return f"{day.day} {self.months[day.month - 1]} {day.year}"

    def short_date(self, day: dt.date) -> str:
        """As in “1 Apr”, for axes and lists within one year."""
        month = self.short_months[day.month - 1]
        return f"{month} {day.day}" if self.month_first else f"{day.day} {month}"

    def weekday_date(self, day: dt.date) -> str:
        """As in “Tue 7 Apr”."""
        return f"{self.weekdays[day.weekday()]} {self.short_date(day)}"

    def month_name(self, day: dt.date) -> str:
        """As in “April 2026”."""
        return f"{(self.month_names or self.months)[day.month - 1]} {day.year}"
