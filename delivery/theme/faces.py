"""The typefaces that a brand brings along. Plain data, so that it can be told to whoever makes a file."""

from dataclasses import dataclass, fields
from hashlib import sha256


@dataclass(frozen=True)
class Faces:
    """TrueType files by what they set, as `tenants.faces` made them at upload; None is set in a face that we ship.

    `sub` is the display face for small sizes; without it `display` sets those, too. `text` and `bold` come together.
    `other` is asked for what the face of the words lacks, before the faces that we ship for that.
    """

    display: bytes | None = None
    sub: bytes | None = None
    text: bytes | None = None
    bold: bytes | None = None
    other: bytes | None = None

    def __post_init__(self) -> None:
        if (self.text is None) != (self.bold is None):
            raise ValueError("A face for text comes with one for bold text.")

    def __bool__(self) -> bool:
        return any(data is not None for data in self._files().values())

    def digests(self) -> dict[str, str]:
        """What each face that is there sets → the SHA-256 of its file."""
        return {name: sha256(data).hexdigest() for name, data in self._files().items() if data is not None}

    def _files(self) -> dict[str, bytes | None]:
        return {each.name: getattr(self, each.name) for each in fields(self)}
