"""Every address that a URLconf answers, found by walking its resolver."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import quote

from django.urls import Resolver404, URLPattern, get_resolver, resolve
from django.utils.regex_helper import normalize

ALTERNATIVES = re.compile(r"\(\?P<(\w+)>([\w-]+(?:\|[\w-]+)*)\)")  # a group of plain words: (?P<ground>paper|colour)


@dataclass(frozen=True)
class Route:
    """One pattern. `template` has ``%(name)s`` where the address has a parameter."""

    urlconf: Any
    name: str
    template: str
    params: tuple[str, ...]
    words: tuple[tuple[str, tuple[str, ...]], ...]  # parameters that take one of a few words
    callback: Any

    def __str__(self) -> str:
        return self.name

    @cached_property
    def vocabulary(self) -> dict[str, tuple[str, ...]]:
        return dict(self.words)

    def url(self, values: Mapping[str, str]) -> str | None:
        """The address with `values`, or None where a converter does not take them."""
        url = "/" + self.template % {name: quote(value, safe="/@:") for name, value in values.items()}
        return url if self.answers(url) else None

    def answers(self, url: str) -> bool:
        return _callback(url, self.urlconf) is self.callback


@cache
def _callback(url: str, urlconf: Any) -> Any:
    try:
        return resolve(url, urlconf).func
    except Resolver404:
        return None


def routes(urlconf: Any) -> list[Route]:
    """All routes of `urlconf`, without those that an earlier pattern takes every request from."""
    found = _walk(get_resolver(urlconf).url_patterns, "", "", urlconf)
    return [route for route in found if route.params or route.answers(f"/{route.template}")]


def _walk(patterns: Any, prefix: str, namespace: str, urlconf: Any) -> Iterator[Route]:
    for pattern in patterns:
        regex = prefix + pattern.pattern.regex.pattern.removeprefix("^")
        if not isinstance(pattern, URLPattern):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, regex, inner, urlconf)
            continue
        for template, params in normalize(regex):
            name = f"{namespace}{pattern.name}" if pattern.name else f"/{template}"
            words = tuple((group, tuple(text.split("|"))) for group, text in ALTERNATIVES.findall(regex))
            yield Route(urlconf, name, template, tuple(params), words, pattern.callback)
