"""The documents that are printed: the demo's, the same in other scripts, and the same over and over, 10 to 1 000 pages."""

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase

from benchmarks import ours
from benchmarks.flow import flow
from benchmarks.rivals.deck import slides
from delivery.document import Document, Section, Topic, map_strings

GREEK = "αβψδεφγηιξκλμνοπχρστυωθςζϊ"
CYRILLIC = "абцдефгхийклмнопярстувшщыз"
SCRIPTS = {"greek": GREEK, "cyrillic": CYRILLIC}
SIZES = (10, 30, 100, 300, 1000)
PAGES, TOPICS = 30, 27
"""Of the demo; how many topics fill so many pages is guessed from them."""


def write(folder: Path) -> dict[str, Path]:
    """A folder for each case, by its name. `folder` holds the inputs already."""
    latin = _case(folder, "latin")
    document, theme = ours.case(latin)
    content = flow(document, theme)
    content["slides"] = list(slides(content))
    (latin / "flow.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    changed = {name: map_strings(document, partial(_spelled, letters)) for name, letters in SCRIPTS.items()}
    grown = {str(size): _grown(document, size * TOPICS // PAGES) for size in SIZES}
    for name, other in (changed | grown).items():
        (_case(folder, name) / "document.pickle").write_bytes(pickle.dumps(other))
    return {name: folder / name for name in ("latin", *changed, *grown)}


def _case(folder: Path, name: str) -> Path:
    case = folder / name
    case.mkdir()
    (case / "inputs.pickle").symlink_to(folder / "inputs.pickle")
    return case


def _spelled(letters: str, text: str) -> str:
    """A text in other letters, one for one."""
    return text.translate(str.maketrans(ascii_lowercase + ascii_uppercase, letters + letters.upper().replace("Σ", "Σ")))


def _grown(document: Document, count: int) -> Document:
    """The document's topics again and again, `count` in all; every time round in other letters, so that no word is known."""
    topics = [(section, topic) for section in document.sections for topic in section.topics]
    chosen = [_again(*topics[place % len(topics)], place // len(topics)) for place in range(count)]
    sections = [
        replace(section, topics=tuple(topic for _, topic in group))
        for section, group in groupby(chosen, key=lambda one: one[0])
    ]
    return replace(document, sections=tuple(sections))


def _again(section: Section, topic: Topic, turn: int) -> tuple[Section, Topic]:
    change = _turned(turn)
    return map_strings(replace(section, topics=()), change), map_strings(topic, change)


def _turned(turn: int) -> Callable[[str], str]:
    """Each letter `turn` places further in its alphabet."""
    steps = turn % len(ascii_lowercase)
    letters = ascii_lowercase[steps:] + ascii_lowercase[:steps]
    return partial(_spelled, letters)
