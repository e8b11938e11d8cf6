"""What a stage draws from the approved stages before it (docs/domain.md §2.8): the map, and what follows from it.

Plain Python on contents as `campaigns.content` dumps them. Drawing, offering and staleness read the same map.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any, Protocol

from campaigns import content
from campaigns.content.base import Widget
from campaigns.content.strategy import SCHEMA_VERSION, Constraints
from campaigns.domain import gating
from campaigns.enums import ArtifactKind
from tenants.errors import Refusal

Data = Mapping[str, Any]
INTAKE, STRATEGY, CREATIVES, EXECUTION, MONITORING = ArtifactKind
MAX_SLUG = 60
"""Characters of a campaign name in links."""
BOTTLENECKS = {"Lead Generation": "Demand", "Sales Conversion": "Conversion", "Retention": "Retention"}
"""Growth bottleneck of the intake → bottleneck of layer 1. The others have no counterpart and are chosen by hand."""


class Numbered(Protocol):
    """A version: its number and its content."""

    number: int
    content: dict[str, Any]


def same(value: Any) -> Any:
    return value


def first_given(*values: Any) -> Any:
    return next((value for value in values if value), "")


def unless_none(text: str) -> str:
    """Nothing, where the intake says the word none."""
    return "" if text.strip(" .").casefold() == "none" else text


def bottleneck(growth: str) -> str | None:
    return BOTTLENECKS.get(growth)


def slug(text: str) -> str:
    """Whole words in lower case with hyphens, at most MAX_SLUG characters."""
    found = ""
    for word in re.findall(r"[^\W_]+", text.lower()):
        if len(found) + len(word) >= MAX_SLUG:
            break
        found = f"{found}-{word}" if found else word
    return found


def guard_rails(*limits: str | list[str]) -> str:
    """The limits of layer 7 under their titles, one paragraph each."""
    titles = {spec.name: spec.title for spec in content.fields(Constraints)}
    texts = (", ".join(limit) if isinstance(limit, list) else limit for limit in limits)
    return "\n".join(f"{titles[name]}: {text}" for name, text in zip(GUARDS, texts, strict=True) if text)


def tracking_links(campaign: str, medium: str, piece: str, sources: list[dict[str, str]]) -> str:
    """One parameter a line; nothing while the campaign has no name."""
    if not campaign:
        return ""
    pairs = [("utm_campaign", campaign), ("utm_medium", medium), ("utm_content", piece)]
    said = [f"{name}={value}" for name, value in pairs if value]
    return "\n".join([*said, *(f"utm_source={row['source']} ({row['platform']})" for row in sources)])


def named(column: str) -> Callable[[list[str]], list[dict[str, str]]]:
    """One row for each name."""
    return lambda names: [{column: name} for name in names]


def columns_of(*columns: str) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    return lambda rows: [{column: row[column] for column in columns} for row in rows]


@dataclass(frozen=True)
class Edge:
    """Field `path` of `kind` is drawn from `paths` of `source`. `draw` makes its value of theirs. With `columns` the field is a
    list of rows: they are matched by the first column, and nothing but these columns is drawn."""

    source: ArtifactKind
    paths: tuple[str, ...]
    kind: ArtifactKind
    path: str
    draw: Callable[..., Any] = same
    columns: tuple[str, ...] = ()
    internal: bool = False

    def drawn(self, upstream: Data) -> Any:
        return self.draw(*(value_at(upstream, path) for path in self.paths))

    def value(self, data: Data) -> Any:
        """What `data` has where this edge leads: of rows, the columns that are drawn."""
        found = value_at(data, self.path)
        return columns_of(*self.columns)(found) if self.columns else found

    def into(self, data: Data, upstream: Data) -> dict[str, Any]:
        """`data` with this one field as upstream has it. Rows that upstream names keep their other columns."""
        value = self.drawn(upstream)
        if self.columns:
            value = _merged(value_at(data, self.path), value, self.columns[0])
        return with_value(data, self.path, value)

    def is_blank(self, data: Data) -> bool:
        """Nothing was entered there."""
        value = self.value(data)
        return _is_empty(value) or bool(value == self.value(_blank(self.kind)))

    def moved(self, before: Data, after: Data) -> list[str]:
        """The fields upstream that differ, if that makes a difference to what is drawn."""
        if self.drawn(before) == self.drawn(after):
            return []
        pairs = [(path, value_at(before, path), value_at(after, path)) for path in self.paths]
        return [leaf for path, old, new in pairs for leaf in changed(old, new, path)]

    def reads(self, path: str) -> bool:
        """Whether a change of `path`, upstream, can reach this edge."""
        return any(_overlap(path, own) for own in self.paths)

    def lands(self, path: str) -> str:
        """The field of `kind` that a change of `path` reaches: within a copied section, the same field of the copy."""
        own = self.paths[0]
        if self.draw is same and path.startswith(f"{own}."):
            return f"{self.path}{path.removeprefix(own)}"
        return self.path


GUARDS = ("tone_boundaries", "forbidden_language", "claim_boundaries", "visual_constraints", "compliance_rules")
COPIES: dict[ArtifactKind, dict[str, str]] = {
    CREATIVES: {
        "audience_psychology": "layer3_audience_psychology",
        "value_proposition": "layer4_value_architecture",
        "narrative": "layer5_narrative",
        "channel_strategy": "layer6_channel_strategy",
        "execution_constraints": "layer7_constraints",
    },
    MONITORING: {"strategy_measurement": "layer8_measurement"},
}
"""Kind → internal field → the layer of the strategy in force that it repeats."""
SOURCES = {
    CREATIVES: ("strategy_source", STRATEGY),
    EXECUTION: ("creatives_source", CREATIVES),
    MONITORING: ("execution_source", EXECUTION),
}
"""Kind → the section that says which approved version it was drawn from, and of what."""
L1, L3, L4, L5, L6, L7, L8 = (
    "layer1_business_reality", "layer3_audience_psychology", "layer4_value_architecture", "layer5_narrative",
    "layer6_channel_strategy", "layer7_constraints", "layer8_measurement",
)  # fmt: skip
_KPI = ("name", "unit", "baseline", "target", "owner")

EDGES: tuple[Edge, ...] = (
    Edge(INTAKE, ("revenue_streams",), STRATEGY, f"{L1}.revenue_streams"),
    Edge(INTAKE, ("unit_economics",), STRATEGY, f"{L1}.unit_economics"),
    Edge(INTAKE, ("pricing",), STRATEGY, f"{L1}.pricing_logic"),
    Edge(INTAKE, ("growth_bottleneck",), STRATEGY, f"{L1}.bottleneck", bottleneck),
    Edge(INTAKE, ("risk_tolerance",), STRATEGY, f"{L1}.risk_tolerance"),
    Edge(INTAKE, ("constraints",), STRATEGY, f"{L1}.regulatory_constraints"),
    Edge(INTAKE, ("objections", "pain_points"), STRATEGY, f"{L3}.objection_hierarchy", first_given),
    Edge(INTAKE, ("proof_assets",), STRATEGY, f"{L4}.proof_stack_authority", unless_none),
    Edge(INTAKE, ("tone_voice",), STRATEGY, f"{L7}.tone_boundaries"),
    Edge(INTAKE, ("banned_words",), STRATEGY, f"{L7}.forbidden_language"),
    Edge(INTAKE, ("compliance_notes",), STRATEGY, f"{L7}.compliance_rules", unless_none),
    Edge(INTAKE, ("kpi_targets",), STRATEGY, f"{L8}.success_definition"),
    Edge(STRATEGY, (f"{L5}.narrative_problem",), CREATIVES, "brief.campaign_theme", content.clean_line),
    Edge(INTAKE, ("target_audience",), CREATIVES, "brief.target_audience"),
    Edge(STRATEGY, (f"{L4}.core_promise",), CREATIVES, "brief.key_message"),
    Edge(STRATEGY, (f"{L6}.channels[].name",), CREATIVES, "target_platforms"),
    Edge(CREATIVES, ("target_platforms",), EXECUTION, "channel_plan", named("channel"), ("channel",)),
    Edge(CREATIVES, ("target_platforms",), EXECUTION, "schedule.platform_schedules", named("platform"), ("platform",)),
    Edge(INTAKE, ("timeline_start",), EXECUTION, "timeline.start_date"),
    Edge(INTAKE, ("duration_weeks",), EXECUTION, "timeline.duration_weeks"),
    Edge(CREATIVES, ("brief.campaign_theme",), EXECUTION, "utm.campaign_name", slug),
    Edge(STRATEGY, tuple(f"{L7}.{name}" for name in GUARDS), EXECUTION, "governance.risk_guardrails", guard_rails),
    Edge(STRATEGY, (f"{L8}.kpis",), MONITORING, "kpi_config.kpis", columns_of(*_KPI), _KPI),
    Edge(STRATEGY, (f"{L8}.review_cadence",), MONITORING, "tracking.tracking_frequency"),
    Edge(
        EXECUTION, ("utm.campaign_name", "utm.medium", "utm.content_param", "utm.source_defaults"),
        MONITORING, "tracking.utm_parameters", tracking_links,
    ),
    Edge(STRATEGY, (f"{L8}.review_cadence",), MONITORING, "reporting.review_cadence"),
    Edge(STRATEGY, (f"{L8}.decision_rules",), MONITORING, "alerts.optimization_rules"),
    *(
        Edge(STRATEGY, (layer,), kind, field, internal=True)
        for kind, copies in COPIES.items()
        for field, layer in copies.items()
    ),
)  # fmt: skip
"""Every field that is drawn, in the order of the chain and of the forms. Of docs/domain.md §2.8, the delivery's formats and
footer are not here: a pack is not an artifact."""


def edges_into(kind: ArtifactKind) -> list[Edge]:
    return [edge for edge in EDGES if edge.kind == kind]


def rests_on(kind: ArtifactKind) -> tuple[ArtifactKind, ...]:
    """The kinds that `kind` waits for or draws from, in chain order."""
    needed = {*gating.UPSTREAM[kind], *(edge.source for edge in edges_into(kind))}
    return tuple(other for other in ArtifactKind if other in needed)


def feeding(source: ArtifactKind, kind: ArtifactKind) -> set[str]:
    """Paths of `source` that fields of `kind` are drawn from; of lists of rows, the list's."""
    edges = (edge for edge in edges_into(kind) if edge.source == source and not edge.internal)
    return {path.partition("[]")[0] for edge in edges for path in edge.paths}


@dataclass(frozen=True)
class Mark:
    """A field that upstream gives: where it comes from, and whether it still says what upstream says. `path` is the field's;
    values are as `campaigns.content` dumps them, of rows only the columns that are drawn."""

    path: str
    title: str
    source: str
    now: Any
    upstream: Any
    edited: bool

    @property
    def same(self) -> bool:
        return bool(self.now == self.upstream)

    @property
    def now_text(self) -> str:
        return in_words(self.now)

    @property
    def upstream_text(self) -> str:
        return in_words(self.upstream)


def hydrate(kind: ArtifactKind, effective: Mapping[ArtifactKind, Numbered], present: Data) -> dict[str, Any]:
    """`present` with every empty field filled that upstream gives. What does not fit its field is left empty."""
    ready = [edge for edge in _given(kind, effective) if edge.is_blank(present)]
    return _with_reference(kind, _drawn_fields(ready, effective, present))


def with_copies(kind: ArtifactKind, data: Data, effective: Mapping[ArtifactKind, Numbered]) -> dict[str, Any]:
    """`data` with its copies as the strategy in force has them, whoever wrote them: QC measures words against these."""
    if kind not in COPIES:
        return dict(data)
    strategy = effective[STRATEGY].content
    copies = {field: strategy[layer] for field, layer in COPIES[kind].items()}
    return _with_reference(kind, {**data, **copies})


def _with_reference(kind: ArtifactKind, data: dict[str, Any]) -> dict[str, Any]:
    """Creatives name the contract and the layers they draw on; no form asks for them."""
    if kind != CREATIVES:
        return data
    said = {"source_strategy_schema_version": SCHEMA_VERSION, "source_layers_used": list(COPIES[kind].values())}
    return {**data, **{name: data[name] or value for name, value in said.items()}}


def marks(
    kind: ArtifactKind, effective: Mapping[ArtifactKind, Numbered], present: Data,
    earlier: Mapping[ArtifactKind, Sequence[Data]] | None = None,
) -> list[Mark]:  # fmt: skip
    """Every field that upstream gives. `earlier` holds contents approved before: what one of them gave is not an edit."""
    return [
        Mark(
            path=edge.path,
            title=title(kind, edge.path),
            source=f"{edge.source.label} v{effective[edge.source].number}, {_titles(edge)}",
            now=edge.value(present),
            upstream=edge.drawn(effective[edge.source].content),
            edited=_is_edited(edge, effective, present, earlier or {}),
        )
        for edge in _given(kind, effective)
        if not edge.internal
    ]


def proposals(
    kind: ArtifactKind, effective: Mapping[ArtifactKind, Numbered], present: Data,
    earlier: Mapping[ArtifactKind, Sequence[Data]] | None = None,
) -> list[Mark]:  # fmt: skip
    """What upstream gives and the working copy has otherwise."""
    return [mark for mark in marks(kind, effective, present, earlier) if not mark.same]


def pulled(
    kind: ArtifactKind, effective: Mapping[ArtifactKind, Numbered], present: Data, paths: Collection[str]
) -> dict[str, Any]:
    """`present` with the fields at `paths`, and no other, as upstream has them. Refusal if upstream does not give one of them;
    ContentError if what it gives does not fit."""
    given = {edge.path: edge for edge in _given(kind, effective) if not edge.internal}
    if unknown := sorted(set(paths) - set(given)):
        raise Refusal(f"Nothing approved gives {', '.join(unknown)}. Nothing was drawn.")
    return _cleaned(kind, [given[path] for path in given if path in paths], effective, present)


def rebased(
    kind: ArtifactKind, effective: Mapping[ArtifactKind, Numbered], present: Data,
    earlier: Mapping[ArtifactKind, Sequence[Data]],
) -> dict[str, Any]:  # fmt: skip
    """`present` with its copies, and every field that still says what an earlier version gave, as upstream has them now."""
    untouched = [
        edge for edge in _given(kind, effective)
        if not edge.internal and edge.value(present) in [edge.drawn(data) for data in earlier.get(edge.source, ())]
    ]  # fmt: skip
    return with_copies(kind, _drawn_fields(untouched, effective, present), effective)


def with_source(kind: ArtifactKind, data: Data, source: Mapping[str, object], at: str) -> dict[str, Any]:
    """`data` naming the version it was drawn from: `source` has `artifact_id` and `number`, `at` is ISO 8601 in UTC."""
    if kind not in SOURCES:
        return dict(data)
    said = {"artifact_id": source["artifact_id"], "version": source["number"], "hydrated_at": at}
    return {**data, SOURCES[kind][0]: said}


def value_at(data: Data, path: str) -> Any:
    """The value at a path; after ``[]`` one for each row."""
    name, _, rest = path.partition(".")
    if name.endswith("[]"):
        return [value_at(row, rest) for row in data[name.removesuffix("[]")]]
    return value_at(data[name], rest) if rest else data[name]


def with_value(data: Data, path: str, value: Any) -> dict[str, Any]:
    name, _, rest = path.partition(".")
    return {**data, name: with_value(data[name], rest, value) if rest else value}


def changed(before: Any, after: Any, path: str) -> Iterator[str]:
    """Paths of the fields that differ; a list is one field."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in [*before, *(name for name in after if name not in before)]:
            yield from changed(before.get(name), after.get(name), f"{path}.{name}")
    elif before != after:
        yield path


def title(kind: ArtifactKind, path: str) -> str:
    """A field in words; with the section before it where the kind has several of that title."""
    path = path.partition("[]")[0]
    short, long = _names(kind)[path]
    return long if [name for name, _ in _names(kind).values()].count(short) > 1 else short


def in_words(value: Any) -> str:
    """A value of any field as text: one line for each row or line."""
    if isinstance(value, dict):
        return ", ".join(filter(None, map(in_words, value.values())))
    if isinstance(value, list):
        return "\n".join(in_words(item) for item in value)
    return "" if value is None else str(value)


@cache
def _names(kind: ArtifactKind) -> dict[str, tuple[str, str]]:
    """Path → title, title with its sections. Fields of rows are left out."""
    model = content.MODELS[kind]
    plain = [spec for spec in content.walk_fields(model) if "[]" not in spec.path and spec.widget is not Widget.SECTION]
    return {spec.path: (spec.title, content.label(model, spec.path)) for spec in plain}


@cache
def _blank(kind: ArtifactKind) -> dict[str, Any]:
    return content.dump(content.empty(kind))


def _given(kind: ArtifactKind, effective: Mapping[ArtifactKind, Numbered]) -> list[Edge]:
    """The edges on which upstream has something to give."""
    return [
        edge for edge in edges_into(kind)
        if edge.source in effective and not _is_empty(edge.drawn(effective[edge.source].content))
    ]  # fmt: skip


def _drawn_fields(edges: Collection[Edge], effective: Mapping[ArtifactKind, Numbered], present: Data) -> dict[str, Any]:
    """`present` with these fields drawn; one that does not fit stays as it is, so that an approval upstream never fails on it."""
    if not edges:
        return dict(present)
    kind = next(iter(edges)).kind
    try:
        return _cleaned(kind, edges, effective, present)
    except content.ContentError:
        return reduce(lambda data, edge: _if_it_fits(edge, effective, data), edges, dict(present))


def _if_it_fits(edge: Edge, effective: Mapping[ArtifactKind, Numbered], data: dict[str, Any]) -> dict[str, Any]:
    try:
        return _cleaned(edge.kind, [edge], effective, data)
    except content.ContentError:
        return data


def _cleaned(
    kind: ArtifactKind, edges: Iterable[Edge], effective: Mapping[ArtifactKind, Numbered], present: Data
) -> dict[str, Any]:
    data = reduce(lambda data, edge: edge.into(data, effective[edge.source].content), edges, dict(present))
    return content.dump(content.parse(kind, data))


def _is_edited(
    edge: Edge,
    effective: Mapping[ArtifactKind, Numbered],
    present: Data,
    earlier: Mapping[ArtifactKind, Sequence[Data]],
) -> bool:
    known = [effective[edge.source].content, *earlier.get(edge.source, ())]
    return not edge.is_blank(present) and edge.value(present) not in [edge.drawn(data) for data in known]


def _titles(edge: Edge) -> str:
    """The fields upstream in words; of several in one section, the section."""
    section = edge.paths[0].rpartition(".")[0]
    if len(edge.paths) > 1 and section:
        return content.label(content.MODELS[edge.source], section)
    return " or ".join(title(edge.source, path) for path in edge.paths)


def _merged(present: list[dict[str, Any]], drawn: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    left, merged = list(present), []
    for row in drawn:
        known = next((other for other in left if other[key] == row[key]), {})
        if known:
            left.remove(known)
        merged.append({**known, **row})
    return merged


def _is_empty(value: Any) -> bool:
    return value in ("", None, []) or value == {}


def _overlap(one: str, other: str) -> bool:
    """One path is the other, or leads through it."""
    a, b = (path.replace("[]", "").split(".") for path in (one, other))
    return a[: len(b)] == b[: len(a)]
