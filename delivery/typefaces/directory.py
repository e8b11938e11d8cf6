"""The outer form of a TrueType file: its tables, where they lie, and what they must agree on (OpenType 1.9, “otff”).

Only `struct`: this is asked before any library sees the file. All sizes are bytes.
"""

import struct
import sys
from array import array
from collections.abc import Mapping
from itertools import pairwise

TRUETYPE = (b"\x00\x01\x00\x00", b"true")
OTHERS = {
    b"OTTO": "This is an OpenType face with PostScript outlines (.otf). Upload its TrueType edition (.ttf), or have your foundry "
    "convert it.",
    b"ttcf": "This is a collection of several faces (.ttc). Upload each face as a file of its own (.ttf).",
    b"wOFF": "This is a face for web pages (.woff). Upload the file for desktops (.ttf).",
    b"wOF2": "This is a face for web pages (.woff2). Upload the file for desktops (.ttf).",
    b"%!PS": "This is a PostScript face (Type 1). Upload its TrueType edition (.ttf).",
    b"\x80\x01": "This is a PostScript face (Type 1). Upload its TrueType edition (.ttf).",
}
NEEDED = ("OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post")
MOST_TABLES = 64
EMS = range(16, 16_385)  # units per em that the format allows
SHORTEST_OS2 = 68  # of the oldest version, as Apple writes it
MAGIC = 0x5F0F3CF5
HEAD, ROW = struct.Struct(">4sHHHH"), struct.Struct(">4sLLL")
CUT = "The file is damaged or cut off. Fetch it again from where you have it."


class Unfit(ValueError):
    """A file that packs cannot be set in, as a sentence."""


def tables_of(data: bytes) -> Mapping[str, memoryview]:
    """The tables by name. Raises Unfit for what is no whole TrueType face."""
    for start, sentence in OTHERS.items():
        if data.startswith(start):
            raise Unfit(sentence)
    if not data.startswith(TRUETYPE):
        raise Unfit("This is no TrueType face (.ttf).")
    rows = _rows(data)
    count = len(rows)
    held = [(offset, offset + length) for _, _, offset, length in rows if length]
    if any(begin < HEAD.size + count * ROW.size or end > len(data) for begin, end in held):
        raise Unfit(CUT)
    if any(later[0] < sooner[1] for sooner, later in pairwise(sorted(held))):
        raise Unfit("Tables of the file lie over one another, which no tool that makes faces does. " + CUT)
    view = memoryview(data)
    found = {tag.decode("latin-1").strip(): view[offset : offset + length] for tag, _, offset, length in rows}
    if len(found) < count:
        raise Unfit("The file has a table twice, which no tool that makes faces does. " + CUT)
    return found


def _rows(data: bytes) -> list[tuple[bytes, int, int, int]]:
    """Name, sum, place and length of each table, as the file says them."""
    count = HEAD.unpack_from(data)[1] if len(data) >= HEAD.size else 0
    if not 0 < count <= MOST_TABLES or HEAD.size + count * ROW.size > len(data):
        raise Unfit(CUT)
    return [ROW.unpack_from(data, HEAD.size + place * ROW.size) for place in range(count)]


def changed(data: bytes) -> list[str]:
    """Tables whose sums are not those that the file says. That of `head` holds the sum of the whole, and is left out."""
    return [
        tag.decode("latin-1").strip()
        for tag, total, offset, length in _rows(data)
        if tag != b"head" and _sum(data[offset : offset + length]) != total
    ]


def _sum(table: bytes) -> int:
    words = array("I", table.ljust(-(-len(table) // 4) * 4, b"\0"))
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF


def require_whole(tables: Mapping[str, memoryview]) -> None:
    """Raises Unfit unless the tables that printing needs are there, agree, and hold what they say."""
    if "fvar" in tables:
        raise Unfit(
            "This is a variable face. Upload one static file for each weight: most foundries deliver them in a folder “static”."
        )
    if "glyf" not in tables and {"CFF", "CFF2"} & tables.keys():
        raise Unfit(OTHERS[b"OTTO"])
    if "glyf" not in tables and {"CBDT", "EBDT", "sbix"} & tables.keys():
        raise Unfit("This face is made of pictures and has no outlines, so it cannot be printed at any size.")
    if missing := [name for name in NEEDED if name not in tables]:
        raise Unfit(f"The face lacks what printing needs: {', '.join(missing)}. Fetch the file for desktops (.ttf).")
    try:
        agree = _agree(tables)
    except (struct.error, ValueError):  # a table is shorter than its fields
        agree = False
    if not agree:
        raise Unfit(CUT)
    if (em := struct.unpack_from(">H", tables["head"], 18)[0]) not in EMS:
        raise Unfit(f"The face counts {em} units to an em; {EMS[0]} to {EMS[-1]} can be set.")


def _agree(tables: Mapping[str, memoryview]) -> bool:
    (magic,), (long,) = struct.unpack_from(">L", tables["head"], 12), struct.unpack_from(">h", tables["head"], 50)
    (glyphs,), (metrics,) = struct.unpack_from(">H", tables["maxp"], 4), struct.unpack_from(">H", tables["hhea"], 34)
    if magic != MAGIC or long not in (0, 1) or not 0 < metrics <= glyphs:
        return False
    if len(tables["hmtx"]) < 4 * metrics + 2 * (glyphs - metrics):
        return False
    unit = "L" if long else "H"
    places = struct.unpack_from(f">{glyphs + 1}{unit}", tables["loca"])
    end = places[-1] * (1 if long else 2)
    return end <= len(tables["glyf"]) and all(sooner <= later for sooner, later in pairwise(places))


def embedding(tables: Mapping[str, memoryview]) -> int:
    """What the foundry allows (OS/2 fsType). Raises Unfit where the table ends before it."""
    if len(tables["OS/2"]) < SHORTEST_OS2:
        raise Unfit(CUT)
    found: int = struct.unpack_from(">H", tables["OS/2"], 8)[0]
    return found
