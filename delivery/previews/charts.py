"""A native chart, drawn from the values in its own part: lines, or columns that are stacked; axes, grid and labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from delivery.previews.package import Element, Part, Slide, points
from delivery.previews.sheet import Sheet
from delivery.previews.words import Look, Run, broken

KINDS = ("}lineChart", "}barChart")
TICK_AIR = 5.0  # between a label and its axis
LABEL_RISE = 8.0  # of a label over its point
LEADING = 1.2


@dataclass(frozen=True)
class Series:
    element: Element

    @cached_property
    def values(self) -> dict[int, float]:
        return {int(each.get("idx")): float(each.findtext("{*}v")) for each in self.element.iterfind("{*}val//{*}pt")}

    @cached_property
    def categories(self) -> list[str]:
        return [each.findtext("{*}v") or "" for each in self.element.iterfind("{*}cat//{*}pt")]


class Chart:
    """A chart in its frame. Raises ValueError for one of another kind than decks have."""

    def __init__(self, part: Part, slide: Slide, frame: tuple[float, float, float, float]) -> None:
        self._slide = slide
        area = part.root.find("{*}chart/{*}plotArea")
        plots = [each for each in area if each.tag.endswith(KINDS)]
        if len(plots) != 1:
            raise ValueError("This kind of chart cannot be drawn.")
        self._plot: Element = plots[0]
        self._series = [Series(each) for each in self._plot.iterfind("{*}ser")]
        self._across, self._up = area.find("{*}catAx"), area.find("{*}valAx")
        self._low, self._high, self._step = (
            float(self._up.find(path).get("val")) for path in ("{*}scaling/{*}min", "{*}scaling/{*}max", "{*}majorUnit")
        )
        x, y, width, height = frame
        layout = area.find("{*}layout/{*}manualLayout")
        left, top, wide, high = (float(layout.find(f"{{*}}{side}").get("val")) for side in "xywh")
        self._x, self._y = x + left * width, y + top * height
        self._width, self._height = wide * width, high * height

    def draw(self, sheet: Sheet) -> None:
        self._grid(sheet)
        if self._plot.tag.endswith("}barChart"):
            self._columns(sheet)
        else:
            for series in self._series:
                self._line(sheet, series)
        self._floor(sheet)

    # Axes

    def _grid(self, sheet: Sheet) -> None:
        line = self._up.find("{*}majorGridlines/{*}spPr/{*}ln")
        count = round((self._high - self._low) / self._step)
        for index in range(count + 1):
            value = self._low + index * self._step
            y = self._at(value)
            if line is not None:
                self._rule(sheet, line, [(self._x, y), (self._x + self._width, y)])
            label = self._label(self._up, f"{value:,.0f}" if self._step >= 1 else f"{value:g}")
            sheet.runs(self._x - TICK_AIR - label.width, y + label.size * 0.32, [label])

    def _floor(self, sheet: Sheet) -> None:
        """The axis of categories, with their names below the plot."""
        line = self._across.find("{*}spPr/{*}ln")
        y = self._at(min(max(0.0, self._low), self._high))
        if line is not None:
            self._rule(sheet, line, [(self._x, y), (self._x + self._width, y)])
        names = self._series[0].categories
        slot = self._width / len(names)
        for index, name in enumerate(names):
            label = self._label(self._across, name)
            middle, top = self._x + (index + 0.5) * slot, self._y + self._height + TICK_AIR + label.size
            for row, runs in enumerate(broken([label], slot)):
                sheet.runs(middle - sum(run.width for run in runs) / 2, top + row * label.size * LEADING, runs)

    def _label(self, axis: Element, text: str) -> Run:
        properties = axis.find("{*}txPr/{*}p")
        return Look.of(self._slide, properties, []).run(text)

    # Plots

    def _line(self, sheet: Sheet, series: Series) -> None:
        slot = self._width / len(series.categories)
        where = {index: (self._x + (index + 0.5) * slot, self._at(value)) for index, value in series.values.items()}
        line = series.element.find("{*}spPr/{*}ln")
        self._rule(sheet, line, [where[index] for index in sorted(where)])
        for mark in series.element.iterfind("{*}dPt"):
            x, y = where[int(mark.find("{*}idx").get("val"))]
            size = float(mark.find("{*}marker/{*}size").get("val"))
            fill = self._slide.colour(mark.find("{*}marker/{*}spPr")) or self._slide.ink
            sheet.ellipse(x - size / 2, y - size / 2, size, size, fill)
        for label in series.element.iterfind("{*}dLbls/{*}dLbl"):
            x, y = where[int(label.find("{*}idx").get("val"))]
            paragraph = label.find("{*}tx/{*}rich/{*}p")
            runs = Look.of(self._slide, paragraph, []).runs(paragraph)
            sheet.runs(x - sum(run.width for run in runs) / 2, y - LABEL_RISE, runs)

    def _columns(self, sheet: Sheet) -> None:
        gap = float(self._plot.find("{*}gapWidth").get("val")) / 100
        slot = self._width / len(self._series[0].categories)
        width = slot / (1 + gap)
        for index in range(len(self._series[0].categories)):
            tops = accumulate(series.values.get(index, 0.0) for series in self._series)
            base = 0.0
            for series, top in zip(self._series, tops, strict=True):
                fill = self._slide.colour(series.element.find("{*}spPr")) or self._slide.ink
                x, y = self._x + index * slot + (slot - width) / 2, self._at(top)
                sheet.box(x, y, width, self._at(base) - y, fill)
                base = top

    def _at(self, value: float) -> float:
        return self._y + self._height * (1 - (value - self._low) / (self._high - self._low))

    def _rule(self, sheet: Sheet, line: Element, through: Sequence[tuple[float, float]]) -> None:
        dash = line.find("{*}prstDash")
        colour = self._slide.colour(line)
        if colour:
            sheet.line(through, colour, points(line.get("w")), dash.get("val") if dash is not None else "")
