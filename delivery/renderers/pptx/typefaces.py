"""What a deck calls the faces that it is set in. They are not in the file: whoever opens it needs them on their machine."""

from typing import NamedTuple

from delivery.theme.type import Name, Role, face, in_force

HEADINGS, TEXT = "Georgia", "Calibri"  # present in Office; measured with metric twins
SERIF, SANS = "+mj-lt", "+mn-lt"  # the theme's fonts for headings and for text
# Present in Office on Windows; other programs find a face of their own. Measured in `theme.type`.
SIGN_FACES: dict[Role, str] = {"emoji": "Segoe UI Emoji", "symbols": "Segoe UI Symbol", "arrows": "Segoe UI Symbol"}


class Families(NamedTuple):
    """The families of a deck's theme."""

    headings: str
    text: str


def families() -> Families:
    """A brand's own where it brings some."""
    headings, text = _own("deck_serif"), _own("deck_text")
    return Families(headings.family if headings else HEADINGS, text.family if text else TEXT)


def named(role: Role) -> Name:
    """How a run is said to be set in the face of a role: by its place in the theme, else, as the bold of a family that has no
    bold by that name, by its own."""
    place, family = (SERIF, families().headings) if role == "deck_serif" else (SANS, families().text)
    bold = role == "deck_bold"
    own = _own(role)
    if own is None:
        return Name(place, bold, italic=False)
    if own.family == family:
        return Name(place, bold or own.bold, own.italic)
    return own


def sign_face(role: Role, char: str) -> str:
    """The face that is named for a character that the face of `role` lacks; "" where it is left to the reader's program."""
    if face(role).covers(char):
        return ""
    faces = in_force()
    found = next((other for other in faces.fallbacks if faces[other].covers(char)), None)
    if found == "other":
        return faces[found].name.family
    return SIGN_FACES.get(found, "") if found else ""


def _own(role: Role) -> Name | None:
    return face(role).name if in_force().data(role) else None
