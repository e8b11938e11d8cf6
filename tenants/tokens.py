"""Password reset tokens that know their agency."""

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from tenants.scope import Tenant, current


class AgencyTokenGenerator(PasswordResetTokenGenerator):
    """A password reset link works only at the agency whose page sent it, and dies with "sign out everywhere"."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        scope = current()
        agency = scope.agency_id if isinstance(scope, Tenant) else "base"
        return f"{super()._make_hash_value(user, timestamp)}:{agency}:{user.session_epoch}"
