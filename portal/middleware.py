"""The portal's session: its own cookie, unknown to staff pages, as theirs is unknown here."""

from collections.abc import Callable
from importlib import import_module
from typing import cast

import structlog
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

from portal.access import PortalRequest, recognise

log = structlog.get_logger(__name__)

PATH = "/portal/"
OWNER = "_agency"  # the key of tenants.middleware.AgencySessionMiddleware, so that neither takes the other's sessions


class PortalMiddleware:
    """Below PATH: `request.portal`, `request.contacts` and `request.contact`; and no answer is kept by any cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PATH) or getattr(request, "agency", None) is None:
            return self.get_response(request)
        visitor = cast(PortalRequest, request)
        visitor.portal = self._load(visitor)
        recognise(visitor)
        response = self.get_response(request)
        if visitor.portal.modified and response.status_code != 500:
            self._keep(visitor, response)
        add_never_cache_headers(response)
        return response

    def _load(self, request: PortalRequest) -> SessionBase:
        session = self.store(request.COOKIES.get(settings.PORTAL_COOKIE_NAME))
        if session.session_key is None or session.get(OWNER) == owner(request):
            return session
        if session.get(OWNER) is not None:
            log.warning("portal_session_of_somebody_else")
        return self.store()

    def _keep(self, request: PortalRequest, response: HttpResponseBase) -> None:
        session = request.portal
        try:
            if not session.is_empty():
                session[OWNER] = owner(request)
                session.save()
        except UpdateError:  # signed out meanwhile, in another tab
            session.flush()
        if session.is_empty():
            response.delete_cookie(settings.PORTAL_COOKIE_NAME, samesite="Lax")
            return
        response.set_cookie(
            settings.PORTAL_COOKIE_NAME,
            session.session_key or "",
            max_age=session.get_expiry_age(),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def owner(request: PortalRequest) -> str:
    assert request.agency is not None
    return f"portal:{request.agency.public_id}"
