"""Staff. A User is a person with a password; a Membership says what they are in one agency. Clients' contacts are neither."""

import secrets
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from tenants.models.agency import Agency


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person by e-mail. Without a password nobody can sign in by password, only by code."""
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


def new_epoch() -> str:
    return secrets.token_hex(8)


class User(AbstractBaseUser):
    """A staff member of one or more agencies, or the platform's operator."""

    email = models.EmailField(unique=True, error_messages={"unique": "Somebody has this address already."})
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False, help_text="Runs the platform; sees agencies, not their work.")
    session_epoch = models.CharField(max_length=16, default=new_epoch, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["name", "email"]

    def __str__(self) -> str:
        return self.get_full_name()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()  # one spelling, so that look-ups are plain equality
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name()

    def get_session_auth_hash(self) -> str:
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(str(secret))

    def _session_hash(self, secret: str | None) -> str:
        """Sessions hold this hash: a new password or a new epoch ("sign out everywhere") ends them all."""
        return salted_hmac(
            "tenants.User.session", f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()


class Role(models.TextChoices):
    """What a member may do: each role includes the ones below it (docs/architecture.md, "People")."""

    OWNER = "owner", "Owner"
    ADMIN = "admin", "Admin"
    EDITOR = "editor", "Editor"
    VIEWER = "viewer", "Viewer"


class Membership(models.Model):
    """A user's role in an agency. Shared table, read while signing in; screens list it by agency, explicitly."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.EDITOR)
    is_active = models.BooleanField(default=True)
    letters = models.BooleanField("letters about work", default=True, help_text="Mail when something waits for them.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "member"
        ordering = ["user__name", "user__email"]
        constraints = [models.UniqueConstraint(fields=["agency", "user"], name="tenants_membership_once")]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"
