"""Who may: named predicates over a membership (docs/architecture.md, "People"). Rules ask these, never roles by name."""

from tenants.errors import NotAllowed
from tenants.models import Membership, Role

ORDER = (Role.VIEWER, Role.EDITOR, Role.ADMIN, Role.OWNER)


def reaches(membership: Membership | None, role: Role) -> bool:
    """Whether an active membership holds `role` or one above it."""
    return (
        membership is not None
        and membership.is_active
        and membership.user.is_active
        and ORDER.index(Role(membership.role)) >= ORDER.index(role)
    )


def may_read(membership: Membership | None) -> bool:
    return reaches(membership, Role.VIEWER)


def may_edit(membership: Membership | None) -> bool:
    return reaches(membership, Role.EDITOR)


def may_approve(membership: Membership | None) -> bool:
    return reaches(membership, Role.ADMIN)


def may_publish(membership: Membership | None) -> bool:
    return reaches(membership, Role.ADMIN)


def may_manage(membership: Membership | None) -> bool:
    """People, brand and settings of the agency."""
    return reaches(membership, Role.OWNER)


def require(role: Role, membership: Membership | None, to: str) -> None:
    """Refuse unless the member holds `role`. `to` completes "You cannot …"."""
    if not reaches(membership, role):
        raise NotAllowed(
            f"You cannot {to}. It takes the role {role.label.lower()}; an owner of your agency can give it."
        )
