"""The faces inside a page: ours as the web subsets that we ship, a brand's own cut down to the characters of the page."""

import base64
import io
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache

import uharfbuzz as hb
from fontTools.ttLib import TTFont

from delivery import fonts
from delivery.theme.text import KEYCAP, is_invisible
from delivery.theme.type import Role, face, in_force, setter

FAMILIES = {"display": ("Pack Display", 400), "text": ("Pack Text", 400), "bold": ("Pack Text", 600)}
SIGNS = "Pack Signs"
KEPT_NAMES = (0, 13, 14)  # copyright, licence, licence address
COUNTED = " 0123456789"  # what a style sheet adds


def faces_of(chars: Collection[str]) -> str:
    """The `@font-face` rules of a page with these characters."""
    own = [role for role in fonts.WEB_ROLES if in_force().data(role)]
    scripts = [script for script in fonts.WEB_RANGES if script == "latin" or _uses(chars, script)]
    shipped = (_shipped(role, script) for role in fonts.WEB_ROLES if role not in own for script in scripts)
    return "".join([*(_own(role, chars) for role in own), *shipped, *_signs(chars, own)])


def _uses(chars: Collection[str], script: str) -> bool:
    return any(fonts.in_ranges(char, script) for char in chars)


@cache
def _shipped(role: Role, script: str) -> str:
    data = fonts.read(fonts.web_name(role, script))
    return _rule(*FAMILIES[role], "woff2", data, fonts.WEB_RANGES[script])


def _own(role: Role, chars: Collection[str]) -> str:
    """The brand's own face with what this page needs of it."""
    held = "".join(sorted(char for char in {*chars, *COUNTED} if face(role).covers(char)))
    return _rule(*FAMILIES[role], "woff2", _woff2(_cut(role, held)), _places(held))


def _rule(family: str, weight: int | None, kind: str, data: bytes, places: str) -> str:
    bold = f"font-weight: {weight}; " if weight else ""
    return (
        f'@font-face {{ font-family: "{family}"; {bold}font-display: swap; '
        f"src: url(data:font/{kind};base64,{base64.b64encode(data).decode()}); unicode-range: {places} }}\n"
    )


def _places(chars: Collection[str]) -> str:
    return ", ".join(f"U+{ord(char):04X}" for char in chars)


def _signs(chars: Collection[str], own: Collection[Role]) -> Iterator[str]:
    """For what the faces above lack: of each face that is asked for it, the characters of this document."""
    wanted = defaultdict[Role, set[str]](set)
    for char in sorted(chars):
        for asking in dict.fromkeys(("text", *own)):
            role = setter(asking, char)
            if face(role).covers(char) and not is_invisible(char) and not _is_above(role, char, own):
                wanted[role].add(char)
    for role, found in wanted.items():
        joiners = {char for char in chars if is_invisible(char) and face(role).covers(char)}
        held = sorted(found | joiners - {KEYCAP})  # which needs the digit in the same face
        yield _rule(SIGNS, None, "ttf", _cut(role, "".join(held)), _places(held))


def _is_above(role: Role, char: str, own: Collection[Role]) -> bool:
    """Whether a character stands in the rule of the face that sets it."""
    return role in own or (role == "text" and any(fonts.in_ranges(char, script) for script in fonts.WEB_RANGES))


def _cut(role: Role, chars: str) -> bytes:
    """A face with these characters and what they join to, such as emoji that make up one.

    It keeps no name of its own, since the licence of some reserves it for the whole face.
    """
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(map(ord, chars))
    wanted.name_id_set.clear()
    wanted.name_id_set.update(KEPT_NAMES)
    return hb.subset(hb.Face(face(role).data), wanted).blob.data


def _woff2(data: bytes) -> bytes:
    font, out = TTFont(io.BytesIO(data), recalcTimestamp=False), io.BytesIO()
    font.flavor = "woff2"
    font.save(out)
    return out.getvalue()
