"""What differs from what a pack was ordered for is named, each in a sentence; nothing is said of what is the same."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from delivery.domain.differences import UNNAMED, between, of_files, of_said

pytestmark = pytest.mark.sqlite

VERSION = {
    "kind": "strategy", "number": 3, "content_sha256": "a" * 64, "approved_at": "2026-03-09T08:30:00Z",
    "qc": ["r1", "PASS"], "stale": [],
}  # fmt: skip
RECORD: dict[str, Any] = {
    "said": {
        "client": ["c", "Halden", "en-GB"],
        "campaign": ["k", "Spring"],
        "engagement": ["e", "Spring Range"],
        "agency": ["a", "northwind", "Europe/Oslo", False],
        "kinds": ["strategy"],
        "options": [],
        "brand": [["b2", 2]],
        "versions": [VERSION],
    },
    "formats": ["pdf", "zip"],
    "checks": [["qc_ok", "pass", "All passed.", None, None], ["legal_ok", "pass", "Signed off.", None, "s1"]],
}


def put(*path: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(record: dict[str, Any]) -> None:
        for step in path[:-1]:
            record = record[step]
        record[path[-1]] = value

    return change


STRATEGY = ("said", "versions", 0)
CHANGES: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "client": (put("said", "client", 1, value="Halden AS"), "The client’s name was “Halden” and is “Halden AS”."),
    "locale": (put("said", "client", 2, value="de-DE"), "The client’s language was “en-GB” and is “de-DE”."),
    "campaign": (put("said", "campaign", 1, value="Summer"), "The campaign’s name was “Spring” and is “Summer”."),
    "roles": (put("said", "agency", 3, value=True), "Whether approvers go by their role was off and is on."),
    "brand": (put("said", "brand", value=[["b3", 3]]), "Brand: version 2 before, version 3 now."),
    "brand of the client": (
        put("said", "brand", value=[["b2", 2], ["c1", 1]]), "The client’s own brand: none before, version 1 now.",
    ),
    "no brand": (put("said", "brand", value=None), "Brand: version 2 before, none now."),
    "version": (
        put(*STRATEGY, value={**VERSION, "number": 4, "content_sha256": "b" * 64}), "Strategy v4 took the place of v3.",
    ),
    "confirmed": (
        put(*STRATEGY, value={**VERSION, "number": 4}), "Strategy v4, with the same words, took the place of v3.",
    ),
    "unapproved": (put("said", "versions", value=[]), "Strategy has no approved version any more."),
    "added": (
        put("said", "versions", value=[{**VERSION, "kind": "intake", "number": 1}, VERSION]),
        "Intake v1 is approved; before, nothing was.",
    ),
    "stale": (put(*STRATEGY, "stale", value=["Intake changed."]), "Strategy is stale: Intake changed."),
    "report": (put(*STRATEGY, "qc", value=["r2", "PASS"]), "Strategy v3 has another quality report."),
    "decision": (
        put(*STRATEGY, "approved_at", value="2026-03-10T08:30:00Z"), "Strategy v3 was decided about anew.",
    ),
    "formats": (put("formats", value=["zip"]), "Formats: pdf, zip before, zip now."),
    "options": (
        put("said", "options", value=["qc_reports"]), "Asked for besides: none before, qc_reports now.",
    ),
    "outcome": (
        put("checks", 0, value=["qc_ok", "fail", "QC says FAIL.", None, None]), "Quality failed: QC says FAIL.",
    ),
    "waiver": (put("checks", 0, value=["qc_ok", "pass", "All passed.", "w1", None]), "Quality was waived."),
    "passed otherwise": (put("checks", 0, value=["qc_ok", "pass", "Both passed.", None, None]), str(UNNAMED)),
    "sign-off": (
        put("checks", 1, value=["legal_ok", "pass", "Signed off.", None, "s2"]), "Legal has another sign-off.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_each_input_that_differs_is_named_and_no_other(name: str) -> None:
    change, sentence = CHANGES[name]
    now = copy.deepcopy(RECORD)
    change(now)
    assert [str(each) for each in between(RECORD, now)] == [sentence]


def test_of_the_same_inputs_nothing_is_said() -> None:
    assert between(RECORD, copy.deepcopy(RECORD)) == []
    assert of_said(RECORD, copy.deepcopy(RECORD["said"])) == []


def test_a_pack_without_a_record_says_that_something_differs() -> None:
    assert between({}, RECORD) == of_said({}, RECORD["said"]) == [UNNAMED]


def test_files_and_statements_that_differ_are_listed_and_what_follows_from_them_is_not() -> None:
    then = {"file_index": {"report.pdf": 1, "deck.pptx": 1}, "manifest_hash": "1", "branding": 1}
    assert of_files(then, {**then, "manifest_hash": "2"}) == []
    now = {**then, "file_index": {"report.pdf": 2, "deck.pptx": 1, "more.pdf": 1}, "branding": 2}
    assert of_files(then, now) == ["more.pdf", "report.pdf", "branding in manifest.json"]
