"""The brand: versions, contrast guard, placeholders, safe logos."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tenants import audit, colour
from tenants.brand import clean_logo, current_brand, save_brand
from tenants.models import Agency, AuditEntry, Brand, ImmutableError

db = pytest.mark.django_db


@given(st.integers(0, 0xFFFFFF))
def test_text_on_any_brand_colour_reads(number: int) -> None:
    brand = f"#{number:06X}"
    assert colour.contrast(colour.on(brand), brand) >= colour.MINIMUM


def test_contrast_is_wcags() -> None:
    assert colour.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert colour.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@db
def test_each_save_is_a_new_version_and_keeps_what_was_left_out(in_alder: Agency) -> None:
    save_brand(by=audit.SYSTEM, contact_line="Ask Alice")
    save_brand(by=audit.SYSTEM, colour="#123456")
    brand = current_brand()
    assert brand is not None
    assert (brand.version, brand.contact_line, brand.colour) == (3, "Ask Alice", "#123456")
    assert Brand.objects.count() == 3
    assert AuditEntry.objects.filter(action="brand.saved").count() == 3
    with pytest.raises(ImmutableError):
        brand.save()


@db
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"colour": "#FFFFFF", "on_colour": "#EEEEEE"}, "on_colour"),
        ({"colour": "red"}, "colour"),
        ({"colour": "#12345g"}, "colour"),
        ({"colour": "#123456\n"}, "colour"),
        ({"footer_text": "Prepared for {client}"}, "footer_text"),
        ({"footer_text": "For {client_name} {"}, "footer_text"),
        ({"legal_text": "© {year}"}, "legal_text"),
        ({"contact_line": "Call {phone}"}, "contact_line"),
        ({"name": "Alder {city}"}, "name"),
        ({"name": ""}, "name"),
    ],
)
def test_a_brand_that_cannot_be_read_is_refused_by_field(in_alder: Agency, fields: dict[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        save_brand(by=audit.SYSTEM, **fields)
    assert list(refused.value.message_dict) == [field]
    assert Brand.objects.count() == 1


def picture(form: str, size: tuple[int, int] = (40, 20)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#0B5D57").save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_encoded_anew_as_png(form: str) -> None:
    with Image.open(io.BytesIO(clean_logo(picture(form)))) as logo:
        assert (logo.format, logo.size) == ("PNG", (40, 20))


def test_a_large_logo_is_scaled_down() -> None:
    with Image.open(io.BytesIO(clean_logo(picture("PNG", (3000, 1500))))) as logo:
        assert logo.size == (1200, 600)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"\x89PNG\r\n\x1a\n broken",
        b"x" * (5 * 1024 * 1024 + 1),
        picture("PNG", (5000, 10)),
        picture("PNG")[:60],
    ],
    ids=["empty", "svg", "gif", "broken", "too many bytes", "too wide", "cut"],
)
def test_what_is_no_safe_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ValidationError):
        clean_logo(data)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


EXIF = Image.Exif()
EXIF[0x0112], EXIF[0x010E] = 6, "<script>alert(1)</script>"
RED = Image.new("RGB", (40, 20), "#C00000")


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (saved(Image.new("CMYK", (40, 20)), "JPEG"), (40, 20)),
        (saved(Image.new("I;16", (40, 20), 999), "PNG"), (40, 20)),
        (saved(Image.new("P", (40, 20)), "PNG", transparency=0), (40, 20)),
        (saved(RED, "JPEG", exif=EXIF, comment=b"<script>"), (20, 40)),
        (saved(RED, "WEBP", save_all=True, append_images=[Image.new("RGB", (40, 20), "#00C000")]), (40, 20)),
        (saved(RED, "PNG") + b"PK\x03\x04<script>alert(1)</script>%PDF-1.7", (40, 20)),
    ],
    ids=["CMYK", "16 bits", "palette", "turned by its camera", "animated", "another file behind it"],
)
def test_an_odd_picture_becomes_one_plain_picture_without_what_came_along(data: bytes, size: tuple[int, int]) -> None:
    cleaned = clean_logo(data)
    with Image.open(io.BytesIO(cleaned)) as logo:
        assert (logo.format, logo.mode, logo.size, logo.n_frames) == ("PNG", "RGBA", size, 1)
        assert not {*logo.info} - {"transparency"}
    assert b"script" not in cleaned


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(*chunks: bytes, colour: int = 2, before: bytes = b"", pixels: bytes = bytes(25)) -> bytes:
    """A PNG of 8 × 1 pixels with `chunks` between its two IDATs and `before` before them."""
    header = struct.pack(">IIBBBBB", 8, 1, 8, colour, 0, 0, 0)
    packed = zlib.compress(pixels)
    picture = [chunk(b"IHDR", header), before, chunk(b"IDAT", packed[:5]), *chunks, chunk(b"IDAT", packed[5:])]
    return b"\x89PNG\r\n\x1a\n" + b"".join(picture) + chunk(b"IEND", b"")


BOMB = zlib.compress(bytes(8 * 1024 * 1024))


def test_the_forged_pictures_below_are_forged_in_one_place_only() -> None:
    assert clean_logo(png())


@pytest.mark.parametrize(
    "data",
    [
        png(before=chunk(b"zTXt", b"Comment\0\0" + BOMB)),
        png(before=chunk(b"iCCP", b"profile\0\0" + BOMB)),
        png(before=chunk(b"iCCP", b"profile\0\7" + BOMB)),
        png(before=chunk(b"iCCP", b"profile")),
        png(before=chunk(b"tRNS", b"\0")),
        png(chunk(b"\xff\xfe\0\1", b"")),
    ],
    ids=["zTXt bomb", "iCCP bomb", "iCCP packed otherwise", "iCCP cut", "tRNS cut", "bad chunk between IDATs"],
)
def test_a_picture_over_which_its_reader_stumbles_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(ValidationError, match="This is not a PNG, JPEG or WebP picture that can be read"):
        clean_logo(data)
