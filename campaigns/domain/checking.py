"""Running QC on a version and keeping its report."""

from campaigns import content, qc
from campaigns.content import MODELS
from campaigns.enums import ArtifactKind
from campaigns.models import ArtifactVersion, QCReport


def report_on(version: ArtifactVersion) -> QCReport:
    """The outcome of the rules of the version's kind, not stored."""
    kind = ArtifactKind(version.artifact.kind)
    report = qc.run(kind, content.parse(kind, version.content)).as_dict()
    return QCReport(
        version=version,
        agency_id=version.agency_id,
        **{name: report[name] for name in ("status", "score", "checks", "summary", "model_used")},
    )


def check(version: ArtifactVersion) -> QCReport:
    """Run the rules and store the report. Versions never change, so a report never goes stale; it is run again only when the
    rules have changed."""
    report = report_on(version)
    report.save()
    return report


def newest_report(version: ArtifactVersion) -> QCReport | None:
    report = QCReport.objects.filter(version=version).order_by("-id").first()
    if report:
        report.version = version
    return report


def in_words(kind: ArtifactKind, path: str, message: str) -> str:
    """A finding with the name of its field, which a sentence such as “TBD” is a placeholder leaves out."""
    where = content.label(MODELS[kind], path) if path else ""
    return message if where.rsplit(", ", 1)[-1].casefold() in message.casefold() else f"{where}: {message}"


def told(version: ArtifactVersion, check: dict[str, str]) -> str:
    """One check of a version's report, in words."""
    return in_words(ArtifactKind(version.artifact.kind), check["path"], check["message"])
