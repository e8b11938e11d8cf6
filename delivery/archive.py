"""A pack as one ZIP: the same members give the same bytes, in any process, zone, locale and folder.

Nothing in the ZIP comes from the clock or the machine. Deflated bytes may change with the zlib that Python
was built with; the digests in the manifest are of the members and do not.
"""

import hashlib
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from campaigns.content.files import MAX_FILE_BYTES, MAX_FILES, MAX_FILES_BYTES
from delivery.blobs import Blob, digest_of
from delivery.language import speaking, wording
from delivery.manifest import (
    ASSETS,
    MANIFEST,
    PROVENANCE,
    README,
    SIGNATURE,
    SUMS,
    UNINDEXED,
    Asset,
    Check,
    Decision,
    Manifest,
    ManifestError,
    check_names,
    instant,
    pack_digest,
    sha256,
)
from delivery.signing import NAMESPACE, check_identity, sign

MAX_MEMBERS = 64
MAX_MEMBER_BYTES = 256 * 2**20
MAX_TOTAL_BYTES = 512 * 2**20
"""Unpacked size of all members but final files, in bytes. The writer keeps to the limits that the verifier sets."""
MAX_ARCHIVE_BYTES = 2**31 - 1
"""Beyond it a ZIP is written in another form (ZIP64), and one pack would have two."""
MOST_HEADERS = 512
"""Bytes that a ZIP spends on a member beside its content, at the most."""

DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date a ZIP can hold."""
UNIX = 3
REGULAR_FILE_0644 = 0o100644 << 16
DEFLATE_LEVEL = 6
STORED_SUFFIXES = frozenset({".pdf", ".pptx"})
"""Already compressed; deflating them again costs time and saves little."""

_UNPRINTED = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")


class AssetDamaged(Exception):
    """A final file whose bytes are not those that were approved, or are not there."""

    def __init__(self, asset: Asset) -> None:
        super().__init__(f"The final file {asset.name} is not what was approved.")
        self.asset = asset


@dataclass(frozen=True, kw_only=True)
class Freight:
    """The final files of a pack while it is made: what they are, how their bytes are read in pieces, and the empty open file that
    the ZIP is written to. Neither is ever in memory as a whole."""

    assets: tuple[Asset, ...]
    read: Callable[[Asset], Iterable[bytes]]
    archive: BinaryIO


@dataclass(frozen=True, kw_only=True)
class SealedPack:
    """A finished pack. `members` holds every file of the ZIP by name but the `assets`; `archive` is the ZIP, an open file if
    there are any."""

    manifest_hash: str
    pack_digest: str
    members: Mapping[str, bytes]
    archive: Blob
    assets: tuple[Asset, ...] = ()

    @cached_property
    def archive_sha256(self) -> str:
        return digest_of(self.archive)


def seal_pack(
    manifest: Manifest,
    files: Mapping[str, bytes],
    *,
    client: str,
    campaign: str,
    key: Ed25519PrivateKey,
    identity: str,
    lang: str = "en",
    freight: Freight | None = None,
) -> SealedPack:
    """Add README.txt, manifest.json, its signature and SHA256SUMS to the rendered `files`, and zip them with the final files.

    `identity` is the agency's name in its allowed-signers line (slug or domain); `lang` the BCP 47 tag of the language
    of README.txt. Raises ManifestError, SigningError or
    AssetDamaged.
    """
    assets = freight.assets if freight else ()
    _check_formats(manifest, files)
    named = [*files, *(asset.member for asset in assets)]
    readme = readme_text(manifest, named, client=client, campaign=campaign, identity=identity, lang=lang)
    indexed = {**files, README: readme}
    manifest_json = manifest.to_json(indexed, assets)
    signed = {**indexed, MANIFEST: manifest_json, SIGNATURE: sign(manifest_json, key=key)}
    digests = {name: sha256(content) for name, content in signed.items()}
    sums = sums_text(digests | {asset.member: asset.sha256 for asset in assets})
    members = {**signed, SUMS: sums}
    return SealedPack(
        manifest_hash=manifest.manifest_hash,
        pack_digest=pack_digest(manifest_json),
        members=members,
        archive=write_freight(members, freight) if freight else write_archive(members),
        assets=assets,
    )


def _check_formats(manifest: Manifest, files: Mapping[str, bytes]) -> None:
    """The formats promised are the formats there. The ZIP itself is no member."""
    if reserved := (UNINDEXED | {README}).intersection(files):
        raise ManifestError(f"{', '.join(sorted(reserved))} is written while sealing.")
    if PROVENANCE not in files:
        raise ManifestError(f"A pack holds {PROVENANCE}.")
    promised = set(manifest.export_formats) - {"zip"}
    present = {PurePosixPath(name).suffix.removeprefix(".") for name in files if name != PROVENANCE}
    if promised != present:
        raise ManifestError(f"The pack promises {sorted(promised)} and holds {sorted(present)}.")


def sums_text(digests: Mapping[str, str]) -> bytes:
    """SHA256SUMS for `sha256sum -c`: one line for each name, sorted. It lists every member but itself."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode("ascii")


def write_archive(members: Mapping[str, bytes]) -> bytes:
    """The ZIP: sorted names, fixed dates and modes, no extra fields, no comments. Raises ManifestError.

    Names are ASCII, so the UTF-8 flag is never set and every flag is 0.
    """
    _check_limits(members, ())
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(members):
            _write(archive, name, members[name])
    return buffer.getvalue()


def write_freight(members: Mapping[str, bytes], freight: Freight) -> BinaryIO:
    """The same ZIP with final files in it, on disk. They are stored as they are. Raises ManifestError and AssetDamaged."""
    _check_limits(members, freight.assets)
    assets = {asset.member: asset for asset in freight.assets}
    with zipfile.ZipFile(freight.archive, "w") as archive:
        for name in sorted([*members, *assets]):
            if name in assets:
                _pour(archive, assets[name], freight.read(assets[name]))
            else:
                _write(archive, name, members[name])
    return freight.archive


def _check_limits(members: Mapping[str, bytes], assets: Collection[Asset]) -> None:
    check_names([*members, *(asset.member for asset in assets)])
    sizes = [len(content) for content in members.values()]
    if len(sizes) > MAX_MEMBERS or max(sizes, default=0) > MAX_MEMBER_BYTES or sum(sizes) > MAX_TOTAL_BYTES:
        raise ManifestError(
            f"A pack holds up to {MAX_MEMBERS} files of up to {MAX_MEMBER_BYTES:,} bytes, "
            f"{MAX_TOTAL_BYTES:,} bytes together."
        )
    large = [asset.size for asset in assets]
    if len(large) > MAX_FILES or max(large, default=0) > MAX_FILE_BYTES or sum(large) > MAX_FILES_BYTES:
        raise ManifestError(
            f"A pack holds up to {MAX_FILES} final files of up to {MAX_FILE_BYTES:,} bytes, "
            f"{MAX_FILES_BYTES:,} bytes together."
        )
    if sum(sizes) + sum(large) + (len(sizes) + len(large)) * MOST_HEADERS > MAX_ARCHIVE_BYTES:
        raise ManifestError(f"A pack has up to {MAX_ARCHIVE_BYTES:,} bytes. Leave final files out.")


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, DATE)
    info.create_system = UNIX
    info.external_attr = REGULAR_FILE_0644
    return info


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    stored = PurePosixPath(name).suffix in STORED_SUFFIXES
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    archive.writestr(_entry(name), content, compress_type=method, compresslevel=DEFLATE_LEVEL)


def _pour(archive: zipfile.ZipFile, asset: Asset, pieces: Iterable[bytes]) -> None:
    info, digest, size = _entry(asset.member), hashlib.sha256(), 0
    info.file_size = asset.size
    with archive.open(info, "w") as member:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            if size > asset.size:
                break
            member.write(piece)
    if (size, digest.hexdigest()) != (asset.size, asset.sha256):
        raise AssetDamaged(asset)


# README.txt


def readme_text(
    manifest: Manifest, files: Iterable[str], *, client: str, campaign: str, identity: str, lang: str = "en"
) -> bytes:
    """README.txt in the agency's voice, UTF-8 with line feeds.

    It names no digest and no size: a changed word of the content changes the files that hold it, and not this
    one (docs/decisions/0004-readme-without-digests.md). Raises ManifestError or SigningError.
    """
    check_identity(identity)
    campaign_line, client_line = _line(campaign), _line(client)
    if not (campaign_line and client_line):
        raise ManifestError("README.txt needs the names of the campaign and the client.")
    with speaking(lang) as words:
        parts = [
            [campaign_line, words.prepared(client_line, _line(manifest.branding.agency_name))],
            [words.received, "", *_file_lines(files)],
            [words.made_from, "", *_source_lines(manifest)],
            [words.checked, "", *_check_lines(manifest)],
            [words.how_to_check, "", *_verify_lines(identity)],
        ]
    return "\n\n".join("\n".join(part) for part in parts).encode() + b"\n"


def _line(text: str) -> str:
    """Text on one line: what breaks a line, steers a terminal or turns the direction becomes a space."""
    return _UNPRINTED.sub(" ", text).strip()


def _file_lines(files: Iterable[str]) -> list[str]:
    meanings = wording().members
    names = {ASSETS if name.startswith(ASSETS) else name for name in files}
    rows = [(name, meanings[name]) for name in (*sorted(names), MANIFEST, SIGNATURE, SUMS)]
    width = max(len(name) for name, _ in rows)
    return [f"  {name:<{width}}  {meaning}" for name, meaning in rows]


def _source_lines(manifest: Manifest) -> list[str]:
    return [
        f"  {wording().source(artifact.type, artifact.version, _who(artifact.approval))}"
        for artifact in manifest.artifacts
    ]


def _check_lines(manifest: Manifest) -> list[str]:
    checks = manifest.checks.by_key
    return [f"  {_mark(check)} {wording().checks[key]}: {_finding(key, check)}" for key, check in checks.items()]


def _mark(check: Check) -> str:
    return "[x]" if check.passed else "[!]"


def _finding(key: str, check: Check) -> str:
    finding = wording().finding(key, _line(check.detail), passed=check.passed)
    if check.waiver:
        return wording().waived(finding, _who(check.waiver.decision), _line(check.waiver.reason))
    if check.sign_off:
        return wording().signed_off(finding, _who(check.sign_off.decision))
    return finding


def _who(decision: Decision) -> str:
    """Name and role, or the role only, with the time in UTC."""
    by = _line(decision.by) if decision.by else None
    return wording().decided(by, _line(decision.role), instant(decision.at))


def _verify_lines(identity: str) -> list[str]:
    return [
        f"  1. {wording().step_files}",
        "",
        f"     sha256sum -c {SUMS}",
        "",
        f"  2. {wording().step_digest}",
        "",
        f"     sha256sum {MANIFEST}",
        "",
        f"  3. {wording().step_signature}",
        "",
        f"     ssh-keygen -Y verify -f allowed_signers -I {identity} -n {NAMESPACE} -s {SIGNATURE} < {MANIFEST}",
    ]
