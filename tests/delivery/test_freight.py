"""Final files in the ZIP: streamed in as they are, named everywhere, and checked without holding one in memory."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from campaigns.content.files import MAX_FILES
from delivery import archive, unzip
from delivery.archive import AssetDamaged, Freight, SealedPack, seal_pack, write_freight
from delivery.blobs import digest_of, opened, size_of
from delivery.domain import finals
from delivery.manifest import (
    Asset,
    Manifest,
    ManifestError,
    canonical_json,
    check_names,
    media_type,
    pretty_json,
)
from delivery.provenance import provenance_json
from delivery.verify import verify
from tests.delivery import sample_pack
from tests.delivery.sample_pack import CONTENTS, FILES, IDENTITY, KEY, SIGNERS

BYTES = {"assets/Film.mp4": b"\0\0\0\x20ftypisom" + bytes(range(256)) * 9000, "assets/Poster.png": b"\x89PNG\r\n\x1a\n"}
ROWS = [
    {"name": name, "asset": asset, "size": len(data), "sha256": sha256(data).hexdigest()}
    for (name, asset), data in zip([("Film.mp4", "Launch"), ("Poster.png", "")], BYTES.values(), strict=True)
]
ASSETS = finals.of([{"files": ROWS}])
CREATIVES = {"standfirst": "Two pieces", "files": ROWS}


def manifest(content: Mapping[str, Any] = CREATIVES) -> Manifest:
    digest = sha256(canonical_json(content)).hexdigest()
    creatives = replace(sample_pack.artifact("intake", 7), type="creatives", content_sha256=digest)
    return replace(sample_pack.MANIFEST, included_artifacts=(*sample_pack.MANIFEST.included_artifacts, creatives))


def freight(assets: tuple[Asset, ...] = ASSETS, content: Mapping[str, bytes] = BYTES) -> Freight:
    def read(asset: Asset) -> Iterator[bytes]:
        data = content[asset.member]
        for start in range(0, len(data), 1000):
            yield data[start : start + 1000]

    return Freight(assets=assets, read=read, archive=io.BytesIO())


def sealed(
    load: Freight | None = None, *, content: Mapping[str, Any] = CREATIVES, told: tuple[Asset, ...] | None = None
) -> SealedPack:
    load = load or freight()
    said, places = manifest(content), {}
    for name in ("report.pdf", "deck.pptx", "summary.html"):
        places[name] = [
            sample_pack.Place(place, (sample_pack.Source.FRAME,)) for place in sample_pack.places_in(name, FILES[name])
        ]
    contents = {kind: {"version": 1, "content": each} for kind, each in {**CONTENTS, "creatives": content}.items()}
    files = {
        **FILES,
        "artifacts.json": pretty_json(contents),
        "provenance.json": provenance_json(said, places, load.assets if told is None else told),
    }
    return seal_pack(
        said, files, client="Halden", campaign="Spring", key=KEY, identity=IDENTITY, freight=load
    )  # fmt: skip


def members(pack: SealedPack) -> dict[str, bytes]:
    with zipfile.ZipFile(opened(pack.archive)) as found:
        return {name: found.read(name) for name in found.namelist()}


def rezipped(pack: SealedPack, change: Callable[[dict[str, bytes]], object], assets: Any = ASSETS) -> io.BytesIO:
    """The same members but for what `change` does to them, in the form of a pack."""
    found = members(pack)
    change(found)
    own = {name: data for name, data in found.items() if not name.startswith("assets/")}
    there = tuple(
        replace(ASSETS[0], member=name, size=len(data), sha256=sha256(data).hexdigest())
        for name, data in found.items()
        if name.startswith("assets/")
    )
    load = freight(there, found)
    write_freight(own, load)
    return load.archive  # type: ignore[return-value]


def problems(blob: Any) -> list[tuple[str, str]]:
    return [(problem.member, problem.message) for problem in verify(blob, SIGNERS)]


PACK = sealed()


def test_final_files_stand_in_the_zip_the_index_the_sums_the_provenance_and_the_readme() -> None:
    found = members(PACK)
    assert list(found) == sorted(found)
    assert {name: found[name] for name in BYTES} == BYTES
    for asset in ASSETS:
        assert f"{asset.sha256}  {asset.member}\n".encode() in found["SHA256SUMS"]
        assert f'"{asset.member}": {{\n      "media_type"'.encode() in found["manifest.json"]
    assert b'"name": "Film.mp4"' in found["provenance.json"]
    assert b"  assets/            the final files, as they were approved\n" in found["README.txt"]
    assert b"Film" not in found["README.txt"]
    assert problems(PACK.archive) == []
    assert PACK.archive_sha256 == digest_of(PACK.archive) == sha256(opened(PACK.archive).read()).hexdigest()


def test_the_same_files_give_the_same_zip_in_whatever_pieces_they_come() -> None:
    whole = Freight(assets=ASSETS, read=lambda asset: [BYTES[asset.member]], archive=io.BytesIO())
    assert sealed(whole).archive_sha256 == PACK.archive_sha256
    reordered = freight(tuple(reversed(ASSETS)))
    assert sealed(reordered).archive_sha256 == PACK.archive_sha256


@pytest.mark.parametrize(
    "data", [b"", BYTES["assets/Film.mp4"][:-1], BYTES["assets/Film.mp4"] + b"x", b"x" * len(BYTES["assets/Film.mp4"])]
)
def test_a_file_with_other_bytes_than_were_approved_is_never_sealed(data: bytes) -> None:
    with pytest.raises(AssetDamaged) as damaged:
        sealed(freight(content={**BYTES, "assets/Film.mp4": data}))
    assert damaged.value.asset.name == "Film.mp4"


def test_a_zip_keeps_to_the_limits_of_final_files(monkeypatch: pytest.MonkeyPatch) -> None:
    asset = ASSETS[1]
    many = tuple(replace(asset, member=f"assets/{number}.png") for number in range(MAX_FILES + 1))
    with pytest.raises(ManifestError, match="up to 200 final files"):
        write_freight({}, freight(many))
    for limit in ("MAX_FILE_BYTES", "MAX_FILES_BYTES"):
        with monkeypatch.context() as lower, pytest.raises(ManifestError, match="final files of up to"):
            lower.setattr(archive, limit, 3)
            write_freight({}, freight((asset,)))
    monkeypatch.setattr(archive, "MAX_ARCHIVE_BYTES", 10)
    with pytest.raises(ManifestError, match="Leave final files out"):
        write_freight({}, freight((asset,)))


def test_names_of_final_files_are_plain_unique_and_in_one_folder() -> None:
    rows = [
        {"name": name, "asset": "", "size": 1, "sha256": "0" * 64}
        for name in (
            "Ärger über alles.PNG",
            "arger uber alles.png",
            "Καλημέρα.mp4",
            "..mp4",
            "-x.pdf",
            "a" * 119 + ".txt",
        )
    ]
    names = [asset.member for asset in finals.of([{"files": rows}])]
    assert names == [
        "assets/Arger-uber-alles.png", "assets/arger-uber-alles-2.png", "assets/file.mp4", "assets/file-2.mp4",
        "assets/x.pdf", f"assets/{'a' * 70}.txt",
    ]  # fmt: skip
    check_names(names)
    assert [media_type(name) for name in names[:3]] == ["image/png", "image/png", "video/mp4"]
    for wrong in ("assets/", "assets/../x.png", "assets/a/b.png", "assets/.x.png", "other/x.png", f"assets/{'a' * 94}"):
        with pytest.raises(ManifestError):
            check_names([wrong])
    with pytest.raises(ManifestError, match="no kind that a pack holds"):
        media_type("assets/x.html")
    with pytest.raises(ManifestError, match="no kind that a pack holds"):
        media_type("x.mp4")


# Check


FILM = "assets/Film.mp4"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda found: found.update({FILM: b"\1" + found[FILM][1:]}), (FILM, "Its bytes are not those that the manifest names.")),
        (lambda found: found.pop(FILM), (FILM, "It is missing.")),
        (lambda found: found.update({"assets/More.png": b"x"}), ("assets/More.png", "The manifest does not name it.")),
        (
            lambda found: found.update({"assets/Other.mp4": found.pop(FILM)}),
            (FILM, "It is missing; its bytes are there under the name assets/Other.mp4."),
        ),
    ],
)  # fmt: skip
def test_a_changed_missing_added_or_renamed_file_is_named(
    change: Callable[[dict[str, bytes]], object], expected: tuple[str, str]
) -> None:
    assert expected in problems(rezipped(PACK, change))


def test_a_manifest_with_other_files_than_the_approved_creatives_name_is_found_out() -> None:
    """Whoever holds the key could seal anything: the approved content says which bytes were approved."""
    other = {**CREATIVES, "files": [{**ROWS[0], "sha256": "0" * 64}, ROWS[1]]}
    assert problems(sealed(content=other).archive) == [
        (FILM, "It is none of the final files that were approved."),
        ("artifacts.json", "It names 1 final files that the manifest does not."),
    ]


def test_a_provenance_that_tells_otherwise_of_the_files_is_found_out() -> None:
    for told, sentence in (
        ((), "It does not list the final files in the documented form."),
        (ASSETS[:1], "It says nothing of assets/Poster.png."),
        (
            (*ASSETS, replace(ASSETS[0], member="assets/More.mp4")),
            "It speaks of 'assets/More.mp4', which is no final file.",
        ),
    ):
        assert problems(sealed(told=told).archive) == [("provenance.json", sentence)]


def test_a_final_file_that_is_deflated_is_not_in_the_form_of_a_pack() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, data in sorted(members(PACK).items()):
            info = zipfile.ZipInfo(name, archive.DATE)
            info.create_system, info.external_attr = archive.UNIX, archive.REGULAR_FILE_0644
            made.writestr(info, data, compress_type=zipfile.ZIP_DEFLATED)
    assert (FILM, "It is packed by the method 8, which a delivered pack does not use.") in problems(buffer)


def test_a_zip_that_declares_more_or_larger_files_than_a_pack_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit, value, sentence in (
        ("MAX_FILES", 1, "It declares 2 final files; a pack has 1 at most."),
        ("MAX_FILES_BYTES", 10, "Its final files declare more than 10 bytes together."),
    ):
        with monkeypatch.context() as lower:
            lower.setattr(unzip, limit, value)
            assert problems(PACK.archive) == [("(archive)", sentence)]
    monkeypatch.setattr(unzip, "MAX_FILE_BYTES", 10)
    assert (FILM, "It declares 2,304,012 bytes; a member has 10 at most.") in problems(PACK.archive)


def test_a_large_member_is_read_in_pieces() -> None:
    read: list[int] = []

    class Watched(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size)
            read.append(len(data))
            return data

    assert problems(Watched(opened(PACK.archive).read())) == []
    assert max(read) <= 2**20 < size_of(PACK.archive)
