"""Masters that mean harm: bytes turned over, XML with values and shapes that no program writes."""

import io
import random
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree
from pptx import Presentation

from delivery import masters
from delivery.renderers.pptx import PptxRenderer
from delivery.theme import Theme
from tests.delivery.masters.sample_masters import COVER, MAIN, MASTER, PAGE, RELATIONS, THEME, TYPES, changed
from tests.delivery.sample_brand import sample_brand
from tests.delivery.small_document import small_document

VALUES = (
    "", "0", "-1", "1e309", "NaN", "99999999999", "-2147483648", "2147483647", "٣", "²", "0x10", " 5 ", "%s", "{id}",
    "&lt;", "'\"><", "../../../../etc/passwd", "http://evil.example/x", "A" * 5_000, "rId1", "rId999", "ffffff", "phClr",
    "tx1", "rect", "\u202e", "1", "true",
)  # fmt: skip
PARTS = (MASTER, COVER, PAGE, THEME, MAIN, TYPES, RELATIONS)


def flipped(data: bytes, draw: random.Random) -> bytes:
    """A few bytes of the file as other bytes, or a piece of it gone or twice there."""
    out = bytearray(data)
    for _ in range(draw.randint(1, 12)):
        place = draw.randrange(len(out))
        kind = draw.randrange(3)
        if kind == 0:
            out[place] = draw.randrange(256)
        elif kind == 1:
            del out[place : place + draw.randint(1, 400)]
        else:
            out[place:place] = out[place : place + draw.randint(1, 400)]
    return bytes(out)


def twisted(data: bytes, draw: random.Random) -> bytes:
    """One part with a few attributes, names and branches that are not as they should be."""
    part = draw.choice(PARTS)

    def change(xml: bytes) -> bytes:
        root = etree.fromstring(xml)
        for _ in range(draw.randint(1, 8)):
            _twist(root, draw)
        return etree.tostring(root)

    return changed(data, {part: change})


def _twist(root: etree._Element, draw: random.Random) -> None:
    found = list(root.iter(etree.Element))
    element = draw.choice(found)
    kind = draw.randrange(6)
    if kind < 3 and element.attrib:
        name = draw.choice(list(element.attrib))
        element.set(name, _sayable(draw.choice(VALUES)))
    elif kind == 3 and element.getparent() is not None:
        element.getparent().remove(element)
    elif kind == 4:
        draw.choice(found).append(_copy(element))
    elif kind == 5:
        deep = element
        for _ in range(draw.randint(1, 60)):
            deep.append(copied := _bare(element))
            deep = copied


def _sayable(value: str) -> str:
    return "".join(char for char in value if char >= " ")


def _copy(element: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(element))


def _bare(element: etree._Element) -> etree._Element:
    return etree.Element(element.tag, dict(element.attrib))


def bombed(data: bytes, draw: random.Random) -> bytes:
    """One part that is too large, too deep, or of too many pieces."""
    name = draw.choice(PARTS)
    kind = draw.randrange(4)
    if kind == 0:
        return changed(data, {name: b"<a>" + b"<b/>" * 1_200_000 + b"</a>"})
    if kind == 3:
        many = b"".join(b'<p:sp x="%x"/>' % draw.randrange(1 << 32) for _ in range(180_000))
        return changed(data, {name: lambda xml: xml.replace(b"</p:spTree>", many + b"</p:spTree>")})
    if kind == 1:
        return changed(data, {name: b"<a>" * 100_000 + b"</a>" * 100_000})
    return changed(data, {f"ppt/extra/{number}.xml": b"" for number in range(4_000)})


def mutants(sources: list[bytes], count: int, seed: int) -> Iterator[bytes]:
    """So many files, one in fifty of them large."""
    draw = random.Random(seed)
    for number in range(count):
        source = draw.choice(sources)
        if number % 50 == 49:
            yield bombed(source, draw)
        elif number % 3 == 0:
            yield flipped(source, draw)
        else:
            yield twisted(source, draw)


def harm(mutant: bytes) -> str:
    """What became of a file: “refused” with a sentence, or “used” in a deck whose parts are all readable XML."""
    found = masters.check(mutant)
    if found.cleaned is None:
        assert found.findings[0].severity == "error"
        assert found.findings[0].sentence.endswith(".")
        return "refused"
    theme = Theme.of(replace(sample_brand(), master=found.cleaned))
    deck = PptxRenderer().render(small_document(), theme).data
    with zipfile.ZipFile(io.BytesIO(deck)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
    Presentation(io.BytesIO(deck))
    return "used"
