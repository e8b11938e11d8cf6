"""Tables of the ground floor. Tenant tables derive from TenantModel; the rest are on the closed list in tenants.checks."""

from tenants.models.agency import Agency, Domain
from tenants.models.audit import Actor, AuditEntry, PlatformEntry
from tenants.models.brand import Brand, BrandFile, FileKind, FileState, Look
from tenants.models.job import Job, JobState
from tenants.models.people import Membership, Role, User
from tenants.models.wall import AppendOnlyModel, ImmutableError, TenantModel

__all__ = [
    "Actor",
    "Agency",
    "AppendOnlyModel",
    "AuditEntry",
    "Brand",
    "BrandFile",
    "Domain",
    "FileKind",
    "FileState",
    "ImmutableError",
    "Job",
    "JobState",
    "Look",
    "Membership",
    "PlatformEntry",
    "Role",
    "TenantModel",
    "User",
]
