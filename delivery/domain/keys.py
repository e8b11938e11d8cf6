"""The agency's signing keys: the newest signs, all that ever signed verify, and a pack keeps to its own."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from delivery import signing
from delivery.models import Pack, SigningKey
from tenants import audit, roles, secrets
from tenants.errors import Refusal
from tenants.locks import lock_agency
from tenants.models import Agency, Membership, Role
from tenants.scope import current_tenant


def _purpose() -> str:
    return f"signing-key:{current_tenant().public_id}"


def newest() -> SigningKey | None:
    """The key that signs now, if the agency has one yet."""
    return SigningKey.objects.order_by("-id").first()


def key_for(pack: Pack) -> SigningKey:
    """The key that signed the pack first, so that building it again gives the same bytes; the newest for a new one. The
    agency's first key is made when it is first needed."""
    return pack.signing_key or newest() or _first(pack.agency)


def private(stored: SigningKey) -> Ed25519PrivateKey:
    return signing.load_key(base64.b64decode(secrets.decrypt(_purpose(), stored.secret)))


def current_key(agency: Agency) -> Ed25519PrivateKey:
    """The private half of the key that signs now."""
    return private(newest() or _first(agency))


def _first(agency: Agency) -> SigningKey:
    with transaction.atomic():
        lock_agency()  # two builders must not make two first keys
        if made := newest():
            return made
        stored = _made(agency)
        audit.record(audit.SYSTEM, "signing_key.made", stored, fingerprint=stored.fingerprint)
    return stored


def renew(*, member: Membership, seen: str) -> SigningKey:
    """Make the key that signs from now on. `seen` is the fingerprint of the one that the owner was shown as the newest, so
    that a second press makes no second key. The older ones stay: packs that they signed go on to verify."""
    roles.require(Role.OWNER, member, "make a new signing key")
    with transaction.atomic():
        agency = lock_agency()
        before = newest()
        if before is None:
            raise Refusal("The agency has no signing key yet. Its first one is made when its first pack is built.")
        if seen != before.fingerprint:
            raise Refusal(
                "Another key has become the newest since you opened the page. No key was made; read it again."
            )
        stored = _made(agency)
        audit.record(
            audit.By.member(member), "signing_key.renewed", stored,
            fingerprint=stored.fingerprint, before=before.fingerprint,
        )  # fmt: skip
    return stored


def _made(agency: Agency) -> SigningKey:
    key = signing.generate_key()
    return SigningKey.objects.create(
        secret=secrets.encrypt(_purpose(), base64.b64encode(key.private_bytes_raw()).decode()),
        public_line=signing.allowed_signers_line(key.public_key(), identity=agency.slug),
        fingerprint=signing.fingerprint(key.public_key()),
    )


def allowed_signers() -> str:
    """One line for each key the agency ever signed with."""
    return "".join(
        f"{line.strip()}\n" for line in SigningKey.objects.order_by("id").values_list("public_line", flat=True)
    )
