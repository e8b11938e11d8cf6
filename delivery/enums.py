"""The closed lists of delivery. Plain Python."""

from campaigns.enums import Choice


class PackState(Choice):
    """Where a pack stands (docs/architecture.md, "Packs"). The moves are in delivery.domain.packs."""

    BUILDING = "building", "Building"
    READY = "ready", "Ready"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Superseded"
    WITHDRAWN = "withdrawn", "Withdrawn"
    FAILED = "failed", "Failed"


class PackFormat(Choice):
    """What a pack can hold. The ZIP holds all the others and is always made."""

    PDF = "pdf", "Report (PDF)"
    PPTX = "pptx", "Deck (PPTX)"
    HTML = "html", "Summary (HTML)"
    JSON = "json", "Data (JSON)"
    ZIP = "zip", "Everything (ZIP)"


AVAILABLE = tuple(PackFormat)
"""Formats that can be made today, and are unless somebody chooses fewer."""


class PackOption(Choice):
    """What a pack holds only if somebody asks for it."""

    QC_REPORTS = "qc_reports", "Quality reports"


class CheckKey(Choice):
    """The five pre-flight checks (docs/domain.md §3.3)."""

    APPROVALS = "approvals_ok", "Approvals"
    QC = "qc_ok", "Quality"
    COMPLETENESS = "completeness_ok", "Completeness"
    BRANDING = "branding_ok", "Branding"
    LEGAL = "legal_ok", "Legal"
