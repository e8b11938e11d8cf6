"""What was attacked, as a table at the end of the run."""

from collections.abc import Iterable

import pytest

from tests.isolation.attacks import Siege

COLUMNS = ("walls", "surface", "roles", "routes", "opened", "methods", "reached", "attacks", "requests", "findings")
PROPERTY = "isolation"


def row(walls: str, siege: Siege, attacks: int, findings: int) -> dict[str, str]:
    names = {route.name for route in siege.routes}
    wanted = {(n, a.name, m) for n in names for a in siege.actors for m in siege.methods}
    return {
        "walls": walls,
        "surface": siege.actors[0].surface,
        "roles": str(len(siege.actors)),
        "routes": str(len(siege.routes)),
        "opened": str(sum(bool(door.aims) for door in siege.doors)),
        "methods": str(len(siege.methods)),
        "reached": f"{100 * len(wanted & siege.runner.reached) / len(wanted):.0f} %",
        "attacks": str(attacks),
        "requests": str(siege.runner.sent),
        "findings": str(findings),
    }


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports: Iterable[pytest.TestReport] = (
        report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])
    )
    rows = [value for report in reports for name, value in getattr(report, "user_properties", []) if name == PROPERTY]
    if not rows:
        return
    terminalreporter.section("isolation: generated attacks")
    widths = [max(len(name), *(len(row[name]) for row in rows)) for name in COLUMNS]
    for cells in (COLUMNS, *([row[name] for name in COLUMNS] for row in rows)):
        terminalreporter.write_line("  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True)))
