"""Which agency a host name means (docs/architecture.md, "Hosts")."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError

from tenants.models import Agency, Domain

LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
# At least two labels, and the last is no number, as it would be in an IP address.
NAME = re.compile(rf"(?!.{{254}})({LABEL}\.)+(?![0-9]+\Z){LABEL}\Z")


def bare(host: str) -> str:
    """`host` in lower case, without port and trailing dot."""
    host = host.lower()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].rstrip(".")


def is_base(host: str) -> bool:
    """Whether this is a host of the platform itself, which belongs to no agency. ``operator.`` is one also at home, where a
    lone agency has taken the loopback names."""
    return host in (settings.BASE_DOMAIN, f"operator.{settings.BASE_DOMAIN}") or host in settings.LOOPBACK_HOSTS


def agency_of(host: str) -> Agency | None:
    """The active agency that answers on `host` (as `bare` gives it), or None. The base host and what is below it are the
    platform's, whatever the table of domains says."""
    active = Agency.objects.filter(is_active=True)
    if host in settings.LOOPBACK_HOSTS:
        only = list(active[:2])
        return only[0] if len(only) == 1 else None
    if is_base(host):
        return None
    if is_at_or_below(host, settings.BASE_DOMAIN):
        return active.filter(slug=host.removesuffix(f".{settings.BASE_DOMAIN}")).first()
    domain = Domain.objects.filter(
        host=host, verified_at__isnull=False, agency__is_active=True
    ).select_related("agency").first()  # fmt: skip
    return domain.agency if domain else None


def is_at_or_below(host: str, base: str) -> bool:
    return f".{host}".endswith(f".{base}")


def clean_domain(text: str) -> str:
    """An agency's own host name as it is stored: lower case, IDNA in its ASCII form. ValidationError if it will not do."""
    host = text.strip().lower()
    if is_at_or_below(host, settings.BASE_DOMAIN) or is_at_or_below(host, "localhost"):
        raise ValidationError(f"“{host}” belongs to the platform. Write a name that the agency owns.")
    if not NAME.match(host):
        raise ValidationError(
            "Write the host name alone, such as work.agency.example: no https://, port, path or dot at its end. "
            "Other letters than a to z are written in their ASCII form (xn--…)."
        )
    return host


def url_of(agency: Agency, path: str = "/") -> str:
    """Absolute address at the agency's own host; from the table, never from a request's Host header."""
    domain = agency.domains.filter(verified_at__isnull=False).first()
    return f"{settings.PUBLIC_SCHEME}://{domain.host}{path}" if domain else url_of_slug(agency.slug, path)


def url_of_slug(slug: str, path: str = "/") -> str:
    return f"{settings.PUBLIC_SCHEME}://{slug}.{settings.BASE_DOMAIN}{settings.PUBLIC_PORT}{path}"
