"""Whole contents through the forms, as people type them: from an empty page, button by button and control by control."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from campaigns import qc
from campaigns.content import MODELS, ContentError, FieldSpec, canonical_bytes, dump, fields, parse
from campaigns.content.base import YEARS, Part, Widget
from campaigns.enums import ArtifactKind, CheckStatus
from campaigns.forms import ContentForm
from campaigns.forms.layout import Block, Cluster, Control, Node, Rows
from campaigns.forms.tree import may_be_none, nested
from tenants.models import Agency, Membership
from tests.campaigns.forms.conftest import Posted, posted, query, render
from tests.support import work
from tests.support.cast import browser

KINDS = list(ArtifactKind)
FORM = "application/x-www-form-urlencoded"
Complete = Callable[[str], dict[str, Any]]


# --- A person at a page ----------------------------------------------------------------------------------------------

Shown = Control | Rows
"""What of a page sends something."""


def nodes(form: ContentForm) -> list[Shown]:
    """Every control and list of the page, in its order."""

    def walk(items: tuple[Node, ...]) -> Iterator[Shown]:
        for node in items:
            if isinstance(node, Cluster | Block):
                yield from walk(node.items)
                continue
            yield node
            if isinstance(node, Rows):
                for row in node.rows:
                    yield from walk(row.items)

    return [node for section in form.sections for node in walk(section.items)]


def sent(page: list[Shown], typed: Mapping[str, list[str]] | None = None) -> Posted:
    """What a browser sends for the page, with the values at some paths typed anew: lines end in two characters, boxes send what
    is ticked, and the hidden fields of the page go along."""
    typed, pairs = typed or {}, []
    for node in page:
        if isinstance(node, Rows):
            pairs.append((node.count_name, str(len(node.rows))))
            continue
        values = typed.get(node.path, shown(node))
        pairs += [(node.path, value.replace("\n", "\r\n")) for value in values]
        if node.element in ("tick", "boxes"):
            pairs.append((node.path, ""))
    return pairs


def shown(node: Control) -> list[str]:
    """What the control sends while nobody touches it."""
    if node.element == "tick":
        return ["true"] * (" checked" in node.attributes)
    if node.element == "boxes":
        return [option.value for option in node.options if option.chosen]
    if node.element == "select":
        return [next((option.value for option in node.options if option.chosen), node.options[0].value)]
    return [node.value]


def entered(node: Control, value: Any) -> list[str]:
    """What a person does at a control so that it means `value`. Nothing is entered that the control would not take."""
    if node.element == "tick":
        return ["true"] * value
    if node.element == "boxes":
        assert set(value) <= {option.value for option in node.options}, node.path
        return [option.value for option in node.options if option.value in value]
    if node.element == "select":
        assert (value or "") in {option.value for option in node.options}, node.path
        return [value or ""]
    text = "\n".join(value) if isinstance(value, list) else "" if value is None else str(value)
    assert node.element == "textarea" or "\n" not in text, node.path
    limit = re.search(r'maxlength="(\d+)"', node.attributes)
    assert limit is None or len(text.encode("utf-16-le")) // 2 <= int(limit[1]), node.path
    return [text]


def at(data: Any, path: str) -> Any:
    for step in path.replace("]", "").replace("[", ".").split("."):
        data = data[int(step)] if step.isdigit() else data[step]
    return data


def with_rows(form: ContentForm, stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> ContentForm:
    """The page with as many rows in each list as `wanted` has, nested lists too: each row is one press of a button."""
    while True:
        page = nodes(form)
        short = [(node, len(at(wanted, node.path)) - len(node.rows)) for node in page if isinstance(node, Rows)]
        node, lacking = next((each for each in short if each[1]), (None, 0))
        if node is None:
            return form
        form = ContentForm.from_post(form.kind, stored, query(sent(page)))
        form.apply(f"add:{node.path}" if lacking > 0 else f"remove:{node.path}[{len(node.rows) - 1}]")
        assert form.errors == {}


def typed_in(kind: ArtifactKind, stored: Mapping[str, Any], wanted: Mapping[str, Any]) -> ContentForm:
    """The form after a person made the page of `stored` say `wanted`."""
    form = with_rows(ContentForm(kind, stored), stored, wanted)
    page = nodes(form)
    return ContentForm.from_post(kind, stored, query(sent(page, filled(page, wanted))))


def filled(page: list[Shown], wanted: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a person enters at each control of the page so that it says `wanted`."""
    return {node.path: entered(node, at(wanted, node.path)) for node in page if isinstance(node, Control)}


def internals(kind: ArtifactKind, data: Mapping[str, Any]) -> dict[str, Any]:
    """What no form asks for: the system writes it."""
    return {spec.name: data[spec.name] for spec in fields(MODELS[kind]) if spec.internal}


def as_ticked(model: type[Part], data: Mapping[str, Any]) -> dict[str, Any]:
    """`data` with its choices in the order of the boxes: a person ticks, and does not say in which order."""
    ordered = dict(data)
    for spec in fields(model):
        if not spec.in_form:
            continue
        value = data[spec.name]
        if spec.widget is Widget.CHOICES:
            ordered[spec.name] = [option for option, _ in spec.options if option in value]
        elif spec.widget is Widget.SECTION:
            ordered[spec.name] = as_ticked(nested(spec), value)
        elif spec.widget is Widget.ROWS and spec.model:
            ordered[spec.name] = [as_ticked(spec.model, row) for row in value]
    return ordered


# --- Complete --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_browser_sends_is_what_the_nodes_say(kind: ArtifactKind, complete: Complete) -> None:
    form = ContentForm(kind, complete(kind))
    assert sent(nodes(form)) == posted(render(form))


@pytest.mark.parametrize("kind", KINDS)
def test_complete_content_typed_into_an_empty_page_is_that_content_and_passes(
    kind: ArtifactKind, complete: Complete
) -> None:
    wanted = as_ticked(MODELS[kind], dump(parse(kind, complete(kind))))
    form = typed_in(kind, internals(kind, wanted), wanted)
    assert form.errors == {}
    stored = dump(parse(kind, form.content()))
    assert canonical_bytes(stored) == canonical_bytes(wanted)
    report = qc.run(kind, parse(kind, stored))
    assert (report.status, report.score, report.findings) == (CheckStatus.PASS, 100, ())


@pytest.mark.django_db
def test_an_intake_typed_into_its_page_is_the_version_that_is_handed_in(
    in_alder: Agency, bob: Membership, complete: Complete
) -> None:
    wanted = as_ticked(MODELS[ArtifactKind.INTAKE], dump(parse(ArtifactKind.INTAKE, complete("intake"))))
    engagement = work.engagement(kinds=0)
    page, client = f"/engagements/{engagement.public_id}/intake/", browser(bob.agency, bob)
    (editor,) = html.document_fromstring(client.get(page).content.decode()).xpath("//form[.//*[@id='f-editor']]")
    around = [pair for pair in posted(html.document_fromstring(html.tostring(editor))) if pair[0] == "lock"]
    shown_now = nodes(ContentForm(ArtifactKind.INTAKE, work.artifact(engagement, "intake").content))
    typed = sent(shown_now, filled(shown_now, wanted))
    answer = client.post(page, query([*around, *typed, ("act", "submit")]).urlencode(), FORM)
    assert answer.status_code == 302
    version = work.artifact(engagement, "intake").versions.get()
    assert canonical_bytes(version.content) == canonical_bytes(wanted)
    assert version.qc_reports.get().status == CheckStatus.PASS


# --- Any content -----------------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>", "</textarea><b>", "a & b &amp; &#39;", "\"'>", "one\r\ntwo\n\nthree", "\t tab",
    "\x00\x1b[31m", "\u202egnp.exe\u2066", "e\u0301\u0301", "\u200b", "\u2028line", "\U0001f600\u200d\U0001f469", "\ud800",
    "\ufffe", "{{ 7 * 7 }}", "[0].name", "true", "", "null", "-0", "\u00a0x\u00a0", "\ufdfa", "0" * 70, "x" * 139 + "\u00e9",
    "\\r\\n", "%0d%0a", "=1+1",
]  # fmt: skip
WORDS = st.sampled_from(HOSTILE) | st.text(max_size=25)
NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?", fullmatch=True) | st.just("")
EARLIEST, LATEST = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
PLAIN: dict[Widget, st.SearchStrategy[Any]] = {
    Widget.LINE: WORDS,
    Widget.TEXT: WORDS | st.lists(WORDS, max_size=3).map("\n".join),
    Widget.LINES: st.lists(WORDS, max_size=3),
    Widget.DECIMAL: NUMBERS,
    Widget.DECIMALS: st.lists(NUMBERS, max_size=3),
    Widget.TIME: st.sampled_from(["", "00:00", "08:15", "23:59"]),
    Widget.CURRENCY: st.sampled_from(["", "EUR", "NOK"]),
    Widget.FLAG: st.booleans(),
    Widget.DATE: st.dates(min_value=EARLIEST, max_value=LATEST).map(str),
}
"""Widget → what may be stored behind it, as somebody might send it."""


def values(model: type[Part], spec: FieldSpec) -> st.SearchStrategy[Any]:
    if spec.widget is Widget.SECTION:
        return parts(nested(spec))
    if spec.widget is Widget.ROWS:
        rows = parts(spec.model) if spec.model else PLAIN[Widget.TEXT]
        return st.lists(rows, max_size=min(2, spec.max_length or 2))
    if spec.widget is Widget.NUMBER:
        found: st.SearchStrategy[Any] = st.integers(spec.minimum, spec.maximum)
    elif spec.widget in (Widget.CHOICE, Widget.CHOICES):
        options = st.sampled_from([value for value, _ in spec.options])
        found = options if spec.widget is Widget.CHOICE else st.lists(options, unique=True)
    else:
        found = PLAIN[spec.widget]
    return found | st.none() if may_be_none(model, spec) else found


def parts(model: type[Part]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of the model's fields, filled."""
    own = {spec.name: values(model, spec) for spec in fields(model) if spec.in_form}
    return st.lists(st.sampled_from(sorted(own)), unique=True, max_size=6).flatmap(
        lambda names: st.fixed_dictionaries({name: own[name] for name in names})
    )


def contents(kind: ArtifactKind) -> st.SearchStrategy[dict[str, Any]]:
    """Valid content of the kind, as it is stored."""

    def stored(data: dict[str, Any]) -> dict[str, Any] | None:
        try:
            return dump(parse(kind, data))
        except ContentError:
            return None

    return parts(MODELS[kind]).map(stored).filter(bool)


BOUNDED = settings(
    max_examples=25, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_any_content_goes_through_its_page_unchanged(kind: ArtifactKind) -> None:
    @BOUNDED
    @given(stored=contents(kind))
    def there_and_back(stored: dict[str, Any]) -> None:
        form = ContentForm(kind, stored)
        pairs = posted(render(form))
        assert pairs == sent(nodes(form))
        back = ContentForm.from_post(kind, stored, query(pairs))
        assert back.errors == {}
        assert canonical_bytes(back.content()) == canonical_bytes(stored)

    there_and_back()


@pytest.mark.parametrize("kind", KINDS)
def test_any_content_can_be_typed_into_an_empty_page(kind: ArtifactKind) -> None:
    @BOUNDED
    @given(wanted=contents(kind))
    def typed(wanted: dict[str, Any]) -> None:
        form = typed_in(kind, internals(kind, wanted), wanted)
        assert form.errors == {}
        expected = as_ticked(MODELS[kind], wanted)
        assert canonical_bytes(dump(parse(kind, form.content()))) == canonical_bytes(expected)

    typed()


@pytest.mark.parametrize("kind", KINDS)
def test_one_content_typed_over_another_leaves_nothing_of_it(kind: ArtifactKind) -> None:
    """A stage starts filled from upstream: what somebody types takes its place, and rows that are too many are removed."""

    @BOUNDED
    @given(other=contents(kind), wanted=contents(kind))
    def typed_over(other: dict[str, Any], wanted: dict[str, Any]) -> None:
        form = typed_in(kind, other, wanted)
        assert form.errors == {}
        now = as_ticked(MODELS[kind], dump(parse(kind, form.content())))
        assert canonical_bytes(now) == canonical_bytes(as_ticked(MODELS[kind], wanted))

    typed_over()
