"""A browser's half of a form: the controls of rendered HTML, and the POST they would make."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from lxml import html

from campaigns.forms import ContentForm

Posted = list[tuple[str, str]]


def render(form: ContentForm) -> html.HtmlElement:
    return html.document_fromstring(f"<body>{render_to_string('workspace/editor/form.html', {'form': form})}</body>")


def posted(page: html.HtmlElement) -> Posted:
    """What a browser sends when the form is submitted, in the order of the page; buttons send nothing."""
    pairs: Posted = []
    for control in page.xpath("//input | //select | //textarea"):
        name, kind = control.get("name"), control.get("type")
        if control.tag == "select":
            chosen = [option for option in control.iter("option") if option.get("selected") is not None]
            pairs += [(name, option.get("value")) for option in chosen or list(control.iter("option"))[:1]]
        elif control.tag == "textarea":
            text = (control.text or "").removeprefix("\n")
            pairs.append((name, text.replace("\r\n", "\n").replace("\n", "\r\n")))
        elif kind != "checkbox" or control.get("checked") is not None:
            pairs.append((name, control.get("value")))
    return pairs


def query(pairs: Posted) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    return data


@pytest.fixture
def send() -> Callable[[ContentForm, dict[str, Any]], QueryDict]:
    """The POST of a form's page, with some values typed over what it shows."""

    def sent(form: ContentForm, typed: dict[str, Any]) -> QueryDict:
        data = query(posted(render(form)))
        for name, value in typed.items():
            assert name in data, name
            data.setlist(name, value if isinstance(value, list) else [value])
        return data

    return sent
