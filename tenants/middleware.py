"""From a request to an agency, a session that belongs to it, and a member of it; refusals, and the pages' policy."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import Any

import structlog
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.defaults import page_not_found

from tenants import hosts
from tenants.errors import Refusal
from tenants.http import AgencyRequest
from tenants.models import Agency, Membership
from tenants.scope import tenant

log = structlog.get_logger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]

HEALTH = "/healthz/"


class PolicyMiddleware(CSPMiddleware):
    """The policy stands on every page. django-csp leaves 404 out in development, for Django's own page; ours keeps it."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code == 404:
            response[HEADER] = build_policy(**asdict(self.get_policy_parts(request=request, response=response)))
        return super().process_response(request, response)  # type: ignore[return-value]  # what was given


class HostMiddleware:
    """Sets ``request.agency``, opens its scope, and shows times in its zone (what is kept stays in UTC). The table of hosts
    is the gate: an unknown host gets a page that names nothing. On the base host there is no agency, no scope, and a
    URLconf of its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: AgencyRequest) -> HttpResponse:
        request.agency = None
        if request.path == HEALTH:
            request.urlconf = settings.BASE_HOST_URLCONF
            return self.get_response(request)
        host = hosts.bare(request.get_host())
        request.agency = agency = hosts.agency_of(host)
        if agency is None:
            if not hosts.is_base(host):
                return render(request, "errors/unknown_host.html", status=404)
            request.urlconf = settings.BASE_HOST_URLCONF
            return self.get_response(request)
        # Bound until the request is over, so that the line that closes it says whose it was.
        structlog.contextvars.bind_contextvars(agency=str(agency.public_id))
        with tenant(agency), timezone.override(agency.time_zone):
            response = self.get_response(request)
        patch_vary_headers(response, ["Host", "Cookie"])
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = in_scope(agency, iter(response))
        return response


def in_scope(agency: Agency, chunks: Iterable[Any]) -> Iterator[Any]:
    """Produce each chunk of a streamed answer inside the agency's scope, which is closed by then."""
    iterator = iter(chunks)
    while True:
        with tenant(agency):
            try:
                chunk = next(iterator)
            except StopIteration:
                return
        yield chunk


class AgencySessionMiddleware(SessionMiddleware):
    """A session belongs to the host's agency that made it; a cookie carried to another host opens an empty session there."""

    KEY = "_agency"

    @staticmethod
    def owner(request: AgencyRequest) -> str:
        return str(request.agency.public_id) if request.agency else "base"

    def process_request(self, request: AgencyRequest) -> None:
        super().process_request(request)
        session = request.session
        if session.session_key and not session.is_empty() and session.get(self.KEY) != self.owner(request):
            if session.get(self.KEY) is not None:
                log.warning("session_of_another_agency")
            request.session = self.SessionStore()

    def process_response(self, request: AgencyRequest, response: HttpResponse) -> HttpResponse:
        if request.session.modified and not request.session.is_empty():
            request.session[self.KEY] = self.owner(request)
        return super().process_response(request, response)


class MemberMiddleware:
    """Sets ``request.membership``. Whoever is signed in but no active member here (any more) is anonymous here."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: AgencyRequest) -> HttpResponse:
        request.membership = None
        if request.user.is_authenticated:
            if request.agency is None:
                if not request.user.is_operator:
                    request.user = AnonymousUser()  # type: ignore[assignment]
            else:
                request.membership = active_membership(request.agency, request.user)
                if request.membership is None:
                    request.user = AnonymousUser()  # type: ignore[assignment]
        return self.get_response(request)


def active_membership(agency: Agency, user: Any) -> Membership | None:
    if not user.is_active:
        return None
    # Every page asks. The user is at hand, so nothing is joined: neither to read them again nor for the order of names.
    membership = Membership.objects.filter(agency=agency, user=user, is_active=True).order_by("pk").first()
    if membership:
        membership.user = user
    return membership


class RefusalMiddleware:
    """A refusal raised anywhere becomes the same page everywhere: its sentence, and the way on. So does "not there"."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and settings.DEBUG and request.resolver_match is None:
            return page_not_found(request, Http404())  # no route leads there: no view has raised anything
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Http404):
            return page_not_found(request, error)  # the same page in development: a client may look at a demo
        if not isinstance(error, Refusal):
            return None
        context = {"message": error.message, "way_on": error.way_on}
        return render(request, "errors/refused.html", context, status=error.status)
