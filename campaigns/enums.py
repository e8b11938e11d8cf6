"""The closed lists of the campaigns floor. Plain Python: models, content, QC and screens read them."""

from enum import StrEnum
from typing import Self


class Choice(StrEnum):
    """A stored value and the words shown for it: ``NAME = value`` or ``NAME = value, label``."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        return member


class ArtifactKind(Choice):
    """The five kinds of artifact, in the order of the chain (docs/domain.md §1.1)."""

    INTAKE = "intake", "Intake"
    STRATEGY = "strategy", "Strategy"
    CREATIVES = "creatives", "Creatives"
    EXECUTION = "execution", "Execution"
    MONITORING = "monitoring", "Monitoring"


class ArtifactStatus(Choice):
    """Where a working copy stands (docs/domain.md §1.3). The moves are in campaigns/domain/lifecycle.py."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    REVISED = "revised", "Revised"
    APPROVED = "approved", "Approved"
    FLAGGED_FOR_REVIEW = "flagged_for_review", "Stale"
    ARCHIVED = "archived", "Archived"

    @classmethod
    def with_author(cls) -> frozenset["ArtifactStatus"]:
        """The agency's editors have the next word."""
        return frozenset({cls.DRAFT, cls.REVISED, cls.FLAGGED_FOR_REVIEW})

    @classmethod
    def with_approver(cls) -> frozenset["ArtifactStatus"]:
        """An approver has the next word."""
        return frozenset({cls.IN_REVIEW})

    @classmethod
    def settled(cls) -> frozenset["ArtifactStatus"]:
        """Nobody has anything to do."""
        return frozenset({cls.APPROVED, cls.ARCHIVED})


class Difference(Choice):
    """What became of a field or a row between two versions, with the word that ends a phrase: “Pricing rewritten”."""

    ADDED = "added", "added"
    REMOVED = "removed", "removed"
    REORDERED = "reordered", "in another order"
    REWRITTEN = "rewritten", "rewritten"


class Decision(Choice):
    """What an approver decided about a version (docs/domain.md §1.7)."""

    APPROVED = "approved", "Approved"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"


class Objective(Choice):
    """What a campaign is for: set on the campaign, hydrated into the intake (docs/domain.md §2.1)."""

    LEAD_GENERATION = "lead_generation", "Lead generation"
    AWARENESS = "awareness", "Awareness"
    SALES = "sales", "Sales"
    HIRING = "hiring", "Hiring"
    PRODUCT_LAUNCH = "product_launch", "Product launch"
    PARTNERSHIPS = "partnerships", "Partnerships"
    RETENTION = "retention", "Retention"
    EVENT = "event", "Event"


class Severity(Choice):
    """How much a QC rule matters (docs/domain.md §1.8)."""

    BLOCKER = "BLOCKER", "Blocker"
    MAJOR = "MAJOR", "Major"
    MINOR = "MINOR", "Minor"


class CheckStatus(Choice):
    """The outcome of one QC check, and of a whole report (docs/domain.md §1.8)."""

    PASS = "PASS", "Pass"
    WARN = "WARN", "Warning"
    FAIL = "FAIL", "Fail"
