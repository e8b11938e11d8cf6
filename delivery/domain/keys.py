"""The agency's signing keys."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from delivery import signing
from delivery.models import SigningKey
from tenants import audit, secrets
from tenants.locks import lock_agency
from tenants.models import Agency
from tenants.scope import current_tenant


def _purpose() -> str:
    return f"signing-key:{current_tenant().public_id}"


def current_key(agency: Agency) -> Ed25519PrivateKey:
    """The key that signs now; the agency's first one is made when it is first needed."""
    stored = SigningKey.objects.order_by("-id").first() or _make(agency)
    return signing.load_key(base64.b64decode(secrets.decrypt(_purpose(), stored.secret)))


def _make(agency: Agency) -> SigningKey:
    with transaction.atomic():
        lock_agency()  # two builders must not make two first keys
        if made := SigningKey.objects.order_by("-id").first():
            return made
        key = signing.generate_key()
        stored = SigningKey.objects.create(
            secret=secrets.encrypt(_purpose(), base64.b64encode(key.private_bytes_raw()).decode()),
            public_line=signing.allowed_signers_line(key.public_key(), identity=agency.slug),
            fingerprint=signing.fingerprint(key.public_key()),
        )
        audit.record(audit.SYSTEM, "signing_key.made", stored)
    return stored


def allowed_signers() -> str:
    """One line for each key the agency ever signed with."""
    return "".join(
        f"{line.strip()}\n" for line in SigningKey.objects.order_by("id").values_list("public_line", flat=True)
    )
