"""The pack as one HTML file: no script, no request, faces and logo inside; the accessible twin of the PDF."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

from delivery.document import Document, Imprint, Section, Topic, strings
from delivery.language import speaking, wording
from delivery.renderers.base import Place, Rendered, at, cleaned
from delivery.renderers.direction import is_plain, reading
from delivery.renderers.html import figures
from delivery.renderers.html.blocks import Blocks
from delivery.renderers.html.faces import faces_of
from delivery.renderers.html.markup import Markup, join, tag
from delivery.theme import Theme
from delivery.theme.palette import Palette
from delivery.theme.type import in_force, setting

STYLE, SCRIPTS = (Path(__file__).with_name(name) for name in ("style.css", "scripts.css"))
POLICY = "default-src 'none'; style-src '{style}'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"


class HtmlRenderer:
    """Renders a document as a self-contained HTML page."""

    media_type = "text/html; charset=utf-8"
    filename = "pack.html"

    def render(self, document: Document, theme: Theme) -> Rendered:
        document = cleaned(document)
        with speaking(document.lang), setting(theme.faces), reading(document) as found:
            body = _body(document, theme.palette)
            way = "rtl" if found.mirrored else None
            page = tag("html", _head(document, theme.palette, body), body, lang=document.lang, dir=way)
        places = (Place(_anchor(index), section.sources) for index, section in enumerate(document.sections, 1))
        return Rendered(f"<!doctype html>{page}".encode(), tuple(places))


def _head(document: Document, palette: Palette, body: Markup) -> Markup:
    style = _style(document, palette, body)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY.format(style=f"sha256-{digest}")),
        tag("title", f"{document.title} | {document.client}"),
        tag("style", style),
    )


# Style


def _style(document: Document, palette: Palette, body: Markup) -> Markup:
    """The stylesheet with the brand's colours and the faces the text needs. Ours hold the words that a page adds in any
    case."""
    chars = set(body) if in_force().own else set[str]().union(*strings(document))
    sheets = [STYLE] if is_plain() else [STYLE, SCRIPTS]
    rules = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    return Markup(f"{_variables(palette)}\n{faces_of(chars)}{rules}")


def _variables(palette: Palette) -> str:
    colours = {
        "ink": palette.ink,
        "muted": palette.muted,
        "rule": palette.rule,
        "tint": palette.tint,
        "tint2": palette.tint2,
        "brand": palette.brand,
        "on": palette.on_brand,
        "soft": palette.on_brand_soft,
        "on-accent": palette.on_brand_accent,
        "text": palette.brand_text,
        "accent": palette.accent_text,
        "focus": palette.accent_text,
    }
    return ":root { " + "; ".join(f"--{name}: {colour}" for name, colour in colours.items()) + " }"


# Page


def _body(document: Document, palette: Palette) -> Markup:
    sections = [
        _section(index, section, document.client, palette) for index, section in enumerate(document.sections, 1)
    ]
    return tag(
        "body",
        tag("a", wording().skip, class_="skip", href="#main"),
        _cover(document, palette),
        _contents(document.sections),
        tag("main", *sections, id="main"),
        _imprint(document),
    )


def _cover(document: Document, palette: Palette) -> Markup:
    imprint = document.imprint
    issue = tag("p", tag("strong", document.pack_label), ", ", document.issued)
    foot = tag("div", tag("p", imprint.footer), tag("p", document.campaign), class_="foot")
    content = tag(
        "div",
        tag("div", _logo(imprint, palette), issue, class_="top"),
        tag("p", document.client, class_="client display"),
        tag("h1", document.title),
        figures.art(document.art, palette),
        tag("p", document.art.caption, class_="caption"),
        foot,
        class_="wrap",
    )
    return tag("header", content, class_="cover")


def _logo(imprint: Imprint, palette: Palette) -> Markup:
    """The logo for the ground it stands on, else the agency's name."""
    data = imprint.logo_on_dark if palette.is_dark else imprint.logo_on_light
    if data is None:
        return tag("p", imprint.agency, class_="agency")
    source = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    return tag("img", src=source, alt=imprint.agency)


def _contents(sections: tuple[Section, ...]) -> Markup:
    rows = (
        tag("li", tag("a", tag("b", section.number), section.title, href=f"#{_anchor(index)}"))
        for index, section in enumerate(sections, 1)
    )
    return tag("nav", tag("ol", *rows, class_="wrap"), class_="contents", aria_label=wording().contents)


def _section(index: int, section: Section, client: str, palette: Palette) -> Markup:
    heading = f"heading-{index}"
    words = tag(
        "div",
        tag("h2", section.title, id=heading),
        tag("p", section.standfirst, class_="standfirst display") if section.standfirst else Markup(),
    )
    number = tag("p", section.number, class_="number", aria_hidden="true")
    head = tag("header", tag("div", number, words, class_="wrap row"), class_="head")
    topics = tag("div", *_topics(index, section, client, palette), class_="wrap")
    mark = section.mark or None
    return tag("section", head, topics, id=_anchor(index), aria_labelledby=heading, data_made_from=mark)


def _anchor(index: int) -> str:
    """The id of a section, from 1."""
    return f"section-{index}"


def _topics(index: int, section: Section, client: str, palette: Palette) -> Iterator[Markup]:
    for place, topic in enumerate(section.topics):
        at(index - 1, place, topic)
        yield _topic(topic, client, palette)
    at()


def _topic(topic: Topic, client: str, palette: Palette) -> Markup:
    side = []
    if topic.eyebrow:
        side.append(tag("p", topic.eyebrow, class_="eyebrow"))
    if topic.step:
        steps = (
            tag("i", class_="on" if index == topic.step.index else None) for index in range(1, topic.step.count + 1)
        )
        side.append(tag("div", *steps, class_="steps", aria_hidden="true"))
    title = tag("h3", topic.title, class_="over" if topic.key else None)
    blocks = Blocks(palette, client, topic.title)
    head = tag("div", tag("div", *side, class_="side"), title, class_="row")
    return tag("article", head, join([blocks.visit(block) for block in topic.blocks]))


def _imprint(document: Document) -> Markup:
    imprint = document.imprint
    lines = [imprint.footer, imprint.contact, imprint.legal, f"{document.pack_label}, {document.issued}"]
    content = (tag("p", tag("strong", imprint.agency)), *(tag("p", line) for line in lines if line))
    return tag("footer", tag("div", *content, class_="wrap"), class_="imprint")
