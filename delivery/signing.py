"""Ed25519 signatures that `ssh-keygen -Y verify` checks: OpenSSH's SSHSIG format (PROTOCOL.sshsig).

Ed25519 draws no random number while signing, so the same key and message give the same bytes.
"""

import base64
import binascii
import hashlib
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NAMESPACE = "delivery-pack"
"""What the signature is for. A signature made for another purpose (git, file) is refused."""

_MAGIC = b"SSHSIG"
_PREAMBLE = _MAGIC + (1).to_bytes(4)
_KEY_TYPE = b"ssh-ed25519"
_HASH = "sha512"
_PURPOSE = [NAMESPACE.encode(), b"", _HASH.encode()]
"""Namespace, a reserved empty string, and the hash of the message."""
_BEGIN = "-----BEGIN SSH SIGNATURE-----"
_END = "-----END SSH SIGNATURE-----"
_LINE = 70
_MAX_ARMOUR = 4096

_IDENTITY = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_SIGNER = re.compile(r'(\S+)\s+(?:namespaces="([^"]*)"\s+)?ssh-ed25519\s+([A-Za-z0-9+/=]+)(?:\s.*)?')


class SigningError(ValueError):
    """A signature, identity or list of signers that cannot be used: the message says why in one sentence."""


def generate_key() -> Ed25519PrivateKey:
    """A new key. Its 32 secret bytes are `key.private_bytes_raw()`; `load_key` takes them back."""
    return Ed25519PrivateKey.generate()


def load_key(secret: bytes) -> Ed25519PrivateKey:
    """The key of these 32 secret bytes. Raises SigningError."""
    try:
        return Ed25519PrivateKey.from_private_bytes(secret)
    except ValueError:
        raise SigningError("An Ed25519 key has 32 secret bytes.") from None


def sign(message: bytes, *, key: Ed25519PrivateKey) -> bytes:
    """The armoured signature over `message`, as `ssh-keygen -Y sign -n delivery-pack` writes it."""
    signature = _strings(_KEY_TYPE, key.sign(_signed_data(message)))
    return _armour(_PREAMBLE + _strings(_key_blob(key.public_key()), *_PURPOSE, signature))


def verify_signature(message: bytes, armoured: bytes) -> Ed25519PublicKey:
    """The public key that signed `message`. Whose key it is, `signers_of` says. Raises SigningError."""
    blob = _dearmour(armoured)
    match _fields(blob.removeprefix(_PREAMBLE)):
        case [key_blob, *purpose, signature_blob] if purpose == _PURPOSE and blob.startswith(_PREAMBLE):
            public_key, signature = _public_key(key_blob), _signature(signature_blob)
        case _:
            raise SigningError(f"The signature is not one of version 1 for {NAMESPACE} with {_HASH}.")
    try:
        public_key.verify(signature, _signed_data(message))
    except InvalidSignature:
        raise SigningError("The signature was made over other bytes.") from None
    return public_key


def check_identity(identity: str) -> None:
    """Refuse a name that is not a slug or domain: '*', ',' and '!' mean something in a list of signers."""
    if not _IDENTITY.fullmatch(identity):
        raise SigningError(f"{identity!r} is not an identity: use a slug or a domain of letters, digits, '.' and '-'.")


def allowed_signers_line(public_key: Ed25519PublicKey, *, identity: str) -> str:
    """The line a client keeps to check later packs: identity, namespace and key, with a newline.

    `identity` is the agency's slug or domain. Raises SigningError.
    """
    check_identity(identity)
    return f'{identity} namespaces="{NAMESPACE}" {_KEY_TYPE.decode()} {_base64(_key_blob(public_key))}\n'


def signers_of(public_key: Ed25519PublicKey, *, allowed_signers: str) -> list[str]:
    """The identities under which `allowed_signers` lists the key for this namespace.

    Reads lines as `allowed_signers_line` writes them, comments and blank lines; any other line raises
    SigningError, because one that is skipped in silence could be the one that matters.
    """
    wanted = _base64(_key_blob(public_key))
    found: list[str] = []
    for number, line in enumerate(allowed_signers.splitlines(), start=1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        match = _SIGNER.fullmatch(entry)
        identities = match[1].split(",") if match else []
        if match is None or not all(_IDENTITY.fullmatch(identity) for identity in identities):
            raise SigningError(
                f'Line {number} of the signers is not: identity namespaces="{NAMESPACE}" ssh-ed25519 key.'
            )
        namespaces = NAMESPACE if match[2] is None else match[2]
        if match[3] == wanted and NAMESPACE in namespaces.split(","):
            found += identities
    return found


def fingerprint(public_key: Ed25519PublicKey) -> str:
    """The short name of a key, as `ssh-keygen -l` prints it: SHA256:…"""
    return "SHA256:" + _base64(hashlib.sha256(_key_blob(public_key)).digest()).rstrip("=")


# The format: every string is preceded by its length in four bytes, most significant first


def _strings(*values: bytes) -> bytes:
    return b"".join(len(value).to_bytes(4) + value for value in values)


def _fields(blob: bytes) -> list[bytes]:
    """The strings that follow one another in `blob`: the inverse of `_strings`."""
    fields: list[bytes] = []
    while blob:
        end = 4 + int.from_bytes(blob[:4])
        if len(blob) < end:
            raise SigningError("The signature is cut off.")
        fields.append(blob[4:end])
        blob = blob[end:]
    return fields


def _key_blob(public_key: Ed25519PublicKey) -> bytes:
    return _strings(_KEY_TYPE, public_key.public_bytes_raw())


def _public_key(blob: bytes) -> Ed25519PublicKey:
    match _fields(blob):
        case [key_type, raw] if key_type == _KEY_TYPE and len(raw) == 32:
            return Ed25519PublicKey.from_public_bytes(raw)
    raise SigningError("The signature is not by an Ed25519 key.")


def _signature(blob: bytes) -> bytes:
    match _fields(blob):
        case [key_type, raw] if key_type == _KEY_TYPE and len(raw) == 64:
            return raw
    raise SigningError("The signature is not an Ed25519 signature.")


def _signed_data(message: bytes) -> bytes:
    return _MAGIC + _strings(*_PURPOSE, hashlib.new(_HASH, message).digest())


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _armour(blob: bytes) -> bytes:
    text = _base64(blob)
    lines = [text[start : start + _LINE] for start in range(0, len(text), _LINE)]
    return "\n".join([_BEGIN, *lines, _END, ""]).encode("ascii")


def _dearmour(armoured: bytes) -> bytes:
    """The blob inside the armour, which must be spelt as `_armour` spells it: one signature, one text."""
    lines = armoured[:_MAX_ARMOUR].split(b"\n")
    try:
        blob = base64.b64decode(b"".join(lines[1:-2]), validate=True)
    except binascii.Error:
        blob = b""
    if _armour(blob) != armoured:
        raise SigningError(f"The signature is not in the form that begins with {_BEGIN}.")
    return blob
