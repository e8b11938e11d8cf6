"""Values of content as words: a choice by its label, money with its currency, a date written out.

Numbers keep every digit and units are printed as they were approved; nothing is rounded. The euro and
the pound are printed by their signs, as running text has them.
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from campaigns.content import FieldSpec, decimal, fields
from campaigns.content.base import Part, Widget
from campaigns.enums import Choice
from delivery.language import wording

CODES = frozenset(
    (
        *("EUR", "GBP", "USD", "JPY", "INR", "KRW", "ILS", "UAH"),
        *("AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "HKD"),
        *("HUF", "IDR", "ISK", "KES", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN", "PHP", "PLN", "QAR"),
        *("RON", "RSD", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "VND", "ZAR"),
    )
)
"""Units of an indicator that are read as a currency, and so stand where the region has one."""
SIGNS = {"EUR": "€", "GBP": "£"}
"""Currencies that are told by their sign alone; a dollar sign would not say which dollar."""
SHORT_LINE, LONG_LINE = 32, 70
"""Lines of a list stand side by side up to the first length, and apart from the second."""


def spec(model: type[Part], name: str) -> FieldSpec:
    """The field's definition; KeyError when the model has no such field."""
    return {field.name: field for field in fields(model)}[name]


def title(model: type[Part], name: str) -> str:
    """The field's title in the pack's language."""
    names = tuple(f"{one.__name__}.{name}" for one in model.__mro__ if issubclass(one, Part))
    return wording().title(names, spec(model, name).title)


def label(choice: Choice) -> str:
    """The choice's label in the pack's language."""
    return wording().choice(f"{type(choice).__name__}.{choice.name}", choice.label)


def shown(part: Part, name: str) -> str:
    """A field's value as it is printed; empty when nothing was entered."""
    field = spec(type(part), name)
    return printed(field.widget, getattr(part, name))


def printed(widget: Widget, value: Any) -> str:
    """The value of such a field in words; TypeError for a tick, which is printed by its title."""
    if value is None or value == "":
        return ""
    if isinstance(value, Choice):
        return label(value)
    if isinstance(value, dt.date):
        return wording().long_date(value)
    if isinstance(value, bool):
        raise TypeError("A tick is printed by its title; use `ticked`.")
    if isinstance(value, int):
        return wording().number(value)
    if isinstance(value, list):
        return joined([printed(widget, item) for item in value])
    return figure(value) if widget in (Widget.DECIMAL, Widget.DECIMALS) else str(value)


def joined(lines: Iterable[str]) -> str:
    """Short lines side by side, longer ones one under another, sentences with a space between."""
    lines = [line for line in lines if line]
    longest = max(map(len, lines), default=0)
    if longest > SHORT_LINE:
        return ("\n" if longest <= LONG_LINE else "\n\n").join(lines)
    return (wording().parting if any("," in line for line in lines) else ", ").join(lines)


def ticked(part: Part, *names: str) -> str:
    """The titles of the flags that are set."""
    return ", ".join(title(type(part), name) for name in names if getattr(part, name))


# Numbers


def places(*texts: str) -> int:
    """The most decimals among some decimal numbers, so that all are printed alike."""
    exponents = [int(value.as_tuple().exponent) for text in texts if (value := decimal(text)) is not None]
    return max((-exponent for exponent in exponents if exponent < 0), default=0)


def figure(text: str, unit: str = "", *, decimals: int | None = None) -> str:
    """A decimal number with its unit, a currency where the region has it; empty when the number is."""
    value = decimal(text)
    if value is None:
        return ""
    decimals = places(text) if decimals is None else decimals
    return money(value, unit, decimals=decimals) if unit in CODES else wording().number(value, unit, decimals=decimals)


def money(amount: Decimal, currency: str, *, decimals: int = 0) -> str:
    """As in “€ 186,000” and “NOK 186,000”."""
    return wording().with_currency(wording().number(amount, decimals=decimals), SIGNS.get(currency, currency))


def floats(texts: Iterable[str]) -> tuple[float, ...]:
    """The numbers of a series, for a picture."""
    return tuple(float(text) for text in texts if text)
