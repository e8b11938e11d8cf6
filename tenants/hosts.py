"""Which agency a host name means (docs/architecture.md, "Hosts")."""

from django.conf import settings

from tenants.models import Agency, Domain


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
    """The active agency that answers on `host` (as `bare` gives it), or None."""
    active = Agency.objects.filter(is_active=True)
    if host.endswith(suffix := f".{settings.BASE_DOMAIN}"):
        slug = host.removesuffix(suffix)
        if agency := active.filter(slug=slug).first():
            return agency
    if host in settings.LOOPBACK_HOSTS:
        only = list(active[:2])
        return only[0] if len(only) == 1 else None
    domain = Domain.objects.filter(
        host=host, verified_at__isnull=False, agency__is_active=True
    ).select_related("agency").first()  # fmt: skip
    return domain.agency if domain else None


def url_of(agency: Agency, path: str = "/") -> str:
    """Absolute address at the agency's own host; from the table, never from a request's Host header."""
    domain = agency.domains.filter(verified_at__isnull=False).first()
    return f"{settings.PUBLIC_SCHEME}://{domain.host}{path}" if domain else url_of_slug(agency.slug, path)


def url_of_slug(slug: str, path: str = "/") -> str:
    return f"{settings.PUBLIC_SCHEME}://{slug}.{settings.BASE_DOMAIN}{settings.PUBLIC_PORT}{path}"
