"""Two people's texts of one working copy: who changed which field, and what the editor holds afterwards."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns import content
from campaigns.content import MODELS, fields
from campaigns.domain import merging
from campaigns.enums import ArtifactKind

INTAKE = ArtifactKind.INTAKE
STRATEGY = ArtifactKind.STRATEGY
WORDS = ("pricing", "geography", "primary_offer", "website")


def intake(**given: object) -> dict[str, object]:
    return {**content.dump(content.empty(INTAKE)), **given}


@given(
    st.fixed_dictionaries({name: st.sampled_from("abc") for name in WORDS}),
    st.fixed_dictionaries({name: st.sampled_from("abc") for name in WORDS}),
    st.fixed_dictionaries({name: st.sampled_from("abc") for name in WORDS}),
)
@settings(derandomize=True, deadline=None, max_examples=200)
def test_each_field_is_whose_it_was_changed_by(
    began: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    base = merging.fingerprint(INTAKE, intake(**began))
    merged = merging.merge(INTAKE, intake(**mine), intake(**theirs), base)
    for name in WORDS:
        is_theirs = mine[name] == began[name] != theirs[name]
        clashes = mine[name] != began[name] and theirs[name] not in (began[name], mine[name])
        assert (name in merged.taken, name in merged.both) == (is_theirs, clashes), name
        assert merged.content[name] == (theirs[name] if is_theirs else mine[name]), name


@pytest.mark.parametrize("base", ["", "0", "0" * 10_000, "\0"])
def test_without_a_base_that_fits_every_difference_is_shown_and_nothing_taken(base: str) -> None:
    merged = merging.merge(INTAKE, intake(pricing="mine"), intake(pricing="theirs", geography="theirs"), base)
    assert (merged.taken, merged.both) == ((), ("geography", "pricing"))
    assert merged.content == intake(pricing="mine")


def test_a_list_of_rows_is_one_field_and_sections_are_not() -> None:
    began = content.dump(content.empty(STRATEGY))
    path = "layer1_business_reality.points"
    mine, theirs = (content.dump(content.parse(STRATEGY, began)) for _ in range(2))
    mine["layer1_business_reality"]["headline"] = "Mine"
    theirs["layer1_business_reality"]["points"] = [{"lead": "Theirs", "text": "Also theirs"}]
    merged = merging.merge(STRATEGY, mine, theirs, merging.fingerprint(STRATEGY, began))
    assert (merged.taken, merged.both) == ((path,), ())
    assert merged.content["layer1_business_reality"]["headline"] == "Mine"
    assert merged.content["layer1_business_reality"]["points"] == theirs["layer1_business_reality"]["points"]
    words = merging.in_words(STRATEGY, content.parse(STRATEGY, theirs), {path})
    assert words == {path: "1. Lead: Theirs; Text: Also theirs"}
    section = fields(MODELS[STRATEGY])[
        [spec.name for spec in fields(MODELS[STRATEGY])].index("layer1_business_reality")
    ]
    assert merging.titles(STRATEGY, [path]) == [f"{section.title}, Points"]


def test_merging_changes_neither_of_the_two() -> None:
    mine, theirs = intake(pricing="mine"), intake(pricing="theirs", geography="theirs")
    before = (intake(pricing="mine"), intake(pricing="theirs", geography="theirs"))
    merged = merging.merge(INTAKE, mine, theirs, merging.fingerprint(INTAKE, intake()))
    assert merging.take(INTAKE, merged.content, theirs, "pricing")
    assert (mine, theirs) == before


@pytest.mark.parametrize("kind", list(ArtifactKind))
def test_what_is_internal_is_neither_compared_nor_taken(kind: ArtifactKind) -> None:
    empty = content.dump(content.empty(kind))
    shown = [spec.name for spec in fields(MODELS[kind]) if not spec.internal]
    other = {name: empty[name] if name in shown else "another" for name in empty}
    assert merging.fingerprint(kind, other) == merging.fingerprint(kind, empty)
    hidden = next((name for name in empty if name not in shown), "")
    assert merging.take(kind, dict(empty), other, hidden) is False


@pytest.mark.parametrize("path", ["", "nothing", "pricing.", "schema_version", "context_data", "pricing[0]"])
def test_only_a_field_of_the_form_can_be_taken(path: str) -> None:
    assert merging.take(INTAKE, intake(), intake(pricing="theirs"), path) is False
