"""A face written anew: outlines, metrics, characters and what places them, and nothing that is run."""

import io
import re
import unicodedata

import uharfbuzz as hb
from fontTools.ttLib import TTFont, newTable

KEPT = frozenset({
    "GDEF", "GPOS", "GSUB", "OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "kern", "loca", "maxp", "name", "post",
})  # fmt: skip
"""Left out: hinting programs, which a printer does not run, colours, pictures, signatures and what tools keep for themselves."""
FIGURES = ("tnum", "lnum", "pnum")  # besides what shaping asks for
LEGAL = (0, 7, 13, 14)  # copyright, trademark, licence and its address
WINDOWS = (3, 1, 0x409)
LONGEST_NAME, LONGEST_LEGAL = 60, 4_000
MADE = 2_082_844_800  # 1 January 1970 in seconds since 1904: a date that says nothing
_PLAIN = re.compile(r"[^A-Za-z0-9]+")


def rewritten(data: bytes) -> bytes:
    """HarfBuzz's subset of everything, in the same order of glyphs. Raises RuntimeError for what it cannot read."""
    face = hb.Face(data)
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NOTDEF_OUTLINE
    wanted.unicode_set.update(face.unicodes)
    wanted.layout_feature_tag_set.update(map(_tag, FIGURES))
    wanted.name_id_set.update(range(26))
    wanted.drop_table_tag_set.clear()
    wanted.drop_table_tag_set.update(_tag(name) for name in face.table_tags if name.strip() not in KEPT)
    wanted.no_subset_table_tag_set.update([_tag("kern")])  # which HarfBuzz would leave out, and fits the same glyphs
    return hb.subset(face, wanted).blob.data


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("latin-1").ljust(4), "big")


def named(data: bytes) -> tuple[bytes, dict[str, str]]:
    """The face with names that say nothing but its family, style and rights, and those: `family`, `style`, `office`."""
    font = TTFont(io.BytesIO(data), lazy=True, recalcTimestamp=False, recalcBBoxes=False)
    said = {name: _line(font["name"].getDebugName(name) or "", LONGEST_NAME) for name in (1, 2, 16, 17)}
    office = said[1] or said[16] or "Typeface"
    style = said[2] or "Regular"
    family, full = said[16] or office, said[17] or style
    legal = {name: _line(font["name"].getDebugName(name) or "", LONGEST_LEGAL) for name in LEGAL}
    postscript = f"{_PLAIN.sub('', family) or 'Typeface'}-{_PLAIN.sub('', full) or 'Regular'}"[:63]
    names = {**legal, 1: office, 2: style, 4: f"{family} {full}", 6: postscript, 16: family, 17: full}
    table = font["name"] = newTable("name")
    table.names = []
    for name, text in sorted(names.items()):
        if text:
            table.setName(text, name, *WINDOWS)
    font["head"].created = font["head"].modified = MADE
    out = io.BytesIO()
    font.save(out)
    return out.getvalue(), {"family": family, "style": full, "office": office}


def _line(text: str, longest: int) -> str:
    """Words without controls, private signs and marks of direction."""
    plain = "".join(
        char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char)[0] != "C" or char in "\n\t"
    )
    return " ".join(plain.split())[:longest].strip()
