"""Which two of a master's layouts a deck uses: one for covers and openers, one for slides with content."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from delivery.masters.reading import Element

# As PowerPoint calls them in its languages, and as agencies do. A layout's type comes first, its name second.
COVERS = (
    "title slide",
    "titelfolie",
    "διαφάνεια τίτλου",
    "cover",
    "deckblatt",
    "titelblatt",
    "εξώφυλλο",
    "title",
    "titel",
)
PAGES = ("title only", "nur titel", "μόνο τίτλος", "headline only")
TITLES = ("title", "ctrTitle")
FEET = ("dt", "ftr", "sldNum", "hdr")


@dataclass(frozen=True)
class Candidate:
    """A layout of the file; `kind` is its type, `places` the types of its placeholders."""

    part: str
    root: Element
    name: str
    kind: str
    places: tuple[str, ...]

    @classmethod
    def of(cls, part: str, root: Element) -> "Candidate":
        slide = root.find("{*}cSld")
        name = " ".join((slide.get("name", "") if slide is not None else "").split())
        places = tuple(
            each.get("type", "obj") for each in root.iterfind("{*}cSld/{*}spTree/{*}sp/{*}nvSpPr/{*}nvPr/{*}ph")
        )
        return cls(part, root, name[:80] or "without a name", root.get("type", ""), places)

    @property
    def titled(self) -> bool:
        return any(place in TITLES for place in self.places)

    @property
    def others(self) -> int:
        """How many placeholders it has beside title and feet."""
        return sum(place not in (*TITLES, *FEET, "subTitle") for place in self.places)


def cover_of(layouts: Sequence[Candidate]) -> Candidate | None:
    """The one for covers and openers."""
    return next(_covers([each for each in layouts if each.titled]), None)


def page_of(layouts: Sequence[Candidate], cover: Candidate | None) -> Candidate | None:
    """The one for slides with a title and content of ours."""
    return next(_pages([each for each in layouts if each.titled and each is not cover]), None)


def _covers(layouts: list[Candidate]) -> Iterator[Candidate]:
    yield from (each for each in layouts if each.kind == "title")
    yield from _called(layouts, COVERS)
    yield from (each for each in layouts if "ctrTitle" in each.places or "subTitle" in each.places)


def _pages(layouts: list[Candidate]) -> Iterator[Candidate]:
    yield from (each for each in layouts if each.kind == "titleOnly")
    yield from _called(layouts, PAGES)
    yield from sorted(layouts, key=lambda each: ("subTitle" in each.places, each.others))


def _called(layouts: list[Candidate], names: Sequence[str]) -> Iterator[Candidate]:
    for name in names:
        yield from (each for each in layouts if each.name.casefold() == name)
