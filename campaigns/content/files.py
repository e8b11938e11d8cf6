"""Final files: what is delivered byte for byte beside what is written (docs/domain.md §2.4). Which kinds, how many, how large."""

import codecs
import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from campaigns.content.base import Count, Line, Part, Widget, about, clean_line

MAX_FILES = 200
"""As many as there are assets."""
MAX_FILE_BYTES = 512 * 2**20
"""Of one file."""
MAX_FILES_BYTES = 2 * 10**9
"""Of all that an engagement holds. Below 2 GiB, so that no ZIP of them needs ZIP64."""
MAX_NAME = 120
"""Characters of a file's name, its ending included."""
HEAD = 4096
"""Bytes from the beginning of a file by which its kind is told."""

MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".psd": "image/vnd.adobe.photoshop",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".srt": "application/x-subrip",
    ".vtt": "text/vtt; charset=utf-8",
}
"""Ending → media type. What a browser runs (HTML, SVG) and what an office runs (macros) is not among them."""

_TEXTS = frozenset({".txt", ".csv", ".srt", ".vtt"})
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SIGNS: tuple[tuple[re.Pattern[bytes], frozenset[str]], ...] = tuple(
    (re.compile(pattern, re.DOTALL), frozenset(endings.split()))
    for pattern, endings in (
        (rb"\x89PNG\r\n\x1a\n", ".png"),
        (rb"\xff\xd8\xff", ".jpg .jpeg"),
        (rb"GIF8[79]a", ".gif"),
        (rb"RIFF....WEBP", ".webp"),
        (rb"II\*\0|MM\0\*", ".tif .tiff"),
        (rb"8BPS\0\x01", ".psd"),
        (rb"....ftypqt  ", ".mov"),
        (rb"....ftypM4A ", ".m4a"),
        (rb"....ftyp", ".mp4"),
        (rb"....(moov|mdat|wide|free|skip)", ".mov"),
        (rb"\x1aE\xdf\xa3.{0,64}webm", ".webm"),
        (rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]", ".mp3"),
        (rb"RIFF....WAVE", ".wav"),
        (rb"%PDF-1\.|%PDF-2\.", ".pdf"),
        (rb"PK\x03\x04|PK\x05\x06", ".zip .docx .xlsx .pptx"),
    )
)
"""How files of a kind begin, and the endings that such a file may have."""

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def ending(name: str) -> str:
    """The ending of a file's name in small letters: ``.jpg``; empty where it has none."""
    return PurePosixPath(name).suffix.lower()


def file_name(given: str) -> str:
    """A name as it is kept: the last part of a path, on one line, without what separates parts."""
    return clean_line(re.split(r"[/\\]", given)[-1]).strip(". ")


def kind_fault(name: str, head: bytes) -> str:
    """Why a file of this name that begins so is not taken, in a sentence; empty for one that is."""
    own = ending(name)
    if own not in MEDIA_TYPES:
        taken = ", ".join(sorted(found.removeprefix(".") for found in MEDIA_TYPES))
        return f"Files of this kind are not taken. Send one of {taken}; others go into a ZIP."
    found = endings_of(head)
    if own in found:
        return ""
    if found:
        return f"What it holds is {_one_of(found)}, and its name ends in {own}. Give it the ending that fits, and send it again."
    return (
        f"It does not begin as a file that ends in {own} does. Save it anew in the program that made it, and send that."
    )


def endings_of(head: bytes) -> frozenset[str]:
    """The endings that a file which begins so may have; none where its kind is not known."""
    for sign, endings in _SIGNS:
        if sign.match(head):
            return endings
    return _TEXTS if _is_text(head) else frozenset()


def _is_text(head: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)  # a character may be cut off at the end
    except UnicodeDecodeError:
        return False
    return bool(text) and not _CONTROLS.search(text)


def _one_of(endings: Iterable[str]) -> str:
    return " or ".join(sorted(endings))


def _file_name(value: object) -> object:
    return file_name(value) if isinstance(value, str) else value


def _known(name: str) -> str:
    if not name:
        return name  # as anything may be missing; nothing is uploaded without one
    if not name.removesuffix(PurePosixPath(name).suffix):
        raise ValueError("Give the file a name.")
    if ending(name) not in MEDIA_TYPES:
        raise ValueError("Files of this kind are not taken.")
    return name


def _digest(value: str) -> str:
    if value and not _DIGEST.fullmatch(value):
        raise ValueError("A digest is 64 hexadecimal digits.")
    return value


class FinalFile(Part):
    """A file that goes out as it is. Its bytes are named by their digest, so that who approves the content approves them."""

    name: Annotated[
        str, Field(max_length=MAX_NAME), BeforeValidator(_file_name), AfterValidator(_known), Widget.LINE
    ] = about("File", "Its name.")
    asset: Line = about("Asset", "Name of the asset that it belongs to.")
    size: Annotated[Count, Field(ge=1, le=MAX_FILE_BYTES)] = about("Bytes", "How many it has.", default=1)
    sha256: Annotated[str, AfterValidator(_digest), Widget.DIGEST] = about("SHA-256", "The digest of its bytes.")


def once(files: list[FinalFile]) -> list[FinalFile]:
    """Each name once, whatever its case: two that differ by case alone are one file to some systems."""
    names = [file.name.casefold() for file in files if file.name]
    if twin := next((file.name for file in files if names.count(file.name.casefold()) > 1), None):
        raise ValueError(f"{twin} stands here twice.")
    return files
