"""Content as an HTML form: sections, fields, rows. Plain data, drawn from the models; templates/workspace/editor lays it out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, ClassVar

from django.forms.utils import flatatt
from django.utils.safestring import SafeString
from pydantic import ValidationError

from campaigns.content import MODELS, FieldSpec, fields
from campaigns.content.base import MAX_HEADLINE, MAX_TEXT, YEARS, Part, Widget
from campaigns.content.execution import Timeline
from campaigns.content.strategy import LAYERS
from campaigns.domain.reading import noun, shown
from campaigns.enums import ArtifactKind, Objective
from campaigns.forms.tree import COUNT, TICKED, Tree, limit, may_be_none, nested

EDITOR = "f-editor"
"""The id of the form's outermost element."""
FIRST = "At a glance"
"""Title of the fields that open a kind and belong to no group; the same words as in campaigns/domain/reading.py."""
LONG_LINE = 60
"""Characters beyond which one line is edited in a box that grows, so that all of it can be read."""
SHORT_LINE = 24
"""Characters up to which one line of a row stands beside others."""
COMPACT = 4
"""Rows with at most so many fields are always open."""

DEPENDENT: dict[str, tuple[str, str]] = {
    "context_data.hiring": ("objective", Objective.HIRING),
    "context_data.ecommerce": ("industry", "E-commerce"),
    "context_data.services": ("industry", "Services"),
}
"""Section → the field and the value for which it is asked, without regard to case (docs/domain.md §2.1, last rows)."""

ENDS: dict[tuple[ArtifactKind, str], str] = {
    (ArtifactKind.INTAKE, "duration_weeks"): "timeline_start",
    (ArtifactKind.EXECUTION, "timeline.duration_weeks"): "timeline.start_date",
}
"""Kind and path of a number of weeks → path of their first day. The last day is shown, never stored (docs/domain.md §2.5)."""


@dataclass(frozen=True)
class Source:
    """Where a field's value was drawn from: “Intake v3, Proof”, the page that shows it, whether it was edited since, and whether it
    is another one there by now."""

    label: str
    url: str = ""
    edited: bool = False
    differs: bool = False


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Control:
    """One field. `element` is input, textarea, select, tick or boxes; `attributes` belong to the control itself."""

    kind: ClassVar[str] = "control"
    path: str
    id: str
    title: str
    help: str
    required: bool
    element: str
    attributes: SafeString
    value: str
    options: tuple[Option, ...]
    suggestions: tuple[str, ...]
    foot: str
    derived: str
    errors: tuple[str, ...]
    source: Source | None
    described_by: str
    is_short: bool
    theirs: str = ""


@dataclass(frozen=True)
class Cluster:
    """Short fields that stand side by side."""

    kind: ClassVar[str] = "cluster"
    items: tuple["Node", ...]


@dataclass(frozen=True)
class Block:
    """A section within a section or row. `condition` says when it is asked, if it does not apply now."""

    kind: ClassVar[str] = "block"
    id: str
    title: str
    help: str
    items: tuple["Node", ...]
    errors: tuple[str, ...]
    condition: str
    is_open: bool


@dataclass(frozen=True)
class Row:
    path: str
    id: str
    number: int
    name: str
    title: str
    detail: str
    items: tuple["Node", ...]
    errors: tuple[str, ...]
    wrong: int
    is_open: bool
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class Rows:
    """A list of rows. `noun` names one of them; `suggestion` is what an empty list may be started with."""

    kind: ClassVar[str] = "rows"
    path: str
    id: str
    count_name: str
    title: str
    help: str
    required: bool
    noun: str
    limit: int
    rows: tuple[Row, ...]
    is_compact: bool
    is_text: bool
    suggestion: str
    errors: tuple[str, ...]
    source: Source | None
    theirs: str = ""

    @property
    def is_full(self) -> bool:
        return len(self.rows) >= self.limit


Node = Control | Cluster | Block | Rows


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    help: str
    number: str
    items: tuple[Node, ...]
    errors: tuple[str, ...]
    filled: int
    total: int
    wrong: int
    is_open: bool


@dataclass(frozen=True)
class Page:
    """What is drawn: content as typed, errors by the path of the node that shows them, sources by path, the id in focus, and by
    path what somebody else has stored meanwhile."""

    kind: ArtifactKind
    tree: Tree
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    focus: str = ""
    theirs: Mapping[str, str] = field(default_factory=dict)

    @property
    def wrong(self) -> Counter[str]:
        """How many sentences stand at a path or below it."""
        return Counter(above for path, found in self.errors.items() for _ in found for above in (path, *parents(path)))

    def holds(self, ident: str) -> bool:
        return self.focus == ident or self.focus.startswith(f"{ident}-")

    def clashes(self, specs: Sequence[FieldSpec]) -> bool:
        """Whether somebody else has stored something in one of the fields or below it."""
        return any(path.split(".")[0] == spec.name for path in self.theirs for spec in specs)

    def at(self, path: str) -> Any:
        value: Any = self.tree
        for name in path.split("."):
            value = value[name]
        return value


def node_id(path: str) -> str:
    """The id of the element at a path. Names have no hyphens, so no two paths share one."""
    return "f-" + path.replace("]", "").replace("[", "-").replace(".", "-")


def parent(path: str) -> str:
    return path[: max(path.rfind("."), path.rfind("["), 0)]


def parents(path: str) -> Iterator[str]:
    while path := parent(path):
        yield path


# --- Sections --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Heading:
    title: str
    id: str
    specs: tuple[FieldSpec, ...]
    help: str = ""
    number: str = ""
    is_run: bool = False


def sections(page: Page) -> tuple[Section, ...]:
    """The form. Open are the sections with something wrong or in focus, else the first that is not complete."""
    wrong = page.wrong
    built = [_section(page, heading, wrong) for heading in _outline(MODELS[page.kind])]
    if built and not any(section.is_open for section in built):
        at = next((at for at, section in enumerate(built) if section.filled < section.total), 0)
        built[at] = replace(built[at], is_open=True)
    return tuple(built)


@cache
def _outline(model: type[Part]) -> tuple[_Heading, ...]:
    """Sections of the model are sections, and so are its groups, its lists and each run of loose fields."""
    found: dict[str, _Heading] = {}
    run = ""
    for spec in (spec for spec in fields(model) if spec.in_form):
        if spec.widget is Widget.SECTION:
            number = str(LAYERS.index(spec.name) + 1) if spec.name in LAYERS else ""
            found[spec.name] = _Heading(spec.title, node_id(spec.name), (spec,), spec.help, number)
            run = ""
            continue
        if spec.group:
            key, run = spec.group, ""
        elif spec.widget is Widget.ROWS:
            key, run = spec.name, ""
        else:
            key = run = run or spec.name
        title = spec.group or spec.title
        heading = found.get(key) or _Heading(
            title if found or spec.group else FIRST, f"s-{len(found) + 1}", (), is_run=key == run
        )
        found[key] = replace(heading, specs=(*heading.specs, spec))
    return tuple(_titled(heading) for heading in found.values())


def _titled(heading: _Heading) -> _Heading:
    """A run of loose fields is named after the first three of them."""
    if not heading.is_run or heading.title == FIRST or len(heading.specs) == 1:
        return heading
    names = ", ".join(spec.title for spec in heading.specs[:3])
    return replace(heading, title=names + (" …" if len(heading.specs) > 3 else ""))


def _section(page: Page, heading: _Heading, wrong: Counter[str]) -> Section:
    model, only = MODELS[page.kind], heading.specs[0]
    if only.widget is Widget.SECTION:
        items = _items(page, nested(only), page.tree[only.name], f"{only.name}.", wrong)
    else:
        nodes = (_node(page, model, spec, page.tree[spec.name], spec.name, wrong) for spec in heading.specs)
        items = _clustered(list(nodes))
    filled, total = _complete(page, heading.specs, page.tree, "")
    mistakes = sum(wrong[spec.name] for spec in heading.specs)
    in_focus = page.holds(heading.id) or any(page.holds(node_id(spec.name)) for spec in heading.specs)
    own = page.errors.get(only.name, ()) if only.widget is Widget.SECTION else ()
    return Section(
        heading.id, heading.title, heading.help, heading.number, items, tuple(own), filled, total, mistakes,
        is_open=bool(mistakes) or in_focus or page.clashes(heading.specs),
    )  # fmt: skip


def notes(built: Sequence[Section]) -> dict[str, str]:
    """Text by the id of its element: how complete each section is, and what follows from what is in a field."""
    found = {f"{section.id}-meta": f"{section.filled} of {section.total}" for section in built if section.total}
    controls = (control for section in built for control in _controls(section.items))
    return found | {f"{control.id}-derived": control.derived for control in controls if control.derived}


def _controls(items: Sequence[Node]) -> Iterator[Control]:
    for node in items:
        if isinstance(node, Control):
            yield node
        elif isinstance(node, Rows):
            for row in node.rows:
                yield from _controls(row.items)
        else:
            yield from _controls(node.items)


def _complete(page: Page, specs: Sequence[FieldSpec], tree: Tree, prefix: str) -> tuple[int, int]:
    """How many fields have a value, of how many. Ticks and blocks that do not apply are not counted, a list is one field."""
    filled = total = 0
    for spec in specs:
        path, value = f"{prefix}{spec.name}", tree[spec.name]
        if not spec.in_form or spec.widget is Widget.FLAG or _condition(page, path):
            continue
        if spec.widget is Widget.SECTION:
            within = _complete(page, fields(nested(spec)), value, f"{path}.")
            filled, total = filled + within[0], total + within[1]
        else:
            filled, total = filled + (value not in ("", None, [])), total + 1
    return filled, total


def _items(page: Page, model: type[Part], tree: Tree, prefix: str, wrong: Counter[str]) -> tuple[Node, ...]:
    shown_specs = (spec for spec in fields(model) if spec.in_form)
    return _clustered(
        [_node(page, model, spec, tree[spec.name], f"{prefix}{spec.name}", wrong) for spec in shown_specs]
    )


def _clustered(nodes: list[Node]) -> tuple[Node, ...]:
    """Put neighbouring short fields side by side."""
    found: list[Node] = []
    run: list[Node] = []
    for node in [*nodes, None]:
        if isinstance(node, Control) and node.is_short:
            run.append(node)
            continue
        found += [Cluster(tuple(run))] if len(run) > 1 else run
        run = []
        if node:
            found.append(node)
    return tuple(found)


def _node(page: Page, model: type[Part], spec: FieldSpec, value: Any, path: str, wrong: Counter[str]) -> Node:
    if spec.widget is Widget.SECTION:
        condition, ident = _condition(page, path), node_id(path)
        return Block(
            ident, spec.title, spec.help, _items(page, nested(spec), value, f"{path}.", wrong),
            tuple(page.errors.get(path, ())), condition, is_open=bool(wrong[path]) or page.holds(ident),
        )  # fmt: skip
    if spec.widget is Widget.ROWS:
        return _rows(page, spec, value, path, wrong)
    return _control(page, spec, value, path, nullable=may_be_none(model, spec))


def _condition(page: Page, path: str) -> str:
    """When a dependent block is asked, in words; empty if it is asked now, or of everybody."""
    if path not in DEPENDENT:
        return ""
    name, wanted = DEPENDENT[path]
    if str(page.at(name)).strip().casefold() == wanted.casefold():
        return ""
    spec = next(spec for spec in fields(MODELS[page.kind]) if spec.name == name)
    return f"Only needed when {spec.title} is {dict(spec.options).get(wanted, wanted)}."


# --- Rows ------------------------------------------------------------------------------------------------------------


def _rows(page: Page, spec: FieldSpec, rows: list[Any], path: str, wrong: Counter[str]) -> Rows:
    own = [each for each in fields(spec.model) if not each.internal] if spec.model else []
    compact = len(own) <= COMPACT and not any(each.model for each in own)
    offered = spec.suggest if isinstance(spec.suggest, list) and not rows else []
    starts = ", ".join(next((str(value) for value in row.values() if isinstance(value, str)), "") for row in offered)
    return Rows(
        path, node_id(path), f"{COUNT}{path}", spec.title, spec.help, spec.required, noun(spec), limit(spec),
        tuple(_row(page, spec, row, path, at, len(rows), compact, wrong) for at, row in enumerate(rows)),
        compact, spec.model is None, starts, tuple(page.errors.get(path, ())), page.sources.get(path),
        page.theirs.get(path, ""),
    )  # fmt: skip


def _row(
    page: Page, spec: FieldSpec, row: Any, path: str, at: int, total: int, compact: bool, wrong: Counter[str]
) -> Row:
    here, ident = f"{path}[{at}]", node_id(f"{path}[{at}]")
    words = list(_words(spec.model, row)) if spec.model else []
    title = next((text for text, written in words if written), "")
    detail = [text for text, _ in words if text != title][:2]
    number = f"{noun(spec)} {at + 1}"
    if spec.model:
        items = _items(page, spec.model, row, f"{here}.", wrong)
    else:
        text = replace(spec, widget=Widget.TEXT, title=number.capitalize(), help="", required=True, max_length=MAX_TEXT)
        items = (_control(page, text, row, here, nullable=False),)
    return Row(
        here, ident, at + 1, f"{number}, {title}" if title else number, title or number[:1].upper() + number[1:],
        " · ".join(detail), items, tuple(page.errors.get(here, ())) if spec.model else (), wrong[here],
        is_open=compact or total == 1 or bool(wrong[here]) or page.holds(ident),
        is_first=at == 0, is_last=at == total - 1,
    )  # fmt: skip


def _words(model: type[Part], row: Tree) -> Iterator[tuple[str, bool]]:
    """The short values of a row as they are read, and whether each was written rather than chosen or counted."""
    for spec in fields(model)[:6]:
        value = row[spec.name]
        if isinstance(value, str) and value.strip() and not spec.internal:
            text = shown(spec, value).strip()
            yield text if len(text) <= LONG_LINE else f"{text[: LONG_LINE - 1]}…", spec.written


# --- Fields ----------------------------------------------------------------------------------------------------------

ELEMENTS: dict[Widget, tuple[str, dict[str, str]]] = {
    Widget.LINE: ("input", {"type": "text"}),
    Widget.TEXT: ("textarea", {}),
    Widget.LINES: ("textarea", {}),
    Widget.DECIMALS: ("textarea", {}),
    # Text, not number: browsers post nothing for what they take for no number, and it would be lost.
    Widget.NUMBER: ("input", {"type": "text", "inputmode": "numeric"}),
    Widget.DECIMAL: ("input", {"type": "text"}),
    Widget.CURRENCY: ("input", {"type": "text", "maxlength": "3", "autocapitalize": "characters"}),
    Widget.DATE: ("input", {"type": "date", "min": f"{YEARS[0]}-01-01", "max": f"{YEARS[-1]}-12-31"}),
    Widget.TIME: ("input", {"type": "time"}),
    Widget.CHOICE: ("select", {}),
    Widget.CHOICES: ("boxes", {}),
    Widget.FLAG: ("tick", {"type": "checkbox", "value": TICKED}),
}
"""Widget → element of the control and its own attributes. Sections and rows are nodes of their own."""

SIDE_BY_SIDE = {Widget.NUMBER, Widget.DECIMAL, Widget.CURRENCY, Widget.DATE, Widget.TIME, Widget.CHOICE}


def _control(page: Page, spec: FieldSpec, value: Any, path: str, *, nullable: bool) -> Control:
    ident, errors, source = node_id(path), tuple(page.errors.get(path, ())), page.sources.get(path)
    text = _text(value)
    element, own = ELEMENTS[spec.widget]
    counted = spec.widget is Widget.LINE and spec.max_length is not None and spec.max_length <= MAX_HEADLINE
    if spec.widget is Widget.LINE and (counted or len(text) > LONG_LINE):
        element, own = "textarea", {}
    if errors and spec.widget in (Widget.DATE, Widget.TIME):
        own = {"type": "text"}  # A browser would hide what is no date.
    foot = f"{len(text)} of {spec.max_length}" if counted else _limits(spec)
    suggestions = tuple(spec.suggest) if isinstance(spec.suggest, list) else ()
    described = " ".join(
        f"{ident}-{name}" for name, there in (("help", spec.help), ("foot", foot), ("error", errors)) if there
    )
    attributes: dict[str, Any] = {"id": ident, "name": path, **own}
    if element == "input":
        attributes |= {"value": text, "list": f"{ident}-list" if suggestions else None}
    if element == "textarea":
        attributes["rows"] = _height(text, 2 if spec.widget is Widget.LINE else 3)
    if spec.widget in (Widget.LINE, Widget.TEXT):
        attributes["maxlength"] = spec.max_length
    if element == "tick":
        attributes["checked"] = value is True
    attributes |= {
        "aria-describedby": described or None,
        "aria-invalid": "true" if errors else None,
        "autofocus": page.focus == ident,
    }
    return Control(
        path, ident, spec.title, spec.help, spec.required, element, flatatt(attributes), text,
        _options(spec, value, nullable=nullable), suggestions, foot, _derived(page, spec, path), errors, source, described,
        is_short=spec.widget in SIDE_BY_SIDE or (element == "input" and "[" in path and len(text) <= SHORT_LINE),
        theirs=page.theirs.get(path, ""),
    )  # fmt: skip


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(str(line) for line in value)
    return "" if value is None else str(value)


def _height(text: str, least: int) -> int:
    return min(12, max(least, sum(len(line) // 70 + 1 for line in text.split("\n"))))


def _limits(spec: FieldSpec) -> str:
    """The least and the most of a number, unless the help says it."""
    if spec.widget is not Widget.NUMBER or spec.maximum is None or str(spec.maximum) in spec.help:
        return ""
    return f"{spec.minimum or 0} to {spec.maximum}"


def _options(spec: FieldSpec, value: Any, *, nullable: bool) -> tuple[Option, ...]:
    """What can be chosen, and what was typed although it cannot."""
    if spec.widget not in (Widget.CHOICE, Widget.CHOICES):
        return ()
    chosen = value if isinstance(value, list) else [value or ""]
    offered = [
        *([("", "Not chosen")] if spec.widget is Widget.CHOICE and (nullable or not value) else []),
        *spec.options,
    ]
    known = {each for each, _ in offered}
    offered += [(each, each) for each in chosen if each not in known]
    return tuple(Option(each, label, each in chosen) for each, label in offered)


def _derived(page: Page, spec: FieldSpec, path: str) -> str:
    start = ENDS.get((page.kind, path))
    if start is None:
        return ""
    try:
        end = Timeline(start_date=page.at(start), duration_weeks=page.at(path)).end_date
    except ValidationError:
        return ""
    return f"Ends on {shown(spec, end)}." if end else "The end follows from start and weeks."
