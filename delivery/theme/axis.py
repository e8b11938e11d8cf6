"""Value axes in steps that people count in."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

STEPS = 5  # at most about so many on an axis
NARROWEST = 1e-9  # what ticks are rounded to; values that lie closer are drawn as one


@dataclass(frozen=True)
class Axis:
    """A value axis from `low` to `high`; `step` is 1, 2 or 5 times a power of ten."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [round(self.low + index * self.step, 9) for index in range(count + 1)]

    def share(self, value: float) -> float:
        """Where a value lies between `low` (0) and `high` (1)."""
        return (value - self.low) / (self.high - self.low)


def line_axis(values: Iterable[float]) -> Axis:
    """The axis for lines: as near to the values as round steps allow, with air below the lowest."""
    found = list(values)
    low, high = min(found), max(found)
    axis = _axis(low, high)
    if axis.low == low and low >= axis.step:
        return Axis(axis.low - axis.step, axis.high, axis.step)
    return axis


def column_axis(totals: Iterable[float]) -> Axis:
    """The axis for columns, which begins at zero; the step is whole when all totals are."""
    found = list(totals)
    axis = _axis(0, max(found, default=0) or 1)
    if axis.step < 1 and all(total == int(total) for total in found):
        return Axis(0, math.ceil(axis.high), 1)
    return axis


def _axis(low: float, high: float) -> Axis:
    span = max((high - low) or abs(high) or 1.0, NARROWEST)
    power = 10.0 ** math.floor(math.log10(span / STEPS))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= span / STEPS)
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    return Axis(bottom, top if top > bottom else bottom + step, step)
