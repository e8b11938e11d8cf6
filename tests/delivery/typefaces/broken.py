"""Typefaces that somebody broke: cut off, with bits turned over in each table, and with counts that no face has."""

import random
import struct
from collections.abc import Iterator

import uharfbuzz as hb

from delivery import fonts


def _some() -> bytes:
    """Carlito with its programs, kerning and glyphs made of glyphs, cut down to Western letters."""
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(range(0x20, 0x180))
    wanted.name_id_set.update(range(7))
    return hb.subset(hb.Face(fonts.read(fonts.FACES["deck_text"])), wanted).blob.data


WHOLE = _some()
COUNTS = {
    "maxp": (4, 6, 10, 28), "hhea": (4, 34), "head": (12, 18, 50), "cmap": (0, 2, 8, 12), "name": (2, 4), "post": (0,),
    "GPOS": (0, 4, 6, 8, 10), "GSUB": (4, 6, 8, 10), "GDEF": (4, 6), "OS/2": (0, 8), "loca": (0, 2, 4), "glyf": (0, 10, 12),
}  # fmt: skip
"""Table → places of two bytes in it that count or point."""
GIANT = (0, 1, 0x7FFF, 0x8000, 0xFFFF)


def rows(data: bytes) -> dict[str, tuple[int, int, int]]:
    """Table → the place of its row, and where it begins and ends."""
    found = {}
    for place in range(struct.unpack_from(">H", data, 4)[0]):
        tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * place)
        found[tag.decode().strip()] = (12 + 16 * place, offset, offset + length)
    return found


def mutants(seed: int, *, cuts: int, flips: int) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each; `flips` for each table. The same seed gives the same files."""
    chance = random.Random(seed)
    for _ in range(cuts):
        size = chance.randrange(len(WHOLE))
        yield f"cut at {size}", WHOLE[:size]
        begin = chance.randrange(len(WHOLE))
        yield f"zeros from {begin}", WHOLE[:begin] + bytes(len(WHOLE) - begin)
    for table, (row, begin, end) in rows(WHOLE).items():
        for _ in range(flips):
            place = chance.randrange(begin, end)
            yield f"{table} bit at {place}", _with(place, bytes([WHOLE[place] ^ 1 << chance.randrange(8)]))
            noise = chance.randbytes(min(16, end - begin))
            yield f"{table} noise at {begin}", _with(begin, noise)
            place = chance.randrange(begin, end)
            yield f"{table} ones at {place}", _with(place, b"\xff" * min(8, end - place))
        for field in (8, 12):
            for value in (0, 1, len(WHOLE) - 1, 0x7FFFFFFF, 0xFFFFFFFF):
                yield f"{table} row {field} {value}", _with(row + field, struct.pack(">L", value))
    for table, places in COUNTS.items():
        for place in places:
            for value in GIANT:
                yield f"{table} {place} {value}", _with(rows(WHOLE)[table][1] + place, struct.pack(">H", value))
    for count in GIANT:
        yield f"{count} tables", _with(4, struct.pack(">H", count))


def _with(place: int, put: bytes) -> bytes:
    return WHOLE[:place] + put + WHOLE[place + len(put) :]
