"""`make bench`: times the pack and its files beside others and beside their floors, and prints what was met.

Run from the repository's folder, with the demo in the database: `python -m benchmarks [--rounds N]`. Ends with 1 when a row
fails or has not printed the whole text; no time makes it fail.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django

from benchmarks import cases, ours, rounds, words
from benchmarks.rounds import Row
from delivery.document import strings

WORKER_CALLS = 8
LONGER = 6.0
"""Seconds for a row whose children are warm after a few calls only: which one makes which file is chance."""
FREIGHT, MOST_ABOVE = 1_000, 48
"""Megabytes of final files, and how many of memory they may cost."""
FILES = ("pdf", "deck", "html")
OTHERS = (
    ("pdf: platypus", "rivals.platypus", "pdf"),
    ("pdf: WeasyPrint", "rivals.weasy", "pdf"),
    ("pdf: fpdf2", "rivals.fpdf2", "pdf"),
    ("pdf: typst", "rivals.typst", "pdf"),
    ("pdf: L1 drawString", "floors", "drawn_lines"),
    ("pdf: L2 operators", "floors", "ready_operators"),
    ("pdf: L3 streams", "floors", "ready_streams"),
    ("deck: python-pptx", "rivals.deck", "pptx"),
    ("deck: L4 parts", "floors", "ready_parts"),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--rounds", type=int, default=5, help="fresh processes for each row; 2 for a quick look")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmo_site.settings")
    django.setup()
    from benchmarks import demo

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        demo.write_inputs(folder)
        places = cases.write(folder)
        rows = {row.name: row for row in all_rows(places) if rounds.available(row)}
        rounds.run(list(rows.values()), rounds=asked.rounds, folder=folder)
        pack = Row("pack", "benchmarks.ours", "pack", places["latin"], calls=WORKER_CALLS)
        workers = {count: rounds.together(pack, processes=count, folder=folder) for count in (1, 2)}
        incomplete = list(print_rows(rows, places["latin"]))
    print_growth(rows)
    print_workers(workers)
    print_targets(rows)
    print_freight()
    if incomplete:
        sys.exit(f"These did not print the whole text: {', '.join(incomplete)}. Their times say nothing.")


# Rows


def all_rows(places: dict[str, Path]) -> Iterator[Row]:
    latin = places["latin"]
    for name in ("compose", "pdf", "deck", "html", "json", "seal", "pack"):
        yield Row(name, "benchmarks.ours", name, latin, whole=name in FILES)
    yield Row("task", "benchmarks.ours", "task", latin, seconds=LONGER)
    for name, module, make in OTHERS:
        yield Row(name, f"benchmarks.{module}", make, latin, whole=True)
    yield Row("deck: PptxGenJS", "benchmarks/rivals/pptxgen.js", "", latin, whole=True)
    yield Row("pack: floor", "benchmarks.floors", "ready_pack", latin)
    for script in cases.SCRIPTS:
        for form in FILES:
            yield Row(f"{form}: {script}", "benchmarks.ours", form, places[script])
    for size in cases.SIZES:
        yield Row(grown(size), "benchmarks.ours", "pdf", places[str(size)], calls=2)


def grown(size: int) -> str:
    return f"pdf: {size} pages"


def print_rows(rows: dict[str, Row], latin: Path) -> Iterator[str]:
    """The table; yields the names of rows that have not printed the whole text."""
    rounds.say("")
    content = list(strings(ours.case(latin)[0]))
    print(f"{'row':20}{'first ms':>10}{'warm ms':>10}{'MB':>6}{'KB':>7}{'pages':>7}{'words':>8}")
    for row in rows.values():
        times = f"{row.name:20}{1000 * row.first:10.1f}{1000 * row.warm:10.1f}{row.peak:6.0f}"
        if not row.whole:
            print(f"{times}{len(row.made) / 1024:7.0f}")
            continue
        text, pages = words.text_of(row.made)
        share = words.share(content, text)
        print(f"{times}{len(row.made) / 1024:7.0f}{pages:7}{share:8.1%}")
        if share < words.LEAST:
            yield row.name


def print_growth(rows: dict[str, Row]) -> None:
    print("\nGrowth of the PDF, every page in words of its own")
    for size in cases.SIZES:
        row = rows[grown(size)]
        pages = words.pages_of(row.made)
        print(f"{pages:6} pages{1000 * row.warm / pages:8.2f} ms a page{row.peak:6.0f} MB at most")


def per_page(rows: dict[str, Row], size: int) -> float:
    row = rows[grown(size)]
    return row.warm / words.pages_of(row.made)


def memory_per_page(rows: dict[str, Row], small: int, large: int) -> float:
    """KB for each page more."""
    few, many = rows[grown(small)], rows[grown(large)]
    return 1024 * (many.peak - few.peak) / (words.pages_of(many.made) - words.pages_of(few.made))


def print_workers(workers: dict[int, float]) -> None:
    print("\nWorkers at the same time")
    for count, seconds in workers.items():
        print(f"{count:6} {1 / seconds:8.1f} packs in a second of processor time")
    print(f"       {workers[1] / workers[2]:8.2f} of that with two (1 is no loss)")


def print_freight() -> None:
    """The last, since it changes the demo."""
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.freight", str(FREIGHT)], stdout=subprocess.PIPE, check=True
    )
    found = json.loads(made.stdout.splitlines()[-1])
    print(f"\nA pack of {FREIGHT} MB of final files, in a folder")
    for step in ("upload", "build", "hand out"):
        seconds, above = found[step]["seconds"], found[step]["above"]
        met = "met" if above <= MOST_ABOVE else "NOT MET"
        print(f"{step:20}{seconds:10.1f} s{above:8.1f} MB above idle   at most {MOST_ABOVE:g}   {met}")


# Ratios


def print_targets(rows: dict[str, Row]) -> None:
    print("\nRatios of processor time, warm")
    for words_, value, limit, met in targets(rows):
        print(f"{words_:48}{value:8.2f}   {limit:22}{met}")


def targets(rows: dict[str, Row]) -> Iterator[tuple[str, float, str, str]]:
    def most(name: str, value: float, limit: float, unit: str = "") -> tuple[str, float, str, str]:
        return name, value, f"at most {limit:g}{unit}", "met" if value <= limit else "NOT MET"

    def least(name: str, value: float, limit: float) -> tuple[str, float, str, str]:
        return name, value, f"at least {limit:g}", "met" if value >= limit else "NOT MET"

    def plain(name: str, value: float) -> tuple[str, float, str, str]:
        return name, value, "", ""

    def ratio(above: str, below: str) -> float:
        return rows[above].warm / rows[below].warm

    yield most("pack ÷ its floor", ratio("pack", "pack: floor"), 4)
    yield most("task ÷ pack", ratio("task", "pack"), 2)
    yield least("WeasyPrint ÷ pdf", ratio("pdf: WeasyPrint", "pdf"), 20)
    yield least("platypus ÷ pdf", ratio("pdf: platypus", "pdf"), 10)
    yield plain("fpdf2 ÷ pdf", ratio("pdf: fpdf2", "pdf"))
    yield plain("typst ÷ pdf", ratio("pdf: typst", "pdf"))
    for floor in ("pdf: L1 drawString", "pdf: L2 operators", "pdf: L3 streams"):
        yield plain(f"pdf ÷ {floor.removeprefix('pdf: ')}", ratio("pdf", floor))
    yield least("python-pptx ÷ deck", ratio("deck: python-pptx", "deck"), 8)
    if "deck: PptxGenJS" in rows:
        yield plain("PptxGenJS ÷ deck", ratio("deck: PptxGenJS", "deck"))
    yield plain("deck ÷ L4 parts", ratio("deck", "deck: L4 parts"))
    for script in cases.SCRIPTS:
        whole, latin = (sum(rows[f"{form}{end}"].warm for form in FILES) for end in (f": {script}", ""))
        yield plain(f"{script} ÷ latin, all three files", whole / latin)
    yield most("ms a page at 1 000 pages ÷ at 30", per_page(rows, 1000) / per_page(rows, 30), 1.1)
    yield most("memory for each page more, 30 to 1 000", memory_per_page(rows, 30, 1000), 50, " KB")


main()
