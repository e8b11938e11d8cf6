import pytest

from campaigns.domain.lifecycle import MOVES, ROLES, STANDS, Move, MoveRefused, after, can, may, moves_for
from campaigns.enums import ArtifactStatus

S = ArtifactStatus

ALLOWED = {
    (S.DRAFT, Move.EDIT): S.DRAFT,
    (S.DRAFT, Move.SUBMIT): S.IN_REVIEW,
    (S.DRAFT, Move.REBASE): S.DRAFT,
    (S.DRAFT, Move.ARCHIVE): S.ARCHIVED,
    (S.IN_REVIEW, Move.APPROVE): S.APPROVED,
    (S.IN_REVIEW, Move.REQUEST_CHANGES): S.REVISED,
    (S.IN_REVIEW, Move.WITHDRAW): S.REVISED,
    (S.REVISED, Move.EDIT): S.REVISED,
    (S.REVISED, Move.SUBMIT): S.IN_REVIEW,
    (S.REVISED, Move.REBASE): S.REVISED,
    (S.REVISED, Move.ARCHIVE): S.ARCHIVED,
    (S.APPROVED, Move.EDIT): S.REVISED,
    (S.APPROVED, Move.FLAG): S.FLAGGED_FOR_REVIEW,
    (S.APPROVED, Move.ARCHIVE): S.ARCHIVED,
    (S.FLAGGED_FOR_REVIEW, Move.EDIT): S.REVISED,
    (S.FLAGGED_FOR_REVIEW, Move.SUBMIT): S.IN_REVIEW,
    (S.FLAGGED_FOR_REVIEW, Move.CLEAR): S.APPROVED,
    (S.FLAGGED_FOR_REVIEW, Move.REBASE): S.REVISED,
    (S.FLAGGED_FOR_REVIEW, Move.CONFIRM): S.APPROVED,
    (S.FLAGGED_FOR_REVIEW, Move.ARCHIVE): S.ARCHIVED,
    (S.ARCHIVED, Move.UNARCHIVE): S.REVISED,
}


@pytest.mark.parametrize("status", ArtifactStatus)
@pytest.mark.parametrize("move", Move)
def test_each_pair_of_status_and_move_is_allowed_or_refused(status: ArtifactStatus, move: Move) -> None:
    if (status, move) in ALLOWED:
        assert can(status, move)
        assert after(status, move) is ALLOWED[status, move]
    else:
        assert not can(status, move)
        with pytest.raises(MoveRefused, match=rf"“{move.label}” is not possible while it {STANDS[status]}\."):
            after(status, move)


def test_every_status_has_a_way_out() -> None:
    assert set(MOVES) == set(ArtifactStatus)
    assert [status for status, moves in MOVES.items() if not set(moves.values()) - {status}] == []


def test_only_review_leads_to_a_first_approval() -> None:
    to_approved = {(status, move) for status, moves in MOVES.items() for move, to in moves.items() if to is S.APPROVED}
    assert to_approved == {
        (S.IN_REVIEW, Move.APPROVE),
        (S.FLAGGED_FOR_REVIEW, Move.CONFIRM),
        (S.FLAGGED_FOR_REVIEW, Move.CLEAR),
    }
    to_flagged = {status for status, moves in MOVES.items() if S.FLAGGED_FOR_REVIEW in moves.values()}
    assert to_flagged == {S.APPROVED}


@pytest.mark.parametrize(
    ("role", "moves"),
    [
        ("owner", set(Move) - {Move.FLAG, Move.CLEAR}),
        ("admin", set(Move) - {Move.FLAG, Move.CLEAR}),
        ("editor", {Move.EDIT, Move.SUBMIT, Move.WITHDRAW, Move.REBASE}),
        ("viewer", set()),
        ("system", {Move.FLAG, Move.CLEAR}),
        ("contact", set()),
    ],
)
def test_a_role_may_make_its_moves_and_no_other(role: str, moves: set[Move]) -> None:
    assert {move for move in Move if may(role, move)} == moves
    assert set(ROLES) == set(Move)


def test_the_moves_on_offer_depend_on_status_and_role() -> None:
    assert moves_for(S.IN_REVIEW, "editor") == [Move.WITHDRAW]
    assert moves_for(S.IN_REVIEW, "admin") == [Move.APPROVE, Move.REQUEST_CHANGES, Move.WITHDRAW]
    assert moves_for(S.ARCHIVED, "editor") == []
    assert moves_for(S.DRAFT, "viewer") == []


def test_each_status_is_with_the_author_or_the_approver_or_settled() -> None:
    groups = [S.with_author(), S.with_approver(), S.settled()]
    assert sorted(status for group in groups for status in group) == sorted(ArtifactStatus)
    assert S.FLAGGED_FOR_REVIEW.label == "Stale"
