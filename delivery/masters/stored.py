"""A master as it is kept and as decks use it: JSON of our own writing, the same bytes for the same upload."""

import base64
import json
from dataclasses import asdict, dataclass

from delivery.theme.grounds import Ground

FORM = 1


@dataclass(frozen=True)
class Plate:
    """A ground as a fill in XML, "" for none of its own, and shapes in XML; pictures are named in `r:embed`."""

    ground: str
    shapes: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """A layout of the master. `on_master` says that the master's shapes are seen on it, `under` what text stands on, `foot` what
    the footer does."""

    plate: Plate
    on_master: bool
    under: Ground
    foot: Ground


@dataclass(frozen=True)
class Master:
    """`field` carries covers and openers; None where text could not be read on it, and the brand's own field stands instead.
    `logo` says that the field has a picture where the cover would set the logo."""

    plate: Plate
    page: Layout
    field: Layout | None
    logo: bool
    pictures: tuple[tuple[str, bytes], ...]

    def data(self) -> bytes:
        said = asdict(self) | {"form": FORM}
        said["pictures"] = {name: base64.b64encode(data).decode() for name, data in self.pictures}
        return json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def of(cls, data: bytes) -> "Master":
        """Raises ValueError for what `data` did not write."""
        try:
            said = json.loads(data)
            if said["form"] != FORM:
                raise ValueError("form")
            pictures = tuple((name, base64.b64decode(coded)) for name, coded in said["pictures"].items())
            page, field = _layout(said["page"]), said["field"]
            found = _layout(field) if field else None
            return cls(_plate(said["plate"]), page, found, said["logo"], pictures)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError("This is no master as we keep them.") from error


def _plate(said: dict[str, list[str]]) -> Plate:
    return Plate(str(said["ground"]), tuple(said["shapes"]))


def _layout(said: dict[str, dict[str, list[str]]]) -> Layout:
    under, foot = Ground(*map(str, said["under"])), Ground(*map(str, said["foot"]))
    return Layout(_plate(said["plate"]), bool(said["on_master"]), under, foot)
