"""Pictures of a master, encoded anew: only what Pillow wrote is in a deck."""

import hashlib
import io
import struct

from PIL import Image, UnidentifiedImageError

from delivery.masters.reading import MOST_PICTURE, Package, Unusable

FORMATS = ("PNG", "JPEG", "GIF", "BMP")
MOST_PIXELS = 24_000_000
LONGEST_SIDE = 1920  # pixels, of what is kept: a slide is shown no wider by most
QUALITY = 85
LARGEST_PNG = 1 << 20  # bytes; an opaque picture that is larger is kept as a JPEG
MOST_PICTURES = 24
MOST_KEPT = 8 * 1024 * 1024  # bytes of all
VECTORS = ("emf", "wmf", "svg")
# What Pillow raises over a file that is cut, forged or would unpack without end.
UNREADABLE = (
    UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError, ValueError, SyntaxError,
    IndexError, KeyError, TypeError, OverflowError, EOFError, struct.error,
)  # fmt: skip


class Media:
    """The pictures that are used, by their names in what is kept. The same picture is kept once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._names: dict[str, str] = {}  # part → name
        self._digests: dict[str, str] = {}
        self.files: dict[str, bytes] = {}

    def keep(self, part: str) -> str:
        """The name of a picture that was encoded anew. Raises Unusable with a sentence that ends in what was done."""
        if part not in self._names:
            self._names[part] = self._kept(part)
        return self._names[part]

    def _kept(self, part: str) -> str:
        ending = part.rpartition(".")[2].lower()
        if ending in VECTORS:
            raise Unusable(f"A picture is a drawing ({ending.upper()}). Save it in the master as a PNG.")
        if len(self._names) >= MOST_PICTURES:
            raise Unusable(f"The master has more than {MOST_PICTURES} pictures.")
        form, data = _encoded(self._package.data(part, MOST_PICTURE))
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self._digests:
            if sum(map(len, self.files.values())) + len(data) > MOST_KEPT:
                raise Unusable(f"The master’s pictures take more than {MOST_KEPT // 1024 // 1024} MB. Compress them.")
            self._digests[digest] = f"master{len(self.files) + 1}.{form}"
            self.files[self._digests[digest]] = data
        return self._digests[digest]


def _encoded(data: bytes) -> tuple[str, bytes]:
    """“png” or “jpg”, and the bytes. The header is read before anything is decoded."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Unusable(f"A picture has more than {MOST_PIXELS // 1_000_000} million pixels. Make it smaller.")
            photograph = image.format == "JPEG"
            if photograph:
                image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            seen = photograph or not (image.has_transparency_data or image.mode in ("RGBA", "LA", "PA"))
            picture = image.convert("RGB" if seen else "RGBA")
    except UNREADABLE:
        raise Unusable("A picture is no PNG, JPEG, GIF or BMP that can be read.") from None
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if photograph:
        return "jpg", _saved(picture, "JPEG", quality=QUALITY)
    written = _saved(picture, "PNG", optimize=True)
    if seen and len(written) > LARGEST_PNG:
        return "jpg", _saved(picture, "JPEG", quality=QUALITY)
    return "png", written


def _saved(picture: Image.Image, form: str, **options: int) -> bytes:
    out = io.BytesIO()
    bare = Image.new(picture.mode, picture.size)  # without the notes that came with it
    bare.paste(picture)
    bare.save(out, form, **options)
    return out.getvalue()
