"""What was typed outlives the session it was typed in: a page that holds it until it can be sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[..., HttpResponse]


def keeps_typing(view: View) -> View:
    """Answer a stranger's POST with what they typed, to be sent once they have signed in again (in another tab), and one with
    an old CSRF token likewise (`holds`)."""

    @wraps(view)
    def held_or_seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            return held(request, status=401)
        return view(request, *args, **kwargs)

    held_or_seen.keeps_typing = True  # type: ignore[attr-defined]
    return held_or_seen


def holds(request: HttpRequest) -> bool:
    """Whether a POST with a wrong CSRF token may be offered again: a view that keeps what was typed, and a page of this very
    host that sent it. Somebody else's page gets nothing signed for it."""
    match = request.resolver_match
    sender = urlsplit(request.headers.get("Origin", "")).netloc
    return bool(match and getattr(match.func, "keeps_typing", False)) and sender == request.get_host()


def held(request: HttpRequest, *, status: int) -> HttpResponse:
    fields = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    context = {"fields": fields, "address": request.path, "signed_in": request.user.is_authenticated}
    return render(request, "workspace/held.html", context, status=status)
