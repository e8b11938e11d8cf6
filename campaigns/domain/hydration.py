"""What a stage draws from the approved stages before it (docs/domain.md §2.8)."""

from typing import Any

from campaigns.domain.gates import Chain
from campaigns.enums import ArtifactKind

COPIES: dict[ArtifactKind, dict[str, str]] = {
    ArtifactKind.CREATIVES: {
        "audience_psychology": "layer3_audience_psychology",
        "value_proposition": "layer4_value_architecture",
        "narrative": "layer5_narrative",
        "channel_strategy": "layer6_channel_strategy",
        "execution_constraints": "layer7_constraints",
    },
    ArtifactKind.MONITORING: {"strategy_measurement": "layer8_measurement"},
}
"""Kind → internal field → the layer of the strategy in force that it repeats."""


def with_copies(kind: ArtifactKind, data: dict[str, Any], chain: Chain) -> dict[str, Any]:
    """`data` with its copies as the strategy in force has them, whoever wrote them: QC measures words against these."""
    if kind not in COPIES:
        return data
    strategy = chain.effective[ArtifactKind.STRATEGY].content
    return data | {field: strategy[layer] for field, layer in COPIES[kind].items()}
