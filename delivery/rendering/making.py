"""Making the formats of a document: which renderer makes which file, and what is said of one that fails."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Protocol

from delivery.document import Block, Document, map_strings, part_strings
from delivery.enums import PackFormat
from delivery.renderers.base import FRAME, NOWHERE, Rendered, Renderer, Spot, tracked
from delivery.theme import Theme

# Format → file name and renderer. The module is imported when it is needed: reportlab and python-pptx stay out of the web.
RENDERERS = {
    PackFormat.PDF: ("report.pdf", "delivery.renderers.pdf", "PdfRenderer"),
    PackFormat.PPTX: ("deck.pptx", "delivery.renderers.pptx", "PptxRenderer"),
    PackFormat.HTML: ("summary.html", "delivery.renderers.html", "HtmlRenderer"),
}
LONGEST_REASON = 500
WITHOUT = "x"  # stands for words that are left out for a trial


@dataclass(frozen=True)
class Failure:
    """Why a format was not made, as a sentence without the place, and where in the document its renderer was."""

    reason: str
    spot: Spot


Made = Mapping[PackFormat, Rendered | Failure]
Heard = Callable[[PackFormat], None]


class Make(Protocol):
    """Makes formats of a document, each apart, so that one that fails does not hide how the others fare.

    `heard` is told the format that is waited for, again every few seconds while it is; what it raises ends the making.
    """

    def __call__(self, forms: Sequence[PackFormat], document: Document, theme: Theme, heard: Heard) -> Made: ...


def renderer_of(form: PackFormat) -> Renderer:
    _, module, name = RENDERERS[form]
    found: Renderer = getattr(import_module(module), name)()
    return found


def in_process(forms: Sequence[PackFormat], document: Document, theme: Theme, heard: Heard) -> Made:
    """`Make` without children, one after another: the same bytes, for tools, tests and measurements."""
    made: dict[PackFormat, Rendered | Failure] = {}
    for form in forms:
        heard(form)
        made[form] = attempt(form, document, theme)
    return made


def attempt(
    form: PackFormat, document: Document, theme: Theme, tell: Callable[[Spot], None] = lambda spot: None
) -> Rendered | Failure:
    """One file. `tell` hears of each place that its renderer comes to."""
    last = FRAME

    def hear(spot: Spot) -> None:
        nonlocal last
        last = spot
        tell(spot)

    try:
        with tracked(hear):
            return renderer_of(form).render(document, theme)
    except MemoryError:
        return Failure("It needed more memory than it may have.", last)
    except Exception as error:  # noqa: BLE001 -- the others still get their turn, and it is told
        return Failure(told(error), narrowed(last, form, document, theme))


def told(error: Exception) -> str:
    """What a renderer raised, for people who can read it; of an error without words its name."""
    return f"{type(error).__name__}: {error}".removesuffix(": ")[:LONGEST_REASON]


def narrowed(spot: Spot, form: PackFormat, document: Document, theme: Theme) -> Spot:
    """The string at which a block cannot be made: what is left when halves of its strings are taken away. The spot itself
    where the block alone can be made, or cannot whatever it says."""
    if NOWHERE in spot[:3]:
        return spot
    topic = document.sections[spot.section].topics[spot.topic]
    block = topic.blocks[spot.block]
    texts = different_strings(block)

    def fails(kept: Sequence[str]) -> bool:
        less = map_strings(block, lambda text: text if text in kept else WITHOUT)
        section = replace(document.sections[spot.section], topics=(replace(topic, blocks=(less,)),))
        try:
            renderer_of(form).render(replace(document, sections=(section,)), theme)
        except Exception:  # noqa: BLE001 -- that it fails is the answer
            return True
        return False

    suspects = texts
    while len(suspects) > 1:
        half = suspects[: len(suspects) // 2]
        suspects = half if fails(half) else suspects[len(half) :]
    found = bool(suspects) and fails(suspects) and not fails(())
    return spot._replace(string=texts.index(suspects[0])) if found else spot


def different_strings(block: Block) -> list[str]:
    return list(dict.fromkeys(part_strings(block)))
