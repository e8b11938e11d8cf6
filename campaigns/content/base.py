"""What content is made of: text that is clean, values that are checked, rows, sections.

A working copy may be saved with anything missing, so every field has an empty default. What must be filled
before approval is marked ``required`` and read by QC, not by the parser. Shape is refused here, with its
path: a wrong type, an unknown key, a value outside its list, a text or list that is too long.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, WithJsonSchema

T = TypeVar("T")

MAX_TEXT = 100_000
"""Characters in one field."""
MAX_HEADLINE = 140
"""Characters in a sentence that is set large: the headline of a layer, the claim of the summary."""
MAX_ROWS = 500
"""Rows or lines in one list, unless the field says less."""
YEARS = range(2000, 2200)
"""Years of a date. Weeks can be counted from each of them without leaving the calendar."""
MAX_ARTIFACT = 2 * 1024 * 1024
"""Bytes of one artifact's canonical JSON."""

_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")
_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
"""Code points that never will be characters (Unicode §23.7), as they stand in a set of a pattern."""
_UNWANTED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 controls but tab and newline
    rf"\ud800-\udfff{_NO_CHARACTERS}"  # lone surrogates and what no reader shows or may exchange
    r"\u202a-\u202e\u2066-\u2069]"  # bidi embeddings, overrides and isolates
)
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # fillers and the empty Braille cell: letters that show nothing
_BREAKS = re.compile(r"[\t\n]+")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


class Widget(StrEnum):
    """How a field is edited. The form mapper has one control for each."""

    LINE = "line"
    TEXT = "text"
    LINES = "lines"
    NUMBER = "number"
    DECIMAL = "decimal"
    DECIMALS = "decimals"
    DATE = "date"
    TIME = "time"
    CURRENCY = "currency"
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    ROWS = "rows"
    SECTION = "section"
    DIGEST = "digest"


def clean_text(text: str) -> str:
    """Return ``text`` as it is stored: Unix line ends, no controls or bidi overrides, NFC, trimmed; empty if nothing in it
    can be seen.

    Cleaning a cleaned text changes nothing. Composition comes after removal, because removing a character
    can bring a letter and its accent together.
    """
    if _is_plain(text):
        return text.strip()
    text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", text).strip()
    return text if any(_is_visible(character) for character in text) else ""


def _is_plain(text: str) -> bool:
    """One line of ASCII, as most texts are: nothing to compose, and all of it but spaces can be seen."""
    return text.isascii() and text.isprintable()


def _is_visible(character: str) -> bool:
    """Letters, numbers, punctuation and symbols; not spaces, joiners, soft hyphens, lone accents and fillers."""
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANK_LETTERS


def clean_line(text: str) -> str:
    """Return ``text`` cleaned and on one line: each break or tab, with the spaces around it, is one space."""
    if _is_plain(text):
        return text.strip()
    pieces = (piece.strip(" ") for piece in _BREAKS.split(clean_text(text)))
    return " ".join(piece for piece in pieces if piece)


def _text(value: object) -> object:
    return clean_text(value) if isinstance(value, str) else value


def _line(value: object) -> object:
    return clean_line(value) if isinstance(value, str) else value


def _matching(pattern: re.Pattern[str], sentence: str) -> AfterValidator:
    def check(value: str) -> str:
        if value and not pattern.fullmatch(value):
            raise ValueError(sentence)
        return value

    return AfterValidator(check)


def _written(pattern: re.Pattern[str]) -> WithJsonSchema:
    """What a JSON Schema says of a text with this pattern, or none."""
    return WithJsonSchema({"type": "string", "pattern": f"^({pattern.pattern})?$"})


def _day(value: object) -> object:
    if value is None:
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            value = date.fromisoformat(value)
        except ValueError as error:
            raise ValueError(f"There is no such day: {error}.") from error
    if type(value) is not date:
        raise ValueError("Write the date as year-month-day, for example 2026-04-06.")
    if value.year not in YEARS:
        raise ValueError(f"Use a year from {YEARS[0]} to {YEARS[-1]}.")
    return value


def _decimal(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError('Give the number as text, for example "2.4".')
    return clean_line(value)


def _without_blanks(lines: list[str]) -> list[str]:
    return [line for line in lines if line]


def _without_repeats(values: list[T]) -> list[T]:
    return list(dict.fromkeys(values))


Line = Annotated[str, Field(max_length=MAX_TEXT), BeforeValidator(_line), Widget.LINE]
"""Text on one line."""
Headline = Annotated[str, Field(max_length=MAX_HEADLINE), BeforeValidator(_line), Widget.LINE]
"""One sentence of at most 140 characters."""
Text = Annotated[str, Field(max_length=MAX_TEXT), BeforeValidator(_text), Widget.TEXT]
"""Text with line breaks."""
Lines = Annotated[list[Line], AfterValidator(_without_blanks), Field(max_length=MAX_ROWS), Widget.LINES]
"""A list of single lines; blank ones are dropped."""
DecimalText = Annotated[
    str,
    BeforeValidator(_decimal),
    _matching(_DECIMAL, "Write a plain number with a point for decimals, for example 1250 or 2.4."),
    _written(_DECIMAL),
    Widget.DECIMAL,
]
"""A decimal number as text, so that money is never a float: "186000", "2.4", "-3"; empty means not given."""
Decimals = Annotated[list[DecimalText], AfterValidator(_without_blanks), Field(max_length=MAX_ROWS), Widget.DECIMALS]
"""A series of decimal numbers as text, oldest first."""
Currency = Annotated[
    str,
    BeforeValidator(_line),
    _matching(_CURRENCY, "Write the currency's three letters, for example EUR."),
    _written(_CURRENCY),
    Widget.CURRENCY,
]
"""An ISO 4217 code; empty means not given."""
Time = Annotated[
    str,
    BeforeValidator(_line),
    _matching(_TIME, "Write the time as hours:minutes, for example 08:15."),
    _written(_TIME),
    Widget.TIME,
]
"""A time of day, 00:00 to 23:59; empty means not given."""
Day = Annotated[date, BeforeValidator(_day), Widget.DATE]
"""A calendar date, "2026-04-06" in JSON."""
Count = Annotated[int, Strict(), Widget.NUMBER]
"""A whole number; never a boolean or a float."""
Flag = Annotated[bool, Strict(), Widget.FLAG]
"""Yes or no; never 0, 1 or a word."""
Unique = AfterValidator(_without_repeats)
"""On a list of choices: each at most once, in the order of first mention."""


def about(
    title: str,
    help_text: str,
    *,
    default: Any = "",
    required: bool = False,
    internal: bool = False,
    attached: bool = False,
    group: str = "",
    suggest: Any = None,
    **limits: Any,
) -> Any:
    """Declare one field: what it is called, how it is explained, what it is when nothing was entered.

    ``required``: without it a version cannot be approved (QC blocker). ``internal``: kept for the house, not
    shown in a pack. ``group``: heading under which a flat form shows it. ``suggest``: what the form offers,
    never what is stored by itself. ``attached``: set by what is uploaded, never typed. ``limits``: pydantic's
    ``max_length``, ``ge``, ``le``.
    """
    extra = {
        "required_for_approval": required,
        "internal": internal,
        "attached": attached,
        "group": group,
        "suggest": suggest,
    }
    origin = {"default_factory": lambda: list(default)} if isinstance(default, list) else {"default": default}
    return Field(
        title=title,
        description=help_text,
        json_schema_extra={k: v for k, v in extra.items() if v},
        **origin,
        **limits,
    )


def lines(title: str, help_text: str, **about_it: Any) -> Any:
    """Declare a list of lines or choices, empty by default."""
    return about(title, help_text, **{"default": [], **about_it})


def rows(title: str, help_text: str, *, max_length: int = MAX_ROWS, **about_it: Any) -> Any:
    """Declare a list of typed rows, empty by default."""
    return about(title, help_text, default=[], max_length=max_length, **about_it)


def section(model: "type[Part]", title: str, help_text: str, *, internal: bool = False) -> Any:
    """Declare a nested group of fields, present and empty by default."""
    extra: dict[str, Any] = {"internal": True} if internal else {}
    return Field(title=title, description=help_text, json_schema_extra=extra, default_factory=model)


class Part(BaseModel):
    """A section of an artifact, or a row in one of its lists."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Content(Part):
    """One artifact's content. Each kind sets its own ``schema_version``."""

    schema_version: str = ""


class Point(Part):
    """A supporting point: a few words that lead, and the text that carries them."""

    lead: Line = about("Lead", "Two to five words.", required=True)
    text: Text = about("Text", "One or two sentences, with the figure and its source.", required=True)


class Note(Part):
    """A labelled paragraph for what has no field of its own."""

    term: Line = about("Label", "One to three words.", required=True)
    text: Text = about("Text", "What the reader should know under this label.", required=True)


class DecisionRule(Part):
    """If this, then that: agreed before the figures arrive."""

    condition: Line = about("If", "What must be seen, with figure and period.", required=True)
    action: Line = about("Then", "What is done, by whom if it matters.", required=True)


class Source(Part):
    """Which approved version of an earlier stage this content was drawn from."""

    artifact_id: Line = about("Artifact", "Public id of the artifact.")
    version: Annotated[Count, Field(ge=1, le=1_000_000)] | None = about(
        "Version", "Number of its version.", default=None
    )
    hydrated_at: Line = about("Drawn at", "Time of drawing, ISO 8601 in UTC.")


def decimal(text: str) -> Decimal | None:
    """Return the number that a ``DecimalText`` holds, or None when it is empty."""
    return Decimal(text) if text else None
