from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns import qc
from campaigns.content import MODELS, dump, empty, fields, parse, walk_fields
from campaigns.content.base import Widget
from campaigns.content.intake import Intake
from campaigns.enums import ArtifactKind, CheckStatus
from campaigns.forms import ContentForm, Source
from campaigns.forms.layout import DEPENDENT, ELEMENTS, node_id
from campaigns.forms.tree import READERS
from campaigns.qc.intake import context
from tests.campaigns.forms.conftest import posted, query, render

KINDS = list(ArtifactKind)
STRATEGY, EXECUTION, INTAKE = ArtifactKind.STRATEGY, ArtifactKind.EXECUTION, ArtifactKind.INTAKE
CHANNELS = "layer6_channel_strategy.channels"
Complete = Callable[[str], dict[str, Any]]
Send = Callable[[ContentForm, dict[str, Any]], QueryDict]


def blank(kind: ArtifactKind) -> dict[str, Any]:
    return dump(empty(kind))


def names(form: ContentForm) -> list[str]:
    return [row["name"] for row in form.content()["layer6_channel_strategy"]["channels"]]


# --- There and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_sent_back_untouched_is_the_content_it_showed(kind: ArtifactKind, complete: Complete) -> None:
    stored = dump(parse(kind, complete(kind)))
    form = ContentForm.from_post(kind, stored, query(posted(render(ContentForm(kind, stored)))))
    assert form.content() == stored
    assert form.errors == {}


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_page_sent_back_is_empty_content(kind: ArtifactKind) -> None:
    form = ContentForm.from_post(kind, {}, query(posted(render(ContentForm(kind, {})))))
    assert form.content() == blank(kind)
    assert form.is_valid


@pytest.mark.parametrize("kind", KINDS)
def test_complete_content_typed_into_an_empty_form_passes_its_own_quality_control(
    kind: ArtifactKind, complete: Complete
) -> None:
    data = dump(parse(kind, complete(kind)))
    internal = {spec.name: data[spec.name] for spec in fields(MODELS[kind]) if spec.internal}
    typed = query(posted(render(ContentForm(kind, data))))
    form = ContentForm.from_post(kind, internal, typed)
    report = qc.run(kind, parse(kind, form.content()))
    assert (report.findings, report.status) == ((), CheckStatus.PASS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_post_loses_nothing(kind: ArtifactKind, complete: Complete) -> None:
    stored = dump(parse(kind, complete(kind)))
    assert ContentForm.from_post(kind, stored, QueryDict()).content() == stored


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("kind", KINDS)
def test_a_post_that_was_cut_off_loses_nothing(kind: ArtifactKind, part: float, complete: Complete) -> None:
    stored = dump(parse(kind, complete(kind)))
    pairs = posted(render(ContentForm(kind, stored)))
    form = ContentForm.from_post(kind, stored, query(pairs[: int(len(pairs) * part)]))
    assert form.content() == stored


def test_what_is_internal_is_neither_shown_nor_changed(complete: Complete) -> None:
    stored = dump(parse(ArtifactKind.MONITORING, complete("monitoring")))
    page = render(ContentForm(ArtifactKind.MONITORING, stored))
    assert page.xpath("//*[starts-with(@name, 'strategy_measurement') or @name='schema_version']") == []
    attack = query([("schema_version", "x"), ("strategy_measurement.headline", "x"), ("execution_source.version", "9")])
    assert ContentForm.from_post(ArtifactKind.MONITORING, stored, attack).content() == stored


def test_stored_content_is_not_changed_by_the_form(complete: Complete, send: Send) -> None:
    stored = dump(parse(STRATEGY, complete("strategy")))
    before = deepcopy(stored)
    form = ContentForm.from_post(STRATEGY, stored, send(ContentForm(STRATEGY, stored), {"standfirst": "Other"}))
    form.apply(f"remove:{CHANNELS}[0]")
    assert stored == before
    assert form.content()["standfirst"] == "Other"


# --- Controls --------------------------------------------------------------------------------------------------------


def test_every_widget_has_a_control() -> None:
    assert set(ELEMENTS) == set(READERS) == set(Widget) - {Widget.ROWS, Widget.SECTION, Widget.DIGEST}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_every_model_has_a_control_with_label_and_help(kind: ArtifactKind) -> None:
    form = ContentForm(kind, {})
    for path in [spec.path for spec in walk_fields(MODELS[kind]) if spec.widget is Widget.ROWS]:
        if "[]" not in path:
            form.apply(f"add:{path}")
    page = render(form)
    hidden = tuple(spec.path for spec in fields(MODELS[kind]) if not spec.in_form)
    for spec in walk_fields(MODELS[kind]):
        if spec.path.startswith(hidden):
            continue
        (element,) = page.xpath(f"//*[@id='{node_id(spec.path.replace('[]', '[0]'))}']")
        text = " ".join(element.getparent().text_content().split())
        assert spec.title in text, spec.path
        assert spec.help in text or element.tag == "details", spec.path
        if element.tag in ("input", "select", "textarea"):
            assert page.xpath(f"//label[@for='{element.get('id')}']"), spec.path


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_elements_share_an_id_and_every_description_exists(kind: ArtifactKind, complete: Complete) -> None:
    page = render(ContentForm(kind, complete(kind)))
    ids = [str(each) for each in page.xpath("//@id")]
    assert len(ids) == len(set(ids))
    described = {name for value in page.xpath("//@aria-describedby") for name in str(value).split()}
    assert described - set(ids) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_the_buttons_of_rows_have_names_of_their_own(kind: ArtifactKind, complete: Complete) -> None:
    buttons = render(ContentForm(kind, complete(kind))).xpath("//button[@aria-label]")
    values = [button.get("value") for button in buttons]
    assert len(values) == len(set(values))
    assert all(button.text_content().strip().lower() in button.get("aria-label").lower() for button in buttons)


def test_enter_in_a_field_presses_no_rows_button(complete: Complete) -> None:
    first, *others = render(ContentForm(STRATEGY, complete("strategy"))).xpath("//button")
    assert first.get("name") is None
    assert {button.get("name") for button in others} == {"op"}


def test_the_names_of_fields_are_not_those_of_the_page(complete: Complete) -> None:
    taken = {"op", "lock", "seen", "csrfmiddlewaretoken", "rows"}
    assert [kind for kind in KINDS if taken & {spec.name for spec in fields(MODELS[kind])}] == []


def test_limits_are_on_the_controls() -> None:
    page = render(
        ContentForm(STRATEGY, blank(STRATEGY) | {"summary": {**blank(STRATEGY)["summary"], "claim": "x" * 118}})
    )
    (claim,) = page.xpath("//*[@name='summary.claim']")
    assert claim.get("maxlength") == "140"
    assert page.xpath("//*[@id='f-summary-claim-foot']")[0].text_content() == "118 of 140"


def test_what_is_offered_is_offered_and_not_stored() -> None:
    page = render(ContentForm(INTAKE, {}))
    assert page.xpath("//datalist[@id='f-industry-list']/option/@value")[:2] == ["Technology", "E-commerce"]
    assert page.xpath("//input[@id='f-industry']/@value") == [""]


def test_layers_are_numbered_and_say_how_complete_they_are(complete: Complete) -> None:
    sections = ContentForm(STRATEGY, complete("strategy")).sections
    assert [section.number for section in sections] == ["", "", *"12345678"]
    assert [section.title for section in sections][:3] == [
        "At a glance",
        "Executive summary",
        "Business Reality Alignment",
    ]
    assert (ContentForm(STRATEGY, {}).sections[0].filled, ContentForm(STRATEGY, {}).sections[0].total) == (0, 1)


def test_the_groups_of_a_flat_kind_are_sections() -> None:
    titles = [section.title for section in ContentForm(INTAKE, {}).sections]
    assert titles == [
        "Client", "Offer", "Audience", "Goals", "Limits", "Voice", "Assets and access", "Delivery", "Context",
        "Work to produce",
    ]  # fmt: skip


# --- Rows ------------------------------------------------------------------------------------------------------------


def test_a_row_is_added_at_the_end_and_its_first_field_is_in_focus(complete: Complete) -> None:
    form = ContentForm(STRATEGY, complete("strategy"))
    before = names(form)
    assert form.apply(f"add:{CHANNELS}") == f"f-layer6_channel_strategy-channels-{len(before)}-name"
    assert names(form) == [*before, ""]
    (focused,) = render(form).xpath("//*[@autofocus]")
    assert focused.get("name") == f"{CHANNELS}[{len(before)}].name"
    assert [section.title for section in form.sections if section.is_open] == ["Channel Strategy"]


def test_rows_are_removed_and_moved(complete: Complete) -> None:
    form = ContentForm(STRATEGY, complete("strategy"))
    first, second, third, *rest = names(form)
    assert form.apply(f"up:{CHANNELS}[2]") == "f-layer6_channel_strategy-channels-1-up"
    assert names(form) == [first, third, second, *rest]
    assert form.apply(f"up:{CHANNELS}[1]") == "f-layer6_channel_strategy-channels-0-down"
    assert form.apply(f"down:{CHANNELS}[0]") == "f-layer6_channel_strategy-channels-1-down"
    assert names(form) == [first, third, second, *rest]
    assert form.apply(f"remove:{CHANNELS}[1]") == "f-layer6_channel_strategy-channels-1"
    assert names(form) == [first, second, *rest]


def test_an_emptied_list_stays_empty(complete: Complete) -> None:
    stored = complete("strategy")
    form = ContentForm(STRATEGY, stored)
    while names(form):
        form.apply(f"remove:{CHANNELS}[0]")
    assert names(ContentForm.from_post(STRATEGY, stored, query(posted(render(form))))) == []


def test_paragraphs_are_rows_too(complete: Complete) -> None:
    form = ContentForm(STRATEGY, complete("strategy"))
    form.apply("add:summary.body")
    first, second, *rest = form.content()["summary"]["body"]
    form.apply("down:summary.body[0]")
    form.apply("add:summary.body")
    assert form.content()["summary"]["body"] == [second, first, *rest, ""]


def test_an_empty_list_is_started_with_what_is_suggested() -> None:
    form = ContentForm(EXECUTION, {})
    assert form.apply("suggest:timeline.phases") == "f-timeline-phases-0-name"
    phases = form.content()["timeline"]["phases"]
    assert [row["name"] for row in phases] == ["Launch", "Optimisation", "Scale"]
    form.apply("suggest:timeline.phases")
    assert form.content()["timeline"]["phases"] == phases
    assert list(form.errors) == ["timeline.phases"]


def test_no_more_rows_are_added_than_a_list_may_have() -> None:
    form = ContentForm(STRATEGY, {})
    for _ in range(11):
        form.apply(f"add:{CHANNELS}")
    assert len(names(form)) == 10
    assert form.errors == {CHANNELS: ["There may be at most 10."]}
    assert render(form).xpath(f"//button[@value='add:{CHANNELS}']") == []


@pytest.mark.parametrize(
    "op",
    [
        "", "add", "add:", "add:standfirst", "add:nothing", "add:schema_version", "add:summary", f"remove:{CHANNELS}",
        f"remove:{CHANNELS}[99]", f"up:{CHANNELS}[0]", f"down:{CHANNELS}[2000000]", f"add:{CHANNELS}[0]", "drop:summary.body",
        f"add:{CHANNELS}[0].name.more", "add:summary..body", "add:strategy_source", "up:[0]", "add:" + "a." * 90,
    ],
)  # fmt: skip
def test_a_button_that_does_not_fit_changes_nothing(op: str, complete: Complete) -> None:
    form = ContentForm(STRATEGY, complete("strategy"))
    before = deepcopy(form.content())
    form.apply(op)
    assert form.content() == before
    assert len(form.errors) == 1


def test_rows_are_taken_in_the_order_in_which_they_are_posted() -> None:
    stored = blank(STRATEGY)
    post = query([(f"rows.{CHANNELS}", "2"), (f"{CHANNELS}[7].name", "Second"), (f"{CHANNELS}[0].name", "First")])
    assert names(ContentForm.from_post(STRATEGY, stored, post)) == ["Second", "First"]


# --- Errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "path", "typed", "sentence"),
    [
        (EXECUTION, "timeline.start_date", "30 February", "Write the date as year-month-day, for example 2026-04-06."),
        (EXECUTION, "timeline.duration_weeks", "twelve", "Write a whole number."),
        (EXECUTION, "timeline.duration_weeks", "", "Write a whole number."),
        (EXECUTION, "timeline.duration_weeks", "53", "Use 52 or less."),
        (EXECUTION, "calendar.items[0].time", "25:99", "Write the time as hours:minutes, for example 08:15."),
        (STRATEGY, "layer6_channel_strategy.currency", "euro", "Write the currency's three letters, for example EUR."),
        (STRATEGY, f"{CHANNELS}[1].budget", "12,5", "Write a plain number with a point for decimals, for example 1250 or 2.4."),
        (STRATEGY, "summary.claim", "x" * 141, "Use at most 140 characters."),
        (INTAKE, "tracking_status", "Perhaps", "Choose one of: 'Yes - fully set up', 'Partial', 'No' or 'Unknown'."),
    ],
)  # fmt: skip
def test_what_cannot_be_stored_stays_in_its_control_with_its_error(
    kind: ArtifactKind, path: str, typed: str, sentence: str, complete: Complete, send: Send
) -> None:
    stored = complete(kind)
    form = ContentForm.from_post(kind, stored, send(ContentForm(kind, stored), {path: typed}))
    assert form.errors == {path: [sentence]}
    page = render(form)
    (control,) = page.xpath(f"//*[@name='{path}']")
    assert control.get("type") in (None, "text")
    assert dict(posted(page))[path] == typed
    assert control.get("aria-invalid") == "true"
    assert control.get("id") + "-error" in control.get("aria-describedby").split()
    assert page.xpath(f"//*[@id='{control.get('id')}-error']")[0].text_content().strip() == sentence
    assert all(details.get("open") is not None for details in control.iterancestors("details"))
    assert [(wrong.id, wrong.message) for wrong in form.wrong] == [(control.get("id"), sentence)]


def test_an_error_in_a_list_of_lines_names_the_line(complete: Complete, send: Send) -> None:
    stored = complete("monitoring")
    path = "kpi_config.kpis[0].history"
    form = ContentForm.from_post(
        ArtifactKind.MONITORING, stored, send(ContentForm(ArtifactKind.MONITORING, stored), {path: "1\r\n\r\nmany"})
    )
    assert [(wrong.id, wrong.message.split(":")[0]) for wrong in form.wrong] == [(node_id(path), "Line 3")]
    assert posted(render(form))[[name for name, _ in posted(render(form))].index(path)][1] == "1\r\n\r\nmany"


def test_a_path_leads_to_its_control_or_to_the_nearest_above(complete: Complete) -> None:
    form = ContentForm(STRATEGY, complete("strategy"))
    wanted = {
        "layer4_value_architecture.core_promise": "f-layer4_value_architecture-core_promise",
        f"{CHANNELS}[1].measure": "f-layer6_channel_strategy-channels-1-measure",
        f"{CHANNELS}[1].allowed_content_types[0]": "f-layer6_channel_strategy-channels-1-allowed_content_types",
        f"{CHANNELS}[99].measure": "f-layer6_channel_strategy-channels",
        "summary.body[0]": "f-summary-body-0",
        "summary.forecast": "f-summary-forecast",
        "schema_version": "f-editor",
        "": "f-editor",
        "]" * 1000: "f-editor",
    }
    page = render(form)
    assert {path: form.node_id(path) for path in wanted} == wanted
    assert [ident for ident in wanted.values() if len(page.xpath(f"//*[@id='{ident}']")) != 1] == []


# --- Hostile ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "a & b &amp; c", "\"'></textarea><b>", "\r\none\r\ntwo\r\n", "\n\nx", "😀" * 50, "é" * 100_000],
    ids=["tag", "entity", "quotes", "line ends", "leading breaks", "astral", "long"],
)  # fmt: skip
def test_text_comes_back_as_it_was_typed(text: str, send: Send) -> None:
    path = "layer1_business_reality.unit_economics"
    form = ContentForm.from_post(STRATEGY, {}, send(ContentForm(STRATEGY, {}), {path: text}))
    again = ContentForm.from_post(STRATEGY, {}, query(posted(render(form))))
    assert again.content() == form.content()
    assert again.content()["layer1_business_reality"]["unit_economics"] == text.replace("\r\n", "\n")
    assert render(form).xpath("//script | //b") == []
    assert form.errors == {}


def test_more_rows_than_a_list_may_have_are_not_taken() -> None:
    post = query(
        [
            (f"rows.{CHANNELS}", "99999999999"),
            *((f"{CHANNELS}[{at}].name", str(at)) for at in range(999_990, 1_000_010)),
        ]
    )
    form = ContentForm.from_post(STRATEGY, {}, post)
    assert names(form) == [str(at) for at in range(999_990, 1_000_000)]
    assert form.errors == {}
    post.update({f"{CHANNELS}[3].name": "3"})
    form = ContentForm.from_post(STRATEGY, {}, post)
    assert len(names(form)) == 10
    assert form.errors == {CHANNELS: ["Use at most 10 entries. Those after them were not taken."]}


PIECES = st.sampled_from(
    [spec.path.replace("[]", "[1]") for spec in walk_fields(MODELS[STRATEGY])]
    + [
        f"rows.{CHANNELS}",
        "rows.summary.body",
        "op",
        "[",
        "].",
        "[0]",
        "[-1]",
        "[٣]",
        "..",
        "x[0].y",
        "summary.body[500000]",
    ]
)
NAMES = st.one_of(PIECES, st.builds("{}{}".format, PIECES, PIECES), st.text(max_size=30))
VALUES = st.one_of(
    st.text(max_size=40), st.sampled_from(["", "-1", "99999999", "true", "2026-01-01", "\x00", "9" * 5000])
)


@settings(max_examples=25, deadline=None)
@given(
    pairs=st.lists(st.tuples(NAMES, VALUES), max_size=25),
    op=st.text(max_size=20) | st.builds("up:{}[1]".format, PIECES),
)
def test_no_post_raises_and_what_it_gives_can_be_shown_again(pairs: list[tuple[str, str]], op: str) -> None:
    stored = blank(STRATEGY) | {"standfirst": "As stored."}
    form = ContentForm.from_post(STRATEGY, stored, query(pairs))
    form.apply(op)
    assert {node.id for node in form.wrong} <= {str(ident) for ident in render(form).xpath("//@id")}
    assert set(form.content()) == set(stored)


# --- Around the fields -----------------------------------------------------------------------------------------------


def test_a_hydrated_field_says_where_it_comes_from() -> None:
    path = "layer4_value_architecture.proof_stack_authority"
    sources = {path: Source("Intake v3, Proof", "/read/3/"), CHANNELS: Source("Intake v3, Channels", edited=True)}
    page = render(ContentForm(STRATEGY, {}, sources=sources))
    said = [" ".join(each.text_content().split()) for each in page.xpath("//*[contains(@class, 'source')]")]
    assert said == ["From Intake v3, Proof", "From Intake v3, Channels, edited"]
    assert page.xpath("//*[contains(@class, 'field-hydrated')]//textarea/@name") == [path]
    assert page.xpath("//span[contains(@class, 'source')]//a/@href") == ["/read/3/"]


@pytest.mark.parametrize("path", DEPENDENT)
def test_a_block_that_does_not_apply_is_folded_and_keeps_its_content(path: str, complete: Complete, send: Send) -> None:
    name, value = DEPENDENT[path]
    stored = dump(parse(INTAKE, complete("intake"))) | {"objective": "sales", "industry": "Mining"}
    assert isinstance(stored["context_data"], dict)
    stored["context_data"]["hiring"]["role_types"] = ["Fitter"]
    stored["context_data"]["ecommerce"]["top_skus"] = ["H4"]
    stored["context_data"]["services"]["service_areas"] = ["Oslo"]
    ident = node_id(path)
    (folded,) = render(ContentForm(INTAKE, stored)).xpath(f"//*[@id='{ident}']")
    assert (folded.tag, folded.get("open")) == ("details", None)
    assert "Only needed when" in folded.text_content()
    assert ContentForm.from_post(INTAKE, stored, send(ContentForm(INTAKE, stored), {})).content() == stored
    (shown,) = render(ContentForm(INTAKE, stored | {name: value})).xpath(f"//*[@id='{ident}']")
    assert shown.tag == "fieldset"


@pytest.mark.parametrize("path", DEPENDENT)
def test_blocks_apply_when_quality_control_asks_for_them(path: str) -> None:
    name, value = DEPENDENT[path]
    intake = parse(INTAKE, {name: value})
    assert isinstance(intake, Intake)
    assert [finding.path for finding in context(intake)] == [path]


def test_the_last_day_is_shown_and_never_stored(send: Send) -> None:
    form = ContentForm(EXECUTION, {})
    typed = {"timeline.start_date": "2026-04-06", "timeline.duration_weeks": "12"}
    form = ContentForm.from_post(EXECUTION, {}, send(form, typed))
    page = render(form)
    assert page.xpath("//*[@class='derived']")[0].text_content() == "Ends on 28 June 2026."
    assert "end_date" not in form.content()["timeline"]
    wrong = ContentForm.from_post(EXECUTION, {}, send(form, {"timeline.duration_weeks": "many"}))
    assert render(wrong).xpath("//*[@class='derived']") == []
