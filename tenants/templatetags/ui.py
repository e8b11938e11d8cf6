"""Template tags of the interface: `{% load ui %}`. Looks and rules: docs/look/LOOK.md §6 and §7.

Small elements are written here, components in templates/ui/<tag>.html. A tag sees its arguments only, never
the page's variables, so no page can change a component by accident.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django import template
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, RadioSelect
from django.forms.utils import flatatt
from django.template import RequestContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince

register = template.Library()

# Bodies of 16 × 16 pictures. A state is told by its glyph's shape, so no two may look alike without colour.
GLYPHS = {
    "draft": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6" '
    'stroke-dasharray="2.2 2.5"/>',
    "review": '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.6"/>'
    '<path d="M8 4.2a3.8 3.8 0 0 1 0 7.6z" fill="currentColor"/>',
    "changes": '<path d="M8 1.4 14.6 8 8 14.6 1.4 8z" fill="none" stroke="currentColor" stroke-width="1.6" '
    'stroke-linejoin="round"/>'
    '<path d="M8 5.2v3.3M8 10.7v.01" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/>',
    "approved": '<circle cx="8" cy="8" r="7" fill="currentColor"/>'
    '<path class="glyph-cut" d="m4.8 8.3 2.2 2.2 4.3-4.7"/>',
    "stale": '<g fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round">'
    '<path d="M13.8 6.2A6.1 6.1 0 1 0 14 9"/><path d="M8 4.6V8l2.3 1.4"/></g>',
    "locked": '<rect x="3" y="7" width="10" height="7" rx="1.5" fill="currentColor"/>'
    '<path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" fill="none" stroke="currentColor" stroke-width="1.6"/>',
    "failed": '<rect x="1.3" y="1.3" width="13.4" height="13.4" rx="3" fill="currentColor"/>'
    '<path class="glyph-cut" d="m5.3 5.3 5.4 5.4M10.7 5.3l-5.4 5.4"/>',
}
ICONS = {
    "activity": '<path d="M1.5 8.5H5L6.8 3l3 10 1.7-4.5h3"/>',
    "ahead": '<path d="m6 4 4 4-4 4"/>',
    "campaign": '<path d="M2.5 3.5h11v9h-11zM2.5 6.5h11M6 6.5v6"/>',
    "check": '<path d="m3 8.5 3.3 3.3L13 4.7"/>',
    "clients": '<circle cx="6" cy="5.5" r="2.5"/>'
    '<path d="M1.5 13.5c.4-2.6 2.2-4 4.5-4s4.1 1.4 4.5 4M10.5 3.2a2.5 2.5 0 0 1 0 4.6'
    'M12 9.8c1.4.6 2.3 1.9 2.5 3.7"/>',
    "clock": '<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>',
    "comment": '<path d="M2.5 3h11v8H8l-3 2.5V11H2.5z"/>',
    "down": '<path d="M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10"/>',
    "eye": '<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="2"/>',
    "gear": '<circle cx="8" cy="8" r="2.2"/>'
    '<path d="M8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M3.4 12.6l1.4-1.4'
    'M11.2 4.8l1.4-1.4"/>',
    "home": '<path d="M2.5 7 8 2.5 13.5 7v6.5h-4V10h-3v3.5h-4z"/>',
    "key": '<circle cx="5.5" cy="10.5" r="3"/><path d="m7.7 8.3 5.8-5.8M11 5l2 2"/>',
    "link": '<path d="M6.5 9.5 9.5 6.5M7 5l1.8-1.8a2.8 2.8 0 0 1 4 4L11 9M9 11l-1.8 1.8a2.8 2.8 0 0 1-4-4L5 7"/>',
    "out": '<path d="M6.5 2.5h-4v11h4M10 4.5 13.5 8 10 11.5M13.5 8h-7"/>',
    "pack": '<path d="M2 5l6-3 6 3v6l-6 3-6-3zM2 5l6 3 6-3M8 8v6"/>',
    "person": '<circle cx="8" cy="5.3" r="2.8"/><path d="M2.5 14c.5-3 2.6-4.5 5.5-4.5s5 1.5 5.5 4.5"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>',
    "send": '<path d="M14 2 7 9M14 2 9.5 14 7 9 2 6.5z"/>',
    "shield": '<path d="M8 1.5 13.5 4v4c0 3.2-2.3 5.4-5.5 6.5C4.8 13.4 2.5 11.2 2.5 8V4z"/>'
    '<path d="m5.5 8 1.8 1.8L10.7 6.3"/>',
    "target": '<circle cx="8" cy="8" r="5.5"/><circle cx="8" cy="8" r="2"/>'
    '<path d="M8 .8v2M8 13.2v2M.8 8h2M13.2 8h2"/>',
}
MESSAGE_STATES = {
    messages.DEBUG: "draft",
    messages.INFO: "review",
    messages.SUCCESS: "approved",
    messages.WARNING: "changes",
    messages.ERROR: "failed",
}
SHA256 = re.compile(r"[0-9a-f]{64}\Z")


class Bar(NamedTuple):
    """One bar of the ribbon, in units of its 63 × 16 picture."""

    x: int
    y: int
    height: int


def _picture(table: Mapping[str, str], name: str) -> SafeString:
    if name not in table:
        raise ValueError(f"There is no picture called “{name}”. There are: {', '.join(sorted(table))}.")
    return mark_safe(table[name])  # noqa: S308 -- from the tables above, never from a person


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture beside a word, hidden from screen readers because the word says it. Names: ICONS."""
    css = "icon icon-ahead" if name in ("ahead", "out") else "icon"
    return format_html('<svg class="{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', css, _picture(ICONS, name))


@register.simple_tag
def glyph(state: str, label: str = "") -> SafeString:
    """The sign of a state. With `label` it stands alone and says it; without, a word stands beside it."""
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="glyph" data-state="{}" viewBox="0 0 16 16" {}>{}</svg>',
        state,
        role,
        _picture(GLYPHS, state),
    )


@register.simple_tag(name="state")
def state_tag(state: str, label: str, pill: bool = False) -> SafeString:
    """Glyph and word; `pill` in a title or on a picture."""
    css = "state state-pill" if pill else "state"
    return format_html('<span class="{}" data-state="{}">{}{}</span>', css, state, glyph(state), label)


@register.simple_tag
def button(
    label: str,
    kind: str = "",
    url: str = "",
    view: str = "",
    icon_name: str = "",
    wide: bool = False,
    small: bool = False,
    **attributes: str,
) -> SafeString:
    """A link that looks like a button to `url` or to the page of `view`; without either, a submit button.

    `kind` is primary, plain, danger or nothing. Other arguments become attributes (`name`, `value`, `form`).
    """
    if view:
        url = reverse(view)
    classes = ["button", *(f"button-{name}" for name in (kind, wide and "wide", small and "small") if name)]
    content = format_html("{}{}", icon(icon_name) if icon_name else "", label)
    given = {name.replace("_", "-"): value for name, value in attributes.items() if value}
    given["class"] = " ".join(classes)
    if url:
        return format_html("<a{}>{}</a>", flatatt({**given, "href": url}), content)
    return format_html("<button{}>{}</button>", flatatt({"type": "submit", **given}), content)


@register.filter
def digest_bars(sha256: str) -> list[Bar]:
    """The bars of a digest: one for each of its first 16 hex digits, as high as the digit plus one."""
    if not SHA256.match(sha256):
        raise ValueError("A digest is 64 hexadecimal digits in small letters.")
    return [
        Bar(x=4 * index, y=15 - int(digit, 16), height=int(digit, 16) + 1) for index, digit in enumerate(sha256[:16])
    ]


@register.filter
def digest_groups(sha256: str) -> list[str]:
    """A digest in eight groups of eight digits, for reading aloud."""
    return [sha256[start : start + 8] for start in range(0, len(sha256), 8)]


@register.inclusion_tag("ui/digest.html")
def digest(sha256: str, of: str, full: bool = False) -> dict[str, object]:
    """Ribbon and hex digits of what `of` names. `full` where one decides or verifies, else the two ends."""
    return {"sha256": sha256, "of": of, "full": full, "short": f"{sha256[:8]}…{sha256[-4:]}"}


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, label: str = "", help_text: str | None = None, **attributes: Any) -> dict[str, object]:
    """A form's field with label, help, control and errors. `label` and `help_text` replace the form's own.

    Further arguments become attributes of the control (`autocapitalize="off"`); False leaves one out.
    """
    widget = bound.field.widget
    shown_help = bound.help_text if help_text is None else help_text
    described = [
        f"{bound.auto_id}_{name}" for name, text in (("helptext", shown_help), ("error", bound.errors)) if text
    ]
    given = {name.replace("_", "-"): value for name, value in attributes.items()}
    if bound.form.errors:  # then the summary has the focus, or the field where none stands above it
        given["autofocus"] = bool(bound.errors) and len(bound.form.visible_fields()) == 1
    if described:
        given["aria-describedby"] = " ".join(described)
    many = isinstance(widget, RadioSelect)  # Also CheckboxSelectMultiple.
    return {
        "bound": bound,
        "label": label or bound.label,
        "help_text": shown_help,
        "described_by": " ".join(described),
        "is_choice": isinstance(widget, CheckboxInput),
        "is_group": bound.use_fieldset,
        "choices": bound.subwidgets if many else None,
        "control": "" if many else bound.as_widget(attrs=given),
    }


@register.filter
def ago(moment: datetime) -> str:
    """How long ago it was: "3 hours ago", and "just now" for less than a minute."""
    if timezone.now() - moment < timedelta(minutes=1):
        return "just now"
    return f"{timesince(moment)} ago"


@register.inclusion_tag("ui/errors.html")
def errors(form: BaseForm, title: str = "Nothing has been saved.") -> dict[str, object]:
    """What is wrong with a form, on top of it, with links. A form of one field says it at the field only."""
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    visible = form.visible_fields()
    wrong = [bound for bound in visible if bound.errors] if len(visible) > 1 else []
    return {"title": title, "general": [*form.non_field_errors(), *hidden], "wrong": wrong}


@register.inclusion_tag("ui/notice.html")
def notice(text: str, state: str = "", title: str = "", url: str = "", action: str = "") -> dict[str, object]:
    """A sentence that must be read here, with the way out."""
    return {"text": text, "state": state, "title": title, "url": url, "action": action}


@register.inclusion_tag("ui/empty.html")
def empty(title: str, text: str, url: str = "", action: str = "") -> dict[str, object]:
    """Why a list is empty and the one next step."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("ui/progress.html")
def progress(value: float | None, sentence: str, label: str, maximum: float = 100) -> dict[str, object]:
    """A job's bar and sentence, both from its row. `value` None: it has not begun. `label` names the job."""
    percent = None if value is None else round(100 * value / maximum)
    return {"value": value, "maximum": maximum, "percent": percent, "sentence": sentence, "label": label}


@register.inclusion_tag("ui/person.html")
def person(name: str, detail: str = "") -> dict[str, str]:
    """A person's initials, name and one quiet line."""
    return {"name": name, "detail": detail}


@register.inclusion_tag("ui/facts.html")
def facts(items: Iterable[tuple[str, object]], read: bool = False) -> dict[str, object]:
    """Pairs of a name and a value; `read` gives long values a line of their own."""
    return {"items": items, "read": read}


@register.inclusion_tag("ui/findings.html")
def findings(items: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """QC findings and consequences: {state, text, title?, source?, url?, action?}."""
    return {"items": items}


@register.inclusion_tag("ui/files.html")
def files(items: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """Files to fetch: {kind, name, url, size (bytes), detail?, sha256?}."""
    return {"items": items}


@register.inclusion_tag("ui/diff.html")
def diff(changes: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """Changes: {title, where?, summary?, parts? [(same | ins | del, text)], before?, after?}."""
    return {"changes": changes}


@register.inclusion_tag("ui/breadcrumb.html")
def breadcrumb(crumbs: Sequence[tuple[str, str]]) -> dict[str, object]:
    """The way up: pairs of a title and an address, outermost first, without the page itself."""
    return {"crumbs": crumbs}


@register.inclusion_tag("ui/pagination.html", takes_context=True)
def pagination(context: RequestContext, page: Page[Any]) -> dict[str, object]:
    """Which part of a list this is, and those before and after; how long pages may be, where the view asks for that
    (tenants.paging). Keeps the address's other parameters."""
    return {"page": page, "sizes": getattr(page, "sizes", ())}


@register.inclusion_tag("ui/nav_link.html", takes_context=True)
def nav_link(
    context: RequestContext, view: str, label: str, icon_name: str, count: int = 0, views: str = ""
) -> dict[str, object]:
    """A place in the main navigation, marked on its own page and wherever the view's name begins with one of
    `views`, prefixes with spaces between them ("campaigns: delivery:").
    """
    url = reverse(view)
    request = context["request"]
    place = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "url": url,
        "label": label,
        "icon_name": icon_name,
        "count": count,
        "is_current": request.path == url or place.startswith(tuple(views.split())),
    }


@register.filter
def initials(name: str) -> str:
    """First letters of the first and the last word, in capitals."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def message_state(message: Message) -> str:
    """The state whose glyph a message wears."""
    return MESSAGE_STATES.get(message.level, "review")


@register.filter
def for_client(text: str, client_name: str) -> str:
    """A brand's standing text with the client's name in the place of {client_name}."""
    return text.replace("{client_name}", client_name)
