import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.manifest import (
    MAX_INT,
    AcceptedFinding,
    Branding,
    Check,
    Decision,
    IncludedArtifact,
    ManifestError,
    Outcome,
    QualityReport,
    SignOff,
    Waiver,
    canonical_json,
    check_names,
    index_files,
    instant,
    last_decision,
    manifest_hash,
    media_type,
    pack_digest,
    pretty_json,
)
from tests.delivery.sample_pack import CHECKS, FILES, MANIFEST, START, artifact, decision, passing

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.text(st.characters(max_codepoint=0x7F))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INT, MAX_INT) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


def recipe(value: object) -> bytes:
    """The line that docs/verify.md tells a reader to use."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


# Canonical form


@given(VALUES)
@settings(deadline=None)
def test_the_standard_library_recipe_gives_the_canonical_bytes(value: object) -> None:
    assert canonical_json(value) == recipe(value)


@given(VALUES)
@settings(deadline=None)
def test_both_forms_keep_the_value(value: object) -> None:
    assert json.loads(canonical_json(value)) == value
    assert json.loads(pretty_json(value)) == value


def test_the_canonical_form_is_the_one_of_rfc_8785() -> None:
    value = {"b": [1, True, None], "a": 'quote " slash / back \\ \x07 \x7f \u2028 é 😀'}
    expected = '{"a":"quote \\" slash / back \\\\ \\u0007 \x7f \u2028 é 😀","b":[1,true,null]}'
    assert canonical_json(value) == expected.encode()


def test_texts_of_an_enum_are_written_as_their_value() -> None:
    class Kind(StrEnum):
        INTAKE = "intake"

    assert canonical_json({"kind": Kind.INTAKE}) == recipe({"kind": Kind.INTAKE}) == b'{"kind":"intake"}'


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (1.0, "The value is of type float, which a manifest cannot hold."),
        ({"a": [float("nan")]}, "The value.a[0] is of type float, which a manifest cannot hold."),
        ({"a": b"bytes"}, "The value.a is of type bytes, which a manifest cannot hold."),
        ({"a": {1, 2}}, "The value.a is of type set, which a manifest cannot hold."),
        ({"é": 1}, "The value has the key 'é', which is not ASCII text."),
        ({"😀": 1}, "The value has the key '😀', which is not ASCII text."),
        ({1: 1}, "The value has the key 1, which is not ASCII text."),
        (MAX_INT + 1, "The value is an integer beyond ±(2^53 − 1)."),
        (-MAX_INT - 1, "The value is an integer beyond ±(2^53 − 1)."),
        (["\ud800"], "The value[0] holds half of a surrogate pair."),
    ],
)
@pytest.mark.parametrize("write", [canonical_json, pretty_json])
def test_values_that_writers_write_differently_are_refused(
    write: Callable[[object], bytes], value: object, sentence: str
) -> None:
    with pytest.raises(ManifestError) as error:
        write(value)
    assert str(error.value) == sentence


def test_the_largest_integers_are_accepted() -> None:
    assert canonical_json([MAX_INT, -MAX_INT]) == b"[9007199254740991,-9007199254740991]"


# The manifest of the sample


def test_the_manifest_has_the_keys_of_the_contract_and_four_more() -> None:
    manifest = json.loads(MANIFEST.to_json(FILES))
    contract = {
        "schema_version",
        "generated_at",
        "ids",
        "included_artifacts",
        "strategy_schema_version",
        "export_formats",
        "branding",
        "checks",
        "file_index",
        "manifest_hash",
    }
    assert set(manifest) == contract | {"check_evidence", "waivers", "audit_head", "options"}
    assert manifest["schema_version"] == "delivery_manifest_v1"


def test_versions_stand_in_the_order_of_the_chain_with_digest_approver_and_report() -> None:
    rows = json.loads(MANIFEST.to_json(FILES))["included_artifacts"]
    assert [row["type"] for row in rows] == ["intake", "strategy", "monitoring"]
    assert rows[1] == {
        "type": "strategy",
        "status": "approved",
        "version": 2,
        "updated_at": "2026-03-09T08:30:00Z",
        "artifact_id": str(UUID(int=2)),
        "content_sha256": MANIFEST.included_artifacts[2].content_sha256,
        "approved_at": "2026-03-09T10:30:00Z",
        "approved_by": "Tomás Reyes",
        "approver_role": "Account director",
        "qc": {
            "report_id": "00000000-0000-0000-0000-0000000000ca",
            "status": "WARN",
            "score": 94,
            "accepted_findings": [
                {
                    "check_id": "strategy.consequence",
                    "severity": "MINOR",
                    "message": "No consequence is named.",
                },
                {"check_id": "strategy.headline", "severity": "MINOR", "message": "The headline is short."},
            ],
        },
    }


def test_checks_keep_plain_values_and_the_evidence_stands_beside_them() -> None:
    statement = MANIFEST.statement()
    assert statement["checks"] == {
        "approvals_ok": True,
        "qc_ok": "pass",
        "completeness_ok": True,
        "branding_ok": False,
        "legal_ok": True,
    }
    evidence = statement["check_evidence"]
    assert isinstance(evidence, dict)
    assert evidence["branding_ok"] == {
        "outcome": "unknown",
        "detail": "The logo has no version for dark ground.",
    }
    assert evidence["legal_ok"] == {
        "outcome": "pass",
        "detail": "Claims and prices were read.",
        "sign_off": {
            "by": None,
            "role": "Legal counsel",
            "at": "2026-03-10T04:30:00Z",
            "inputs_sha256": "1" * 64,
        },
    }
    assert statement["waivers"] == {
        "branding_ok": {
            "by": "Ines Okafor",
            "role": "Admin",
            "at": "2026-03-10T14:30:00Z",
            "reason": "The cover is pale.",
        }
    }


def test_a_waived_quality_check_is_not_called_a_pass() -> None:
    waived = Check(
        outcome=Outcome.UNKNOWN,
        detail="One report is missing.",
        waiver=Waiver(decision=decision(), reason="x"),
    )
    assert replace(CHECKS, qc=waived).to_dict()["checks"] == {
        "approvals_ok": True,
        "qc_ok": "unknown",
        "completeness_ok": True,
        "branding_ok": False,
        "legal_ok": True,
    }


def test_the_branding_is_given_with_its_version() -> None:
    assert MANIFEST.statement()["branding"] == {
        "version": 4,
        "agency_name": "Northwind Studio",
        "footer_text": "Prepared for Halden & Søn",
        "primary_color": "#1E3A8A",
        "logo_sha256": None,
    }


def test_the_pack_is_dated_by_its_last_decision() -> None:
    assert MANIFEST.generated_at == START + timedelta(hours=30)
    assert last_decision([artifact("intake", 50)], CHECKS) == START + timedelta(hours=50)


def test_a_time_is_written_in_utc_to_the_second() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert instant(datetime(2026, 3, 1, 8, 0, 5, 999_999, tokyo)) == "2026-02-28T23:00:05Z"


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ManifestError, match="aware datetime"):
        instant(datetime(2026, 3, 1))


@pytest.mark.parametrize(
    ("kinds", "given_version", "written"),
    [
        (["intake", "strategy"], "strategy_contract_v1", "strategy_contract_v1"),
        (["intake", "strategy"], None, "NOT_SET"),
        (["intake"], None, None),
    ],
)
def test_the_schema_version_of_the_strategy(kinds: list[str], given_version: str | None, written: str | None) -> None:
    artifacts = tuple(artifact(kind, number) for number, kind in enumerate(kinds, start=1))
    manifest = replace(MANIFEST, included_artifacts=artifacts, strategy_schema_version=given_version)
    assert manifest.statement()["strategy_schema_version"] == written


def test_formats_are_written_in_one_order() -> None:
    assert MANIFEST.statement()["export_formats"] == ["pdf", "pptx", "html", "json", "zip"]


def test_the_order_in_which_inputs_are_given_does_not_matter() -> None:
    turned = replace(
        MANIFEST,
        included_artifacts=MANIFEST.included_artifacts[::-1],
        export_formats=MANIFEST.export_formats[::-1],
    )
    assert turned.to_json(dict(reversed(list(FILES.items())))) == MANIFEST.to_json(FILES)


# Digests


def test_the_manifest_hash_can_be_made_again_with_the_standard_library() -> None:
    manifest = json.loads(MANIFEST.to_json(FILES))
    stated = manifest.pop("manifest_hash")
    del manifest["file_index"], manifest["generated_at"]
    assert hashlib.sha256(recipe(manifest)).hexdigest() == stated == MANIFEST.manifest_hash


def test_the_manifest_hash_leaves_out_the_files_and_the_date() -> None:
    manifest = json.loads(MANIFEST.to_json(FILES))
    other = manifest | {"file_index": {}, "generated_at": "", "manifest_hash": ""}
    assert manifest_hash(other) == manifest["manifest_hash"]


STRATEGY = artifact("strategy", 2)
ONE = replace(MANIFEST, included_artifacts=(STRATEGY,))
CHANGES: dict[str, dict[str, object]] = {
    "content": {"included_artifacts": (replace(STRATEGY, content_sha256="0" * 64),)},
    "version": {"included_artifacts": (replace(STRATEGY, version=3),)},
    "approver": {"included_artifacts": (replace(STRATEGY, approval=decision(2, by="X")),)},
    "report": {
        "included_artifacts": (replace(STRATEGY, qc=QualityReport(report_id=UUID(int=9), status="PASS", score=99)),)
    },
    "schema version": {"strategy_schema_version": None},
    "brand": {"branding": replace(MANIFEST.branding, version=5)},
    "evidence": {"checks": replace(CHECKS, completeness=passing("Other words."))},
    "waiver": {"checks": replace(CHECKS, branding=passing("All there."))},
    "audit head": {"audit_head": "b" * 64},
    "formats": {"export_formats": ("pdf",)},
    "client": {"ids": replace(MANIFEST.ids, client_id=UUID(int=9))},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_manifest_hash_covers_every_input(change: dict[str, Any]) -> None:
    assert replace(ONE, **change).manifest_hash != ONE.manifest_hash


def test_the_pack_digest_covers_every_file() -> None:
    digests = {pack_digest(MANIFEST.to_json({**FILES, name: content + b" "})) for name, content in FILES.items()} | {
        pack_digest(MANIFEST.to_json(FILES))
    }
    assert len(digests) == len(FILES) + 1


def test_manifest_json_is_sorted_indented_and_ends_with_one_newline() -> None:
    raw = MANIFEST.to_json(FILES)
    assert raw == pretty_json(json.loads(raw))
    assert raw.startswith(b'{\n  "audit_head": "aaa')
    assert raw.endswith(b"}\n")
    assert "Tomás Reyes".encode() in raw


def test_the_index_gives_type_size_and_digest_of_each_file() -> None:
    assert index_files({"report.pdf": b"abc"}) == {
        "report.pdf": {
            "media_type": "application/pdf",
            "size": 3,
            "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        }
    }


def test_html_and_text_say_that_they_are_utf_8() -> None:
    assert (media_type("a.html"), media_type("a.txt")) == (
        "text/html; charset=utf-8",
        "text/plain; charset=utf-8",
    )


@pytest.mark.parametrize("name", ["manifest.json", "manifest.json.sig", "SHA256SUMS"])
def test_members_made_from_the_index_cannot_stand_in_it(name: str) -> None:
    with pytest.raises(ManifestError):
        index_files({name: b""})


@pytest.mark.parametrize("name", ["run.exe", "report", "report.PDF", "deck.pptx.", "logo.svg"])
def test_a_kind_of_file_that_no_pack_holds_is_refused(name: str) -> None:
    with pytest.raises(ManifestError):
        media_type(name)


@pytest.mark.parametrize("name", ["report.pdf", "a", "9", "A-b_c.d.html", "x" * 100])
def test_a_plain_name_is_accepted(name: str) -> None:
    check_names([name])


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        ".hidden",
        "-c",
        "_a",
        "a/b",
        "/a",
        "a\\b",
        "C:a",
        "a b",
        "é.pdf",
        "a\n",
        "a\x00",
        "x" * 101,
    ],
)
def test_a_name_that_could_mean_something_else_is_refused(name: str) -> None:
    with pytest.raises(ManifestError, match="is not a member name"):
        check_names([name])


def test_names_that_differ_in_case_only_are_refused() -> None:
    with pytest.raises(ManifestError, match=r"Report\.pdf is there twice"):
        check_names(["report.pdf", "Report.pdf"])


# What may not be delivered

REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "no version": (lambda: replace(MANIFEST, included_artifacts=()), "at least one approved version"),
    "two of a kind": (
        lambda: replace(MANIFEST, included_artifacts=(artifact("intake", 1), artifact("intake", 2))),
        "one version of each kind",
    ),
    "schema version without strategy": (
        lambda: replace(MANIFEST, included_artifacts=(artifact("intake", 1),)),
        "without the strategy",
    ),
    "no format": (lambda: replace(MANIFEST, export_formats=()), "at least one format"),
    "only the wrapping": (lambda: replace(MANIFEST, export_formats=("zip",)), "at least one format"),
    "unknown format": (lambda: replace(MANIFEST, export_formats=("pdf", "docx")), "docx: no such format"),
    "audit head": (lambda: replace(MANIFEST, audit_head="A" * 64), "audit_head"),
    "unknown kind": (lambda: replace(artifact("intake", 1), type="campaign"), "'campaign' is not a kind"),
    "version 0": (lambda: replace(artifact("intake", 1), version=0), "Versions count from 1"),
    "content digest": (lambda: replace(artifact("intake", 1), content_sha256="0" * 63), "content_sha256"),
    "naive update": (
        lambda: replace(artifact("intake", 1), updated_at=datetime(2026, 1, 1)),
        "aware datetime",
    ),
    "naive decision": (
        lambda: Decision(by=None, role="Admin", at=datetime(2026, 1, 1)),
        "aware datetime",
    ),
    "e-mail as name": (lambda: decision(by="tomas@northwind.example"), "never by e-mail"),
    "e-mail as role": (lambda: decision(role="tomas@northwind.example"), "never by e-mail"),
    "empty name": (lambda: decision(by=" "), "never empty"),
    "empty role": (lambda: decision(role=""), "needs the role"),
    "failed report": (
        lambda: QualityReport(report_id=UUID(int=9), status="FAIL", score=10),
        "says FAIL is not delivered",
    ),
    "option": (lambda: replace(MANIFEST, options=("lunch",)), "options that no manifest knows"),
    "score": (lambda: QualityReport(report_id=UUID(int=9), status="PASS", score=101), "between 0 and 100"),
    "severity": (
        lambda: AcceptedFinding(check_id="a", severity="minor", message="m"),
        "'minor' is not a severity",
    ),
    "brand version": (lambda: Branding(version=0, agency_name="A", footer_text=""), "count from 1"),
    "nameless agency": (lambda: Branding(version=1, agency_name="", footer_text=""), "name of its agency"),
    "appearance that renames": (
        lambda: replace(MANIFEST.branding, appearance={"agency_name": "Other"}),
        "cannot set agency_name",
    ),
    "failed check": (
        lambda: replace(CHECKS, completeness=Check(outcome=Outcome.FAIL, detail="d")),
        "completeness_ok is fail and nobody waived it",
    ),
    "unknown check": (
        lambda: replace(CHECKS, qc=Check(outcome=Outcome.UNKNOWN, detail="d")),
        "qc_ok is unknown and nobody waived it",
    ),
    "waived approvals": (
        lambda: replace(
            CHECKS,
            approvals=Check(outcome=Outcome.FAIL, detail="d", waiver=Waiver(decision=decision(), reason="r")),
        ),
        "What nobody approved cannot be waived",
    ),
    "legal without a person": (lambda: replace(CHECKS, legal=passing("Fine.")), "sign-off only"),
    "sign-off of a computed check": (lambda: replace(CHECKS, qc=CHECKS.legal), "nobody signs it off"),
    "waived pass": (
        lambda: Check(outcome=Outcome.PASS, detail="d", waiver=Waiver(decision=decision(), reason="r")),
        "is not waived",
    ),
    "waiver without reason": (lambda: Waiver(decision=decision(), reason=" "), "needs a reason"),
    "check without evidence": (lambda: passing(""), "what it looked at"),
    "sign-off of nothing": (lambda: SignOff(decision=decision(), inputs_sha256=""), "names its inputs"),
    "quality passes without a report": (
        lambda: replace(
            MANIFEST,
            strategy_schema_version=None,
            included_artifacts=(replace(artifact("intake", 1), qc=None),),
        ),
        "qc_ok cannot pass: intake has no report",
    ),
    "quality passes with open findings": (
        lambda: replace(
            MANIFEST,
            strategy_schema_version=None,
            included_artifacts=(
                replace(artifact("intake", 1), qc=QualityReport(report_id=UUID(int=9), status="WARN", score=90)),
            ),
        ),
        "qc_ok cannot pass: intake",
    ),
}


@pytest.mark.parametrize(("make", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_may_not_be_delivered_is_refused_in_a_sentence(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ManifestError, match=sentence):
        make()


def test_a_version_without_report_is_delivered_when_quality_is_waived() -> None:
    waived = Check(outcome=Outcome.UNKNOWN, detail="No report.", waiver=Waiver(decision=decision(), reason="Late."))
    unreported: IncludedArtifact = replace(artifact("intake", 1), qc=None)
    manifest = replace(
        MANIFEST,
        strategy_schema_version=None,
        included_artifacts=(unreported,),
        checks=replace(CHECKS, qc=waived),
    )
    rows = manifest.statement()["included_artifacts"]
    assert isinstance(rows, list)
    assert rows == [unreported.to_dict()]
    assert unreported.to_dict()["qc"] is None


def test_roles_alone_can_be_shown() -> None:
    row = replace(artifact("intake", 1), approval=decision(by=None)).to_dict()
    assert (row["approved_by"], row["approver_role"]) == (None, "Account director")


def test_checks_are_all_five_of_the_contract() -> None:
    assert list(CHECKS.by_key) == ["approvals_ok", "qc_ok", "completeness_ok", "branding_ok", "legal_ok"]
