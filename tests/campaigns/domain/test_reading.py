"""Content as people read it."""

from campaigns.domain.reading import LYING_ROWS, LYING_TEXT, Table


def table(rows: int, cell: str = "18", columns: tuple[str, ...] = ("Week", "Value")) -> Table:
    return Table("Weeks", "weeks", columns, tuple((str(row), *(cell for _ in columns[1:])) for row in range(rows)))


def test_many_short_rows_of_two_columns_lie_down_and_say_the_same() -> None:
    weeks = table(LYING_ROWS + 1)
    assert weeks.lying == [
        ("Week", [str(row) for row in range(LYING_ROWS + 1)]),
        ("Value", ["18"] * (LYING_ROWS + 1)),
    ]


def test_few_rows_longer_cells_and_more_columns_stand() -> None:
    many = LYING_ROWS + 1
    assert table(LYING_ROWS).lying == []
    assert (table(many, "x" * LYING_TEXT).lying != [], table(many, "x" * (LYING_TEXT + 1)).lying) == (True, [])
    assert table(many, columns=("Week", "Value", "Note")).lying == []
