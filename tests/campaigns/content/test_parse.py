import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.content import (
    MODELS,
    ContentError,
    PathError,
    canonical_bytes,
    content_sha256,
    decimal,
    dump,
    empty,
    json_schema,
    parse,
)
from campaigns.content.base import MAX_ARTIFACT, MAX_TEXT, Part, Widget
from campaigns.content.errors import MESSAGES
from campaigns.content.fields import FieldSpec, fields
from campaigns.content.files import FinalFile
from campaigns.enums import ArtifactKind, Objective

KINDS = list(ArtifactKind)
INTAKE, STRATEGY, CREATIVES = ArtifactKind.INTAKE, ArtifactKind.STRATEGY, ArtifactKind.CREATIVES

TEXT = st.text(max_size=12)
VALUES: dict[Widget, st.SearchStrategy[Any]] = {
    Widget.LINE: TEXT,
    Widget.DIGEST: st.sampled_from(["", "0a" * 32]),
    Widget.TEXT: TEXT,
    Widget.LINES: st.lists(TEXT, max_size=3),
    Widget.DECIMAL: st.one_of(st.just(""), st.decimals(-999, 999, places=2).map(lambda number: f"{number:f}")),
    Widget.DECIMALS: st.lists(st.integers(0, 99).map(str), max_size=3),
    Widget.DATE: st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2199, 12, 31)).map(date.isoformat)),
    Widget.TIME: st.sampled_from(["", "00:00", "08:15", "23:59"]),
    Widget.CURRENCY: st.sampled_from(["", "EUR", "NOK"]),
    Widget.FLAG: st.booleans(),
}


def documents(model: type[Part], depth: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    """JSON documents that fit the model, with any of its fields left out."""
    specs = [spec for spec in fields(model) if spec.name not in {"schema_version", "source_strategy_schema_version"}]
    return st.sets(st.sampled_from([spec.name for spec in specs]), max_size=4 if depth else 8).flatmap(
        lambda names: st.fixed_dictionaries({spec.name: value(spec, depth) for spec in specs if spec.name in names})
    )


def value(spec: FieldSpec, depth: int) -> st.SearchStrategy[Any]:
    if spec == fields(FinalFile)[0]:  # a name stands once, and ends in what the file is
        return st.uuids().map(lambda each: f"{each}.png")
    if spec.widget in VALUES:
        return VALUES[spec.widget]
    if spec.widget is Widget.NUMBER:
        return st.integers(spec.minimum or 0, spec.maximum or 99)
    if spec.widget is Widget.CHOICE:
        return st.sampled_from([option for option, _ in spec.options])
    if spec.widget is Widget.CHOICES:
        return st.lists(st.sampled_from([option for option, _ in spec.options]), max_size=4)
    if spec.widget is Widget.SECTION and spec.model:
        return documents(spec.model, depth + 1)
    return st.lists(documents(spec.model, depth + 1) if spec.model else TEXT, max_size=2)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_was_parsed_and_dumped_parses_to_the_same_content(kind: ArtifactKind, data: st.DataObject) -> None:
    content = parse(kind, data.draw(documents(MODELS[kind])))
    dumped = dump(content)
    assert parse(kind, json.loads(json.dumps(dumped))) == content
    assert dump(parse(kind, dumped)) == dumped


@pytest.mark.parametrize("kind", KINDS)
def test_a_working_copy_with_nothing_in_it_is_valid(kind: ArtifactKind) -> None:
    assert parse(kind, {}) == empty(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_dump_has_every_field_and_holds_no_float(kind: ArtifactKind, complete: Any) -> None:
    def floats(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [found for part in value.values() for found in floats(part)]
        if isinstance(value, list):
            return [found for part in value for found in floats(part)]
        return [value] if isinstance(value, float) else []

    dumped = dump(parse(kind, complete(kind)))
    written = [spec.name for spec in fields(MODELS[kind]) if spec.name in dumped or not spec.attached]
    assert list(dumped) == written
    assert floats(dumped) == []


REFUSED = [
    (INTAKE, {"client": "x"}, "client", "There is no such field."),
    (STRATEGY, {"layer9": {}}, "layer9", "There is no such field."),
    (INTAKE, {"client_name": 3}, "client_name", "Write text here."),
    (INTAKE, {"client_name": None}, "client_name", "Write text here."),
    (INTAKE, {"pricing": "x" * (MAX_TEXT + 1)}, "pricing", "Use at most 100000 characters."),
    (INTAKE, {"duration_weeks": True}, "duration_weeks", "Write a whole number."),
    (INTAKE, {"duration_weeks": 12.0}, "duration_weeks", "Write a whole number."),
    (INTAKE, {"duration_weeks": "12"}, "duration_weeks", "Write a whole number."),
    (INTAKE, {"duration_weeks": 0}, "duration_weeks", "Use 1 or more."),
    (INTAKE, {"duration_weeks": 53}, "duration_weeks", "Use 52 or less."),
    (INTAKE, {"duration_weeks": 10**400}, "duration_weeks", "Use 52 or less."),
    (INTAKE, {"pdf_required": 1}, "pdf_required", "Say yes or no (true or false)."),
    (INTAKE, {"languages": "English"}, "languages", "Give a list here."),
    (INTAKE, {"languages": ["x"] * 501}, "languages", "Use at most 500 entries."),
    (INTAKE, {"context_data": []}, "context_data", "Give an object with named fields here."),
    (INTAKE, {"ads_budget": 1.5}, "ads_budget", 'Give the number as text, for example "2.4".'),
    (
        INTAKE,
        {"ads_budget": "1,5"},
        "ads_budget",
        "Write a plain number with a point for decimals, for example 1250 or 2.4.",
    ),
    (
        INTAKE,
        {"ads_budget": "1e5"},
        "ads_budget",
        "Write a plain number with a point for decimals, for example 1250 or 2.4.",
    ),
    (INTAKE, {"currency": "eur"}, "currency", "Write the currency's three letters, for example EUR."),
    (
        INTAKE,
        {"timeline_start": ""},
        "timeline_start",
        "Write the date as year-month-day, for example 2026-04-06.",
    ),
    (
        INTAKE,
        {"timeline_start": 0},
        "timeline_start",
        "Write the date as year-month-day, for example 2026-04-06.",
    ),
    (
        INTAKE,
        {"timeline_start": "2026-02-30"},
        "timeline_start",
        "There is no such day: day is out of range for month.",
    ),
    (
        INTAKE,
        {"risk_tolerance": "moderate"},
        "risk_tolerance",
        "Choose one of: 'Conservative', 'Moderate' or 'Aggressive'.",
    ),
    (STRATEGY, {"schema_version": "v0"}, "schema_version", "The value here must be 'strategy_contract_v1'."),
    (
        STRATEGY,
        {"layer6_channel_strategy": {"channels": [{}, {}, {"name": 5}]}},
        "layer6_channel_strategy.channels[2].name",
        "Write text here.",
    ),
    (
        STRATEGY,
        {"layer1_business_reality": {"headline": "x" * 141}},
        "layer1_business_reality.headline",
        "Use at most 140 characters.",
    ),
    (
        STRATEGY,
        {"layer1_business_reality": {"points": [{}, {}, {}, {}]}},
        "layer1_business_reality.points",
        "Use at most 3 entries.",
    ),
    (STRATEGY, {"summary": {"body": ["x", 1]}}, "summary.body[1]", "Write text here."),
    (
        ArtifactKind.EXECUTION,
        {"calendar": {"items": [{"time": "24:00"}]}},
        "calendar.items[0].time",
        "Write the time as hours:minutes, for example 08:15.",
    ),
    (
        ArtifactKind.EXECUTION,
        {"timeline": {"end_date": "2026-04-06"}},
        "timeline.end_date",
        "There is no such field.",
    ),
    (INTAKE, [], "", "Give an object with named fields here."),
    (INTAKE, None, "", "Give an object with named fields here."),
    (INTAKE, {1: "x"}, "[1]", "Name each field with text."),
    (INTAKE, {"\ud800": "x"}, "", "The name of a field here is not valid text."),
]


@pytest.mark.parametrize(("kind", "data", "path", "message"), REFUSED)
def test_a_wrong_shape_is_refused_with_its_path_and_a_sentence(
    kind: ArtifactKind, data: Any, path: str, message: str
) -> None:
    with pytest.raises(ContentError) as refusal:
        parse(kind, data)
    assert refusal.value.errors == [PathError(path, message)]


def test_every_message_is_tried() -> None:
    patterns = {template.split("{")[0] for template in MESSAGES.values() if not template.startswith("{")}
    assert {pattern for pattern in patterns if not any(case[3].startswith(pattern) for case in REFUSED)} == set()


def test_all_errors_are_told_at_once() -> None:
    with pytest.raises(ContentError) as refusal:
        parse(INTAKE, {"client_name": 1, "website": 2, "currency": "x"})
    assert [error.path for error in refusal.value.errors] == ["client_name", "website", "currency"]


def test_an_unknown_key_is_repeated_clean_and_short() -> None:
    with pytest.raises(ContentError) as refusal:
        parse(INTAKE, {"a\n\u202eb" * 40: "x"})
    assert refusal.value.errors == [PathError(("a b" * 40)[:80].strip(), "There is no such field.")]


def test_a_field_may_hold_exactly_the_limit() -> None:
    content = parse(INTAKE, {"pricing": "x" * MAX_TEXT})
    assert len(dump(content)["pricing"]) == MAX_TEXT


def test_an_artifact_beyond_two_megabytes_is_refused_at_its_largest_part() -> None:
    assets = [{"caption": "x" * MAX_TEXT}] * 22
    with pytest.raises(ContentError) as refusal:
        parse(CREATIVES, {"assets": assets})
    (error,) = refusal.value.errors
    assert error.path == "assets"
    assert f"{MAX_ARTIFACT:,}" in error.message


def test_an_artifact_just_below_two_megabytes_is_accepted() -> None:
    content = parse(CREATIVES, {"assets": [{"caption": "x" * MAX_TEXT}] * 20})
    assert 2_000_000 < len(canonical_bytes(dump(content))) <= MAX_ARTIFACT


def test_choices_are_kept_once_and_in_order() -> None:
    content = parse(INTAKE, {"generation_plan": {"delivery": ["asset_zip", "pdf_report", "asset_zip"]}})
    assert dump(content)["generation_plan"]["delivery"] == ["asset_zip", "pdf_report"]


def test_one_vocabulary_of_objectives() -> None:
    for objective in Objective:
        assert dump(parse(INTAKE, {"objective": objective.value}))["objective"] == objective.value


def test_the_digest_depends_on_values_and_not_on_the_order_of_keys() -> None:
    first = parse(INTAKE, {"client_name": "Å", "website": "none"})
    second = parse(INTAKE, {"website": "none", "client_name": "A\u030a"})
    other = parse(INTAKE, {"client_name": "Å", "website": "None"})
    assert content_sha256(dump(first)) == content_sha256(dump(second))
    assert content_sha256(dump(first)) != content_sha256(dump(other))


def test_canonical_json_has_sorted_keys_and_no_spaces() -> None:
    assert canonical_bytes({"b": 1, "a": ["é"]}) == '{"a":["é"],"b":1}'.encode()


@pytest.mark.parametrize("kind", KINDS)
def test_the_json_schema_forbids_other_keys_and_requires_none(kind: ArtifactKind) -> None:
    schema = json_schema(kind)
    assert schema["additionalProperties"] is False
    assert "required" not in schema
    assert json.loads(json.dumps(schema)) == schema


def test_a_decimal_text_is_a_number_or_nothing() -> None:
    assert [decimal("2.40"), decimal("-3"), decimal("")] == [Decimal("2.4"), Decimal(-3), None]
