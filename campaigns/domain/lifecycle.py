"""The moves of an artifact: which there are, where they lead, who may make them (docs/domain.md §1.3).

Pure: the verbs in ``campaigns/domain`` lock the row, ask here, and write. Rules that need more than a status
(gates, stale sources, QC, four eyes) are asked by the verbs.
"""

from campaigns.enums import ArtifactStatus, Choice


class Move(Choice):
    EDIT = "edit", "Edit"
    SUBMIT = "submit", "Submit for approval"
    WITHDRAW = "withdraw", "Withdraw submission"
    APPROVE = "approve", "Approve"
    REQUEST_CHANGES = "request_changes", "Request changes"
    FLAG = "flag", "Flag as stale"
    CLEAR = "clear", "Clear the flag"
    REBASE = "rebase", "Draw from the new version"
    CONFIRM = "confirm", "Confirm as still valid"
    ARCHIVE = "archive", "Archive"
    UNARCHIVE = "unarchive", "Take out of the archive"


class MoveRefused(Exception):
    """The artifact cannot make this move from where it stands; the message is for people."""


_S = ArtifactStatus

MOVES: dict[ArtifactStatus, dict[Move, ArtifactStatus]] = {
    _S.DRAFT: {
        Move.EDIT: _S.DRAFT,
        Move.SUBMIT: _S.IN_REVIEW,
        Move.REBASE: _S.DRAFT,
        Move.ARCHIVE: _S.ARCHIVED,
    },
    _S.IN_REVIEW: {
        Move.APPROVE: _S.APPROVED,
        Move.REQUEST_CHANGES: _S.REVISED,
        Move.WITHDRAW: _S.REVISED,
    },
    _S.REVISED: {
        Move.EDIT: _S.REVISED,
        Move.SUBMIT: _S.IN_REVIEW,
        Move.REBASE: _S.REVISED,
        Move.ARCHIVE: _S.ARCHIVED,
    },
    _S.APPROVED: {
        Move.EDIT: _S.REVISED,
        Move.FLAG: _S.FLAGGED_FOR_REVIEW,
        Move.ARCHIVE: _S.ARCHIVED,
    },
    _S.FLAGGED_FOR_REVIEW: {
        Move.EDIT: _S.REVISED,
        Move.SUBMIT: _S.IN_REVIEW,
        Move.CLEAR: _S.APPROVED,
        Move.REBASE: _S.REVISED,
        Move.CONFIRM: _S.APPROVED,
        Move.ARCHIVE: _S.ARCHIVED,
    },
    _S.ARCHIVED: {
        Move.UNARCHIVE: _S.REVISED,
    },
}
"""Status → move → next status. What is not here is refused.

Only an approved artifact is flagged, so neither confirming nor clearing can approve what nobody approved. An artifact
out of the archive is submitted again.
"""

STANDS: dict[ArtifactStatus, str] = {
    _S.DRAFT: "is a draft",
    _S.IN_REVIEW: "waits for a decision",
    _S.REVISED: "is being revised",
    _S.APPROVED: "is approved",
    _S.FLAGGED_FOR_REVIEW: "is stale",
    _S.ARCHIVED: "is archived",
}
"""Status → what it says of an artifact in a sentence."""

EDITORS = frozenset({"owner", "admin", "editor"})
APPROVERS = frozenset({"owner", "admin"})
SYSTEM = frozenset({"system"})

ROLES: dict[Move, frozenset[str]] = {
    Move.EDIT: EDITORS,
    Move.SUBMIT: EDITORS,
    Move.WITHDRAW: EDITORS,
    Move.APPROVE: APPROVERS,
    Move.REQUEST_CHANGES: APPROVERS,
    Move.FLAG: SYSTEM,
    Move.CLEAR: SYSTEM,
    Move.REBASE: EDITORS,
    Move.CONFIRM: APPROVERS,
    Move.ARCHIVE: APPROVERS,
    Move.UNARCHIVE: APPROVERS,
}
"""Move → roles that may make it; ``system`` is the platform, acting on an approval upstream."""


def can(status: ArtifactStatus, move: Move) -> bool:
    """Say whether the table has this move."""
    return move in MOVES[status]


def may(role: str, move: Move) -> bool:
    """Say whether a member with this role may make the move."""
    return role in ROLES[move]


def after(status: ArtifactStatus, move: Move) -> ArtifactStatus:
    """Return the status that the move leads to; raise MoveRefused if there is no such move."""
    if not can(status, move):
        raise MoveRefused(f"“{move.label}” is not possible while it {STANDS[status]}.")
    return MOVES[status][move]


def moves_for(status: ArtifactStatus, role: str) -> list[Move]:
    """Return the moves that a member with this role has now, in the order of the table."""
    return [move for move in MOVES[status] if may(role, move)]
