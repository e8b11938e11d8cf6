from datetime import date
from typing import Any

import pytest

from campaigns import qc
from campaigns.content import parse, walk_strings
from campaigns.content.creatives import Creatives
from campaigns.content.execution import Execution
from campaigns.content.monitoring import Monitoring
from campaigns.content.strategy import Strategy
from campaigns.domain import gating
from campaigns.enums import ArtifactKind, CheckStatus, Objective

NAMES = ["halden", "kastell", "nordlys", "veldkamp"]


def test_the_demo_shows_four_engagements_at_four_stages(demo_documents: dict[str, Any]) -> None:
    stages = {name: list(document["artifacts"]) for name, document in demo_documents.items()}
    assert stages == {
        "halden": ["intake", "strategy"],
        "kastell": ["intake", "strategy", "creatives"],
        "nordlys": ["intake", "strategy", "creatives", "execution", "monitoring"],
        "veldkamp": ["intake"],
    }
    for kinds in stages.values():
        for kind in kinds:
            assert gating.missing(kind, [ArtifactKind(done) for done in kinds]) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_demo_document_has_the_form_engagement_v1(name: str, demo_documents: dict[str, Any]) -> None:
    document = demo_documents[name]
    assert list(document) == ["schema", "client", "campaign", "engagement", "artifacts"]
    assert document["schema"] == "engagement_v1"
    assert list(document["client"]) == ["name", "website", "industry", "locale", "contacts"]
    assert [list(contact) for contact in document["client"]["contacts"]] == [["name", "email", "title"]] * len(
        document["client"]["contacts"]
    )
    campaign = document["campaign"]
    assert list(campaign) == ["name", "objective", "budget", "start_date", "end_date"]
    assert date.fromisoformat(campaign["start_date"]) < date.fromisoformat(campaign["end_date"])
    assert Objective(campaign["objective"]) == document["artifacts"]["intake"]["objective"]


@pytest.mark.parametrize("name", NAMES)
def test_every_demo_artifact_passes_its_quality_control(name: str, demo_documents: dict[str, Any]) -> None:
    for kind, data in demo_documents[name]["artifacts"].items():
        report = qc.run(ArtifactKind(kind), parse(ArtifactKind(kind), data))
        assert (report.findings, report.status, report.score) == ((), CheckStatus.PASS, 100)


@pytest.mark.parametrize("name", NAMES)
def test_the_demo_is_typeset(name: str, demo_documents: dict[str, Any]) -> None:
    """Curly apostrophes, and no break between a number and its unit (docs/look/)."""
    for kind, data in demo_documents[name]["artifacts"].items():
        for path, text in walk_strings(parse(ArtifactKind(kind), data)):
            assert "'" not in text, path
            assert " %" not in text, path
            assert "€ " not in text, path


def test_the_budget_of_the_complete_demo_adds_up(complete: Any) -> None:
    strategy = parse(ArtifactKind.STRATEGY, complete("strategy"))
    assert isinstance(strategy, Strategy)
    layer = strategy.layer6_channel_strategy
    spent = sum(int(channel.budget) for channel in layer.channels)
    assert (spent, int(layer.budget_total) - spent) == (158_100, 27_900)


def test_the_stages_of_the_complete_demo_agree(complete: Any) -> None:
    strategy = parse(ArtifactKind.STRATEGY, complete("strategy"))
    creatives = parse(ArtifactKind.CREATIVES, complete("creatives"))
    execution = parse(ArtifactKind.EXECUTION, complete("execution"))
    monitoring = parse(ArtifactKind.MONITORING, complete("monitoring"))
    assert isinstance(strategy, Strategy)
    assert isinstance(creatives, Creatives)
    assert isinstance(execution, Execution)
    assert isinstance(monitoring, Monitoring)
    channels = [channel.name for channel in strategy.layer6_channel_strategy.channels]
    assert [row.channel for row in execution.channel_plan] == channels
    assert [row.channel for row in creatives.channel_mapping] == channels
    assert creatives.narrative == strategy.layer5_narrative
    assert monitoring.strategy_measurement == strategy.layer8_measurement
    assert {item.asset for item in execution.calendar.items} - {""} <= {asset.name for asset in creatives.assets}
    measured = {row.name: (row.baseline, row.target) for row in monitoring.kpi_config.kpis}
    for kpi in strategy.layer8_measurement.kpis:
        assert measured[kpi.name] == (kpi.baseline, kpi.target)
    dates = {asset.name: asset.scheduled_date for asset in creatives.assets}
    first: dict[str, date] = {}
    for item in execution.calendar.items:
        if item.asset and item.date:
            first.setdefault(item.asset, item.date)
    assert {name: dates[name] for name in first} == first
