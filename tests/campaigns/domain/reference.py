"""The chain as docs/domain.md §1.3 to §1.7 and §2.8 tell it, for tests to walk beside. It knows nothing of the product: the
standard library only."""

import random
from dataclasses import dataclass, field
from typing import Any

KINDS = ["intake", "strategy", "creatives", "execution", "monitoring"]
MOVES = {
    "draft": {"edit": "draft", "submit": "in_review", "rebase": "draft", "archive": "archived"},
    "in_review": {"approve": "approved", "request_changes": "revised", "withdraw": "revised"},
    "revised": {"edit": "revised", "submit": "in_review", "rebase": "revised", "archive": "archived"},
    "approved": {"edit": "revised", "archive": "archived"},
    "flagged_for_review": {
        "edit": "revised", "submit": "in_review", "rebase": "revised", "confirm": "approved", "archive": "archived",
    },
    "archived": {"unarchive": "revised"},
}  # fmt: skip
"""§1.3, without what the system does."""
EDITS = ("edit", "restore", "pull")
"""§1.3 and §2.8: to restore an old version, and to draw a field anew, is to edit."""
WRITERS, DECIDERS = {"owner", "admin", "editor"}, {"owner", "admin"}
MAY = {
    "edit": WRITERS, "submit": WRITERS, "withdraw": WRITERS, "rebase": WRITERS,
    "approve": DECIDERS, "request_changes": DECIDERS, "confirm": DECIDERS, "archive": DECIDERS, "unarchive": DECIDERS,
}  # fmt: skip
"""§1.3, who."""
ALL_MOVES = [*MAY, "restore", "pull"]
NEEDS = {
    "intake": [], "strategy": ["intake"], "creatives": ["strategy"], "execution": ["strategy", "creatives"],
    "monitoring": ["execution"],
}  # fmt: skip
"""§1.5."""
DRAWS = [
    ("intake", "pricing", "strategy", "layer1_business_reality.pricing_logic"),
    ("intake", "target_audience", "creatives", "brief.target_audience"),
    ("intake", "duration_weeks", "execution", "timeline.duration_weeks"),
    ("strategy", "layer5_narrative.narrative_problem", "creatives", "brief.campaign_theme"),
    ("strategy", "layer4_value_architecture.core_promise", "creatives", "brief.key_message"),
    ("strategy", "layer7_constraints.tone_boundaries", "creatives", "execution_constraints.tone_boundaries"),
    ("strategy", "layer7_constraints.tone_boundaries", "execution", "governance.risk_guardrails"),
    ("strategy", "layer8_measurement.review_cadence", "monitoring", "reporting.review_cadence"),
    ("creatives", "brief.campaign_theme", "execution", "utm.campaign_name"),
    ("execution", "utm.campaign_name", "monitoring", "tracking.utm_parameters"),
]
"""§2.8, for the fields on which a walk writes."""
PULLED = {kind: [draw for draw in DRAWS if draw[2] == kind and draw not in DRAWS[5:7] + DRAWS[8:]] for kind in KINDS}
"""Of these, what a form offers and takes over word for word."""
WRITES = {
    "intake": ["pricing", "target_audience", "duration_weeks", "competitors"],
    "strategy": [
        "layer5_narrative.narrative_problem", "layer4_value_architecture.core_promise",
        "layer7_constraints.tone_boundaries", "layer8_measurement.review_cadence", "standfirst",
    ],
    "creatives": ["brief.campaign_theme", "standfirst"],
    "execution": ["utm.campaign_name", "standfirst"],
    "monitoring": ["standfirst"],
}  # fmt: skip
VALUES: dict[str, list[Any]] = {
    "duration_weeks": [12, 13],
    "layer8_measurement.review_cadence": ["Daily", "Weekly", "Monthly"],
    "utm.campaign_name": ["calm-operations", "other-operations"],
}


def upstream(kind: str) -> list[str]:
    """What a stage waits for or draws from: a stale one stops it."""
    return [other for other in KINDS if other in NEEDS[kind] or any(d[0] == other and d[2] == kind for d in DRAWS)]


@dataclass
class Written:
    """A version: the fields that are written on, what was in force when it was submitted, and whose last edit it holds."""

    fields: dict[str, Any]
    sources: dict[str, dict[str, Any]]
    editor: str = ""


@dataclass
class Reference:
    """`roles` names the members and their roles; with more than one of them, four eyes apply (§1.7, check 11)."""

    working: dict[str, dict[str, Any]]
    roles: dict[str, str]
    status: dict[str, str] = field(default_factory=lambda: dict.fromkeys(KINDS, "draft"))
    editor: dict[str, str] = field(default_factory=lambda: dict.fromkeys(KINDS, ""))
    in_force: dict[str, Written] = field(default_factory=dict)
    versions: dict[str, list[Written]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def stale_field(self, kind: str, path: str) -> bool:
        return any(
            self.in_force[kind].sources[source][origin] != self.in_force[source].fields[origin]
            or self.stale_field(source, origin)
            for source, origin, target, place in DRAWS
            if (target, place) == (kind, path)
        )

    def stale(self, kind: str) -> bool:
        return kind in self.in_force and any(self.stale_field(kind, d[3]) for d in DRAWS if d[2] == kind)

    def missing(self, kind: str) -> list[str]:
        return [other for other in NEEDS[kind] if other not in self.in_force]

    def is_open(self, kind: str) -> bool:
        return not self.missing(kind) and not any(map(self.stale, upstream(kind)))

    def is_fresh(self, kind: str) -> bool:
        version = self.versions[kind][-1]
        return all(
            version.sources[source][origin] == self.in_force[source].fields[origin]
            for source, origin, target, _ in DRAWS if target == kind
        )  # fmt: skip

    def eyes(self, move: str, kind: str) -> str:
        """Whose last edit is decided about."""
        return self.versions[kind][-1].editor if move == "approve" else self.editor[kind]

    def refuses(self, move: str, kind: str, who: str) -> str:
        """Why the move is refused, in a word; empty if it is not."""
        rule = "edit" if move in EDITS else move
        if self.roles[who] not in MAY[rule]:
            return "role"
        if rule not in MOVES[self.status[kind]]:
            return "table"
        if move in ("submit", "confirm", "rebase", "approve") and not self.is_open(kind):
            return "gate"
        if move == "approve" and not self.is_fresh(kind):
            return "sources"
        if move in ("approve", "confirm") and len(self.roles) > 1 and self.eyes(move, kind) == who:
            return "four eyes"
        return ""

    def may(self, move: str, kind: str, who: str) -> bool:
        return not self.refuses(move, kind, who)

    def do(self, move: str, kind: str, who: str, *, number: int = 0) -> None:
        """Carry out what is not refused. What is written is told by `wrote`, of a restored version by its `number`."""
        self.status[kind] = MOVES[self.status[kind]]["edit" if move in EDITS else move]
        if move == "restore":
            self.wrote(kind, who, self.versions[kind][number - 1].fields)
        if move in ("submit", "confirm"):
            sources = {other: dict(self.in_force[other].fields) for other in upstream(kind)}
            self.versions[kind].append(Written(dict(self.working[kind]), sources, self.editor[kind]))
        if move in ("approve", "confirm"):
            self.in_force[kind] = self.versions[kind][-1]
            for other in KINDS:
                if self.stale(other) and self.status[other] == "approved":
                    self.status[other] = "flagged_for_review"
                elif not self.stale(other) and self.status[other] == "flagged_for_review":
                    self.status[other] = "approved"

    def wrote(self, kind: str, who: str, fields: dict[str, Any]) -> None:
        self.working[kind], self.editor[kind] = {**self.working[kind], **fields}, who


@dataclass
class Walk:
    """Steps by chance: mostly possible, and mostly forward, so that the walk gets somewhere; often enough refused. What was
    seldom met comes first."""

    chance: random.Random
    reference: Reference
    taken: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ALL_MOVES, 0))
    refused: dict[str, int] = field(default_factory=dict)

    def next_step(self) -> tuple[str, str, str]:
        """A move, a kind and who."""
        steps: dict[str, list[tuple[str, str, str]]] = {}
        refusals: dict[str, list[tuple[str, str, str]]] = {}
        for move in ALL_MOVES:
            for kind in KINDS:
                for who in self.reference.roles:
                    if why := self.reference.refuses(move, kind, who):
                        refusals.setdefault(why, []).append((move, kind, who))
                    elif move != "restore" or self.reference.versions[kind]:
                        steps.setdefault(move, []).append((move, kind, who))
        forward = {move: steps[move] for move in ("submit", "approve", "confirm") if move in steps}
        if self.chance.random() < 0.25:
            return self.chance.choice(self._seldom(refusals, self.refused))
        if forward and self.chance.random() < 0.65:
            return self.chance.choice(self._seldom(forward, self.taken))
        return self.chance.choice(self._seldom(steps, self.taken))

    def _seldom(self, found: dict[str, list[Any]], met: dict[str, int]) -> list[Any]:
        weights = [1 / (1 + met.get(name, 0)) for name in found]
        return found[self.chance.choices(list(found), weights)[0]]

    def new_value(self, kind: str) -> tuple[str, Any]:
        path = self.chance.choice(WRITES[kind])
        return path, self.chance.choice(VALUES.get(path, [f"{kind} {path} {number}" for number in range(3)]))

    def count(self, move: str, why: str) -> None:
        if why:
            self.refused[why] = self.refused.get(why, 0) + 1
        else:
            self.taken[move] += 1
