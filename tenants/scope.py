"""Whose rows the running code may see: one agency, or (spelled out, with a reason) the platform.

Nothing set means refusal. No value means "all agencies": crossing them is ``platform("reason")``, which is logged and, on
PostgreSQL, runs on a connection of its own role.
"""

from contextvars import ContextVar, Token
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self
from uuid import UUID

import structlog
from django.conf import settings

if TYPE_CHECKING:
    from tenants.models import Agency

log = structlog.get_logger(__name__)

PLATFORM_ALIAS = "platform"
# Reasons that recur every few seconds; they are logged, at a level that does not drown the rest.
ROUTINE = frozenset({"sweep jobs", "health of jobs", "whose turn it is"})


class NoTenant(RuntimeError):
    """Code touched tenant rows without saying for which agency."""


class WrongTenant(RuntimeError):
    """Code tried to write a row of, or to move into, another agency than the one in scope."""


@dataclass(frozen=True)
class Tenant:
    agency_id: int
    public_id: UUID


@dataclass(frozen=True)
class Platform:
    reason: str


_scope: ContextVar[Tenant | Platform | None] = ContextVar("scope", default=None)


def current() -> Tenant | Platform | None:
    return _scope.get()


def current_tenant() -> Tenant:
    """The agency in scope. Raises NoTenant when there is none, and in platform scope too: that is not an agency."""
    scope = _scope.get()
    if not isinstance(scope, Tenant):
        raise NoTenant("No agency is in scope here.")
    return scope


def in_platform() -> bool:
    return isinstance(_scope.get(), Platform)


def alias() -> str:
    """Database alias for tenant rows in the present scope: the platform role's connection where there is one."""
    return PLATFORM_ALIAS if in_platform() and PLATFORM_ALIAS in settings.DATABASES else "default"


class _Entered:
    """Sets the scope on entry and restores the previous one on exit; not a generator, so it cannot stay half-consumed."""

    def __init__(self, scope: Tenant | Platform) -> None:
        self.scope = scope
        self._token: Token[Tenant | Platform | None] | None = None

    def __enter__(self) -> Self:
        self._token = _scope.set(self.scope)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._token is not None
        _scope.reset(self._token)


def tenant(agency: "Agency") -> _Entered:
    """``with tenant(agency):`` the block sees this agency's rows and no others. Moving from one agency straight into another
    is refused: a block that needs two agencies says so with ``platform`` around them."""
    present = _scope.get()
    if isinstance(present, Tenant) and present.agency_id != agency.pk:
        raise WrongTenant("Already working for another agency.")
    return _Entered(Tenant(agency.pk, agency.public_id))


def platform(reason: str) -> _Entered:
    """``with platform("sweep expired leases"):`` the block sees rows of all agencies. The reason is logged."""
    if not reason.strip():
        raise ValueError("Crossing agencies needs a reason.")
    log.debug("platform_scope", reason=reason) if reason in ROUTINE else log.info("platform_scope", reason=reason)
    return _Entered(Platform(reason))
