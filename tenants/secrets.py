"""Secrets at rest: Fernet with a key ring, bound to a purpose, loud when it cannot decrypt."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CannotDecrypt(RuntimeError):
    """The key ring holds no key for this secret, or it was stored for another purpose."""


def _ring() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SECRET_KEY_RING])


def encrypt(purpose: str, secret: str) -> str:
    """`purpose` names what the secret is for and whose it is; it must be the same to decrypt."""
    return _ring().encrypt(f"{purpose}\0{secret}".encode()).decode()


def decrypt(purpose: str, stored: str) -> str:
    try:
        kept, _, secret = _ring().decrypt(stored.encode()).decode().partition("\0")
    except InvalidToken as error:
        raise CannotDecrypt("No key of the ring fits. SECRET_KEY_RING must keep its older keys.") from error
    if kept != purpose:
        raise CannotDecrypt("This secret was stored for another purpose.")
    return secret
