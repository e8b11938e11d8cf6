import base64
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from delivery.signing import (
    NAMESPACE,
    SigningError,
    allowed_signers_line,
    fingerprint,
    generate_key,
    load_key,
    sign,
    signers_of,
    verify_signature,
)
from tests.delivery.sample_pack import IDENTITY, KEY, OTHER_KEY, SIGNERS, needs_ssh_keygen

MESSAGE = "Spring Range, für Søn\n".encode()
SIGNATURE = sign(MESSAGE, key=KEY)

KNOWN = """\
-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgA6EHv/POEL4dcN0Y50vAmWfk1j
CbpQ1fHdyGZBJVMbgAAAANZGVsaXZlcnktcGFjawAAAAAAAAAGc2hhNTEyAAAAUwAAAAtz
c2gtZWQyNTUxOQAAAEAfZ1JBYa9w4MuuJTImCd+LAMOKhBdIa8BJnPqYOqxw/TtHM7li2e
RJJbF8YzFLVmrPMRwz2ZofoNhn79esgLgL
-----END SSH SIGNATURE-----
"""


def ssh_keygen(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["ssh-keygen", *arguments], input=stdin, capture_output=True, timeout=20, check=False)


def ssh_verify(
    folder: Path, message: bytes, signature: bytes, *, signers: str = SIGNERS, identity: str = IDENTITY
) -> subprocess.CompletedProcess[bytes]:
    (folder / "allowed_signers").write_text(signers)
    (folder / "message.sig").write_bytes(signature)
    return ssh_keygen(
        *["-Y", "verify", "-f", str(folder / "allowed_signers"), "-I", identity, "-n", NAMESPACE],
        *["-s", str(folder / "message.sig")],
        stdin=message,
    )


def private_key_file(folder: Path, key: Ed25519PrivateKey) -> Path:
    path = folder / "key"
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption())
    )
    return path


@needs_ssh_keygen
def test_ssh_keygen_accepts_the_signature(tmp_path: Path) -> None:
    done = ssh_verify(tmp_path, MESSAGE, SIGNATURE)
    expected = f'Good "delivery-pack" signature for northwind with ED25519 key {fingerprint(KEY.public_key())}\n'
    assert (done.returncode, done.stdout.decode()) == (0, expected)


@needs_ssh_keygen
@pytest.mark.parametrize(
    "change",
    [
        {"message": MESSAGE + b" "},
        {"signature": sign(MESSAGE, key=OTHER_KEY)},
        {"signers": allowed_signers_line(OTHER_KEY.public_key(), identity=IDENTITY)},
        {"signers": SIGNERS.replace(NAMESPACE, "git")},
        {"identity": "southwind"},
    ],
    ids=["message", "signature", "key", "namespace", "identity"],
)
def test_ssh_keygen_refuses_what_does_not_fit(tmp_path: Path, change: dict[str, object]) -> None:
    options = {"message": MESSAGE, "signature": SIGNATURE} | change
    assert ssh_verify(tmp_path, **options).returncode != 0  # type: ignore[arg-type]


@needs_ssh_keygen
def test_ssh_keygen_signs_with_the_same_bytes(tmp_path: Path) -> None:
    key_file = private_key_file(tmp_path, KEY)
    done = ssh_keygen("-Y", "sign", "-f", str(key_file), "-n", NAMESPACE, stdin=MESSAGE)
    assert done.stdout == SIGNATURE


@needs_ssh_keygen
def test_a_signature_made_for_another_purpose_is_refused(tmp_path: Path) -> None:
    key_file = private_key_file(tmp_path, KEY)
    done = ssh_keygen("-Y", "sign", "-f", str(key_file), "-n", "git", stdin=MESSAGE)
    with pytest.raises(SigningError, match="is not one of version 1 for delivery-pack with sha512"):
        verify_signature(MESSAGE, done.stdout)


@needs_ssh_keygen
def test_a_signature_by_another_kind_of_key_is_refused(tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    ssh_keygen("-q", "-t", "ecdsa", "-N", "", "-f", str(key_file))
    done = ssh_keygen("-Y", "sign", "-f", str(key_file), "-n", NAMESPACE, stdin=MESSAGE)
    with pytest.raises(SigningError, match="is not by an Ed25519 key"):
        verify_signature(MESSAGE, done.stdout)


@needs_ssh_keygen
def test_ssh_keygen_gives_the_same_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_text(SIGNERS.partition('" ')[2])
    done = ssh_keygen("-l", "-f", str(tmp_path / "key.pub"))
    assert done.stdout.decode().split()[1] == fingerprint(KEY.public_key())


def test_a_signature_never_changes() -> None:
    assert sign(b"delivered\n", key=KEY).decode() == KNOWN


def test_the_signing_key_is_recovered_from_a_signature() -> None:
    assert verify_signature(MESSAGE, SIGNATURE).public_bytes_raw() == KEY.public_key().public_bytes_raw()


def test_an_empty_message_can_be_signed() -> None:
    assert verify_signature(b"", sign(b"", key=KEY)) == KEY.public_key()


def test_other_bytes_do_not_verify() -> None:
    with pytest.raises(SigningError, match="made over other bytes"):
        verify_signature(MESSAGE + b"\n", SIGNATURE)


@pytest.mark.parametrize("position", range(len(SIGNATURE)))
def test_no_byte_of_a_signature_can_change(position: int) -> None:
    changed = bytearray(SIGNATURE)
    changed[position] ^= 1
    with pytest.raises(SigningError):
        verify_signature(MESSAGE, bytes(changed))


@pytest.mark.parametrize("length", range(0, len(SIGNATURE), 7))
def test_a_signature_that_is_cut_off_is_refused(length: int) -> None:
    with pytest.raises(SigningError):
        verify_signature(MESSAGE, SIGNATURE[:length])


def armour(blob: bytes) -> bytes:
    text = base64.b64encode(blob).decode()
    lines = [text[start : start + 70] for start in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""]).encode()


BLOB = base64.b64decode(b"".join(SIGNATURE.split(b"\n")[1:-2]))


def test_the_armour_of_the_tests_is_the_one_of_the_product() -> None:
    assert armour(BLOB) == SIGNATURE


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"SSHSIG",
        BLOB[:10],
        BLOB[:-1],
        BLOB + b"\0",
        BLOB + b"\0\0\0\0",
        BLOB[6:],
        b"SSHSIG" + (2).to_bytes(4) + BLOB[10:],
        BLOB[:10] + b"\xff\xff\xff\xff" + BLOB[14:],
        BLOB.replace(b"sha512", b"sha256"),
        BLOB.replace(b"ssh-ed25519", b"ssh-ed25518"),
        BLOB[:-79] + BLOB[-79:].replace(b"ssh-ed25519", b"ssh-rsa-pss"),
        BLOB[:-64] + bytes(64),
        BLOB[:-87] + (84).to_bytes(4) + BLOB[-83:],
        BLOB[:-68] + (65).to_bytes(4) + BLOB[-64:],
    ],
)
def test_a_well_armoured_blob_of_another_form_is_refused(blob: bytes) -> None:
    with pytest.raises(SigningError):
        verify_signature(MESSAGE, armour(blob))


@pytest.mark.parametrize(
    "armoured",
    [
        b"",
        b"\n" * 10_000,
        SIGNATURE + b"\n",
        b"\n" + SIGNATURE,
        SIGNATURE.replace(b"\n", b"\r\n"),
        SIGNATURE[:-1],
        SIGNATURE + SIGNATURE,
        "é".encode() * 2_000,
        b"A" * 1_000_000,
    ],
)
def test_a_signature_in_another_spelling_is_refused(armoured: bytes) -> None:
    with pytest.raises(SigningError, match="is not in the form that begins with"):
        verify_signature(MESSAGE, armoured)


# Keys and signers


def test_a_new_key_can_be_kept_and_loaded() -> None:
    key = generate_key()
    assert load_key(key.private_bytes_raw()).public_key() == key.public_key()
    assert generate_key().public_key() != key.public_key()


@pytest.mark.parametrize("secret", [b"", bytes(31), bytes(33)])
def test_a_key_of_another_length_is_refused(secret: bytes) -> None:
    with pytest.raises(SigningError, match="32 secret bytes"):
        load_key(secret)


def test_the_line_of_a_signer_names_identity_purpose_and_key() -> None:
    identity, namespaces, kind, key = SIGNERS.split()
    assert (identity, namespaces, kind) == ("northwind", 'namespaces="delivery-pack"', "ssh-ed25519")
    assert base64.b64decode(key)[-32:] == KEY.public_key().public_bytes_raw()
    assert KEY.private_bytes_raw() not in base64.b64decode(key)


@pytest.mark.parametrize("identity", ["a", "northwind", "brand.northwind.example", "9-lives"])
def test_a_slug_or_domain_is_an_identity(identity: str) -> None:
    line = allowed_signers_line(KEY.public_key(), identity=identity)
    assert signers_of(KEY.public_key(), allowed_signers=line) == [identity]


@pytest.mark.parametrize(
    "identity", ["", "*", "!a", "a,b", "a b", "a\nb", '"a"', "#a", "-a", "a-", "é", "x" * 254, "a@b.example"]
)
def test_an_identity_with_another_meaning_is_refused(identity: str) -> None:
    with pytest.raises(SigningError, match="is not an identity"):
        allowed_signers_line(KEY.public_key(), identity=identity)


def test_a_signer_is_found_among_others() -> None:
    other = allowed_signers_line(OTHER_KEY.public_key(), identity="southwind")
    signers = f"# keys since 2026\n\n{other}{SIGNERS}"
    assert signers_of(KEY.public_key(), allowed_signers=signers) == ["northwind"]
    assert signers_of(OTHER_KEY.public_key(), allowed_signers=signers) == ["southwind"]
    assert signers_of(generate_key().public_key(), allowed_signers=signers) == []


def test_a_key_allowed_for_another_purpose_is_no_signer() -> None:
    assert signers_of(KEY.public_key(), allowed_signers=SIGNERS.replace(NAMESPACE, "git")) == []


def test_a_key_allowed_for_several_purposes_or_any_is_a_signer() -> None:
    several = SIGNERS.replace(NAMESPACE, f"git,{NAMESPACE}")
    everything = SIGNERS.replace(f'namespaces="{NAMESPACE}" ', "")
    assert signers_of(KEY.public_key(), allowed_signers=several) == ["northwind"]
    assert signers_of(KEY.public_key(), allowed_signers=everything) == ["northwind"]


def test_an_empty_list_has_no_signer() -> None:
    assert signers_of(KEY.public_key(), allowed_signers="") == []


@pytest.mark.parametrize(
    "line",
    [
        "northwind",
        "northwind ssh-rsa AAAA",
        SIGNERS.replace("namespaces", "cert-authority,namespaces"),
        SIGNERS.replace("namespaces", 'valid-before="20260101",namespaces'),
        SIGNERS.replace("northwind", "*"),
        SIGNERS.replace("northwind", "north*,southwind"),
    ],
)
def test_a_line_that_cannot_be_understood_is_not_skipped(line: str) -> None:
    with pytest.raises(SigningError, match="Line 2 of the signers"):
        signers_of(KEY.public_key(), allowed_signers=f"# keys\n{line}")
