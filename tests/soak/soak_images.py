"""Pictures that mean harm: refused with a sentence, or made into a plain PNG of ours; none takes half a gigabyte (make soak)."""

import io
import subprocess
import sys
import zlib
from random import Random

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from tenants.brand import LOGO_STORED_SIDE, clean_logo
from tests.tenants.test_brand import chunk, png

MOST = 512 * 1024  # kB of one process, resident
FLIPS = 1_500
MEASURED = """
import sys
import django
django.setup()
from django.core.exceptions import ValidationError
from benchmarks.child import peak
from tenants.brand import clean_logo
try:
    clean_logo(open(sys.argv[1], "rb").read())
    done = "cleaned"
except ValidationError:
    done = "refused"
print(done, peak())
"""


def saved(image: Image.Image, form: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def header(width: int, height: int, depth: int = 1, colour: int = 0) -> bytes:
    return width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([depth, colour, 0, 0, 0])


def bomb(side: int) -> bytes:
    """A PNG of one colour, `side` pixels square, of some kilobytes."""
    row = bytes(1 + (side + 7) // 8)
    packer, packed = zlib.compressobj(9), b""
    for _ in range(side):
        packed += packer.compress(row)
    body = chunk(b"IHDR", header(side, side)) + chunk(b"IDAT", packed + packer.flush())
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def frames(form: str, many: int) -> bytes:
    first, *more = (Image.new("RGB", (400, 300), (number % 256, 0, 0)) for number in range(many))
    return saved(first, form, save_all=True, append_images=more)


LARGEST = (4096, 4096)
PICTURES = {
    "bomb beyond what Pillow reads": lambda: bomb(60_000),
    "bomb that Pillow warns of": lambda: bomb(12_000),
    "bomb of the largest side": lambda: bomb(4_096),
    "largest RGBA": lambda: saved(Image.new("RGBA", LARGEST, (1, 2, 3, 4)), "PNG"),
    "largest of 16 bits": lambda: saved(Image.new("I;16", LARGEST, 999), "PNG"),
    "largest CMYK": lambda: saved(Image.new("CMYK", LARGEST, (9, 9, 9, 9)), "JPEG"),
    "largest progressive": lambda: saved(Image.new("RGB", LARGEST, (9, 9, 9)), "JPEG", progressive=True),
    "largest WebP": lambda: saved(Image.new("RGBA", LARGEST, (9, 9, 9, 9)), "WEBP", lossless=True),
    "animated WebP": lambda: frames("WEBP", 300),
    "animated PNG": lambda: frames("PNG", 300),
}


@pytest.mark.parametrize("name", PICTURES)
def test_no_picture_takes_half_a_gigabyte(name, tmp_path):
    path = tmp_path / "picture"
    path.write_bytes(PICTURES[name]())
    command = [sys.executable, "-c", MEASURED, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    outcome, most = done.stdout.split()
    print(f"{name}: {outcome}, {int(most) // 1024} MB")
    assert int(most) < MOST


ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": ":".join(sys.path)}
EXIF = Image.Exif()
EXIF[0x0112], EXIF[0x010E] = 6, "<script>alert(1)</script>"
SEEDS = {
    "PNG": png(),
    "PNG with text": saved(Image.radial_gradient("L"), "PNG", exif=EXIF),
    "JPEG": saved(Image.radial_gradient("L"), "JPEG", exif=EXIF, comment=b"<script>"),
    "CMYK": saved(Image.new("CMYK", (64, 64)), "JPEG"),
    "WebP": saved(Image.radial_gradient("L").convert("RGB"), "WEBP", exif=EXIF),
    "animated": frames("WEBP", 3),
}


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, over tags that lie
@pytest.mark.parametrize("name", SEEDS)
def test_a_broken_picture_is_refused_with_a_sentence_or_becomes_one_of_ours(name):
    random, whole = Random(name), SEEDS[name]
    outcomes = {"cleaned": 0, "refused": 0}
    for _ in range(FLIPS):
        data = bytearray(whole)
        for _ in range(random.randrange(1, 8)):
            data[random.randrange(len(data))] = random.randrange(256)
        cut = random.randrange(1, len(data)) if random.random() < 0.2 else len(data)
        try:
            cleaned = clean_logo(bytes(data[:cut]))
        except ValidationError:
            outcomes["refused"] += 1
        else:
            outcomes["cleaned"] += 1
            with Image.open(io.BytesIO(cleaned)) as ours:
                assert (ours.format, ours.mode, max(ours.size) <= LOGO_STORED_SIDE) == ("PNG", "RGBA", True)
    print(f"{name}: {outcomes}")
