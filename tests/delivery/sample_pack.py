"""One small pack with every part of the format in it, and the key that signs it."""

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import cycle
from shutil import which
from uuid import UUID

import pytest

from delivery.archive import SealedPack, seal_pack
from delivery.document import Source
from delivery.manifest import (
    PROVENANCE,
    UNITS,
    AcceptedFinding,
    Branding,
    Check,
    Checks,
    Decision,
    Ids,
    IncludedArtifact,
    Manifest,
    Outcome,
    QualityReport,
    SignOff,
    Waiver,
    canonical_json,
    pretty_json,
    sha256,
)
from delivery.provenance import places_in, provenance_json
from delivery.renderers.base import Place
from delivery.signing import allowed_signers_line, load_key

needs_ssh_keygen = pytest.mark.skipif(not which("ssh-keygen"), reason="ssh-keygen is not installed")
needs_sha256sum = pytest.mark.skipif(not which("sha256sum"), reason="sha256sum is not installed")

IDENTITY = "northwind"
KEY = load_key(bytes(range(32)))
OTHER_KEY = load_key(bytes(32))
SIGNERS = allowed_signers_line(KEY.public_key(), identity=IDENTITY)

START = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)

CONTENTS = {
    "intake": {"client_name": "Halden & Søn <Bikes>", "budget": "1250.00"},
    "strategy": {"headline": "Ride before you buy", "points": ["€9 trial", "𝔸 astral", "line\nbreak"]},
    "monitoring": {"kpis": [{"name": "Trials", "target": 300, "paused": False, "note": None}]},
}


def decision(hours: int = 0, *, by: str | None = "Tomás Reyes", role: str = "Account director") -> Decision:
    return Decision(by=by, role=role, at=START + timedelta(hours=hours))


def artifact(kind: str, number: int) -> IncludedArtifact:
    return IncludedArtifact(
        type=kind,
        artifact_id=UUID(int=number),
        version=number,
        updated_at=START,
        content_sha256=sha256(canonical_json(CONTENTS[kind])),
        approval=decision(number),
        qc=QualityReport(report_id=UUID(int=200 + number), status="PASS", score=100),
    )


def passing(detail: str) -> Check:
    return Check(outcome=Outcome.PASS, detail=detail)


CHECKS = Checks(
    approvals=passing("3 of 3 versions are approved."),
    qc=passing("3 of 3 reports pass, one with accepted findings."),
    completeness=passing("Nothing that was asked for is missing."),
    branding=Check(
        outcome=Outcome.UNKNOWN,
        detail="The logo has no version for dark ground.",
        waiver=Waiver(decision=decision(30, by="Ines Okafor", role="Admin"), reason="The cover is pale."),
    ),
    legal=Check(
        outcome=Outcome.PASS,
        detail="Claims and prices were read.",
        sign_off=SignOff(decision=decision(20, by=None, role="Legal counsel"), inputs_sha256="1" * 64),
    ),
)

WARNED = QualityReport(
    report_id=UUID(int=202),
    status="WARN",
    score=94,
    accepted_findings=(
        AcceptedFinding(check_id="strategy.headline", severity="MINOR", message="The headline is short."),
        AcceptedFinding(check_id="strategy.consequence", severity="MINOR", message="No consequence is named."),
    ),
)

MANIFEST = Manifest(
    ids=Ids(campaign_id=UUID(int=101), client_id=UUID(int=102), engagement_id=UUID(int=103)),
    included_artifacts=(
        artifact("monitoring", 3),
        artifact("intake", 1),
        replace(artifact("strategy", 2), qc=WARNED),
    ),
    strategy_schema_version="strategy_contract_v1",
    export_formats=("zip", "json", "html", "pdf", "pptx"),
    branding=Branding(
        version=4,
        agency_name="Northwind Studio",
        footer_text="Prepared for Halden & Søn",
        appearance={"primary_color": "#1E3A8A", "logo_sha256": None},
    ),
    checks=CHECKS,
    audit_head="a" * 64,
)


def report(pages: int) -> bytes:
    """As much of a PDF as tells how many pages it has, and bytes of every kind."""
    objects = [b"1 0 obj\n<<\n/Pages 2 0 R /Type /Catalog\n>>\nendobj\n"]
    objects += [b"2 0 obj\n<<\n/Count %d /Type /Pages\n>>\nendobj\n" % pages]
    data = b"%PDF-1.7\n" + bytes(range(256)) * 8
    table = [b"xref\n0 3\n0000000000 65535 f \n"]
    for one in objects:
        table.append(b"%010d 00000 n \n" % len(data))
        data += one
    return data + b"".join(table) + b"trailer\n<<\n/Root 1 0 R\n>>\nstartxref\n%d\n%%%%EOF\n" % len(data)


def deck(slides: int) -> bytes:
    """As much of a deck."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(1, slides + 1):
            archive.writestr(zipfile.ZipInfo(f"ppt/slides/slide{number}.xml"), b"<p:sld/>")
    return buffer.getvalue()


SOURCES = ((Source.FRAME,), (Source.STRATEGY,), (Source.INTAKE, Source.MONITORING), (Source.STRATEGY, Source.FRAME))


def traced(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with a provenance of theirs."""
    made_from = cycle(SOURCES)
    places = {
        name: [Place(place, next(made_from)) for place in places_in(name, data)]
        for name, data in files.items()
        if name in UNITS
    }
    return {**files, PROVENANCE: provenance_json(MANIFEST, places)}


FILES = traced(
    {
        "report.pdf": report(5),
        "deck.pptx": deck(4),
        "summary.html": b"".join(
            f'<section id="section-{number}"><p>Halden &amp; Søn</p></section>\n'.encode() for number in range(1, 31)
        ),
        "artifacts.json": pretty_json({kind: {"version": 1, "content": content} for kind, content in CONTENTS.items()}),
    }
)


def seal(*, files: Mapping[str, bytes] = FILES, **changes: object) -> SealedPack:
    options = {
        "files": traced(files),
        "client": "Halden & Søn",
        "campaign": "Spring Range",
        "key": KEY,
        "identity": IDENTITY,
    }
    return seal_pack(MANIFEST, **(options | changes))  # type: ignore[arg-type]


PACK = seal()
