"""The executive summary: claim, figures, forecast, decisions wanted. All of it from the strategy."""

from campaigns.content.execution import Timeline
from campaigns.content.strategy import Forecast, ForecastPoint
from delivery.compose.inputs import Inputs
from delivery.compose.parts import Blocks, Topics, bullets, entered, key, paras, topic
from delivery.compose.plan import Plan
from delivery.compose.values import figure, floats, places
from delivery.document import Chart, Item, Mark, Metric, Metrics, Series, Source
from delivery.language import wording


def standfirst(inputs: Inputs) -> str:
    return inputs.strategy.summary.standfirst if inputs.strategy else ""


def topics(inputs: Inputs) -> Topics:
    if inputs.strategy is None:
        return ()
    summary = inputs.strategy.summary
    figures = tuple(Metric(row.label, row.value, row.note) for row in entered(summary.metrics))
    decisions = entered(summary.decisions)
    forecast = _forecast(summary.forecast, inputs.execution.timeline if inputs.execution else None)
    marked = any(isinstance(block, Chart) and block.marks for block in forecast)
    proposal = topic(
        summary.goal or wording().propose,
        key(summary.claim),
        paras((summary.lead,), "lead"),
        paras(summary.body),
        (Metrics(figures),) if figures else (),
    )
    return (
        *(proposal or topic(wording().propose, key(summary.goal))),
        *topic(
            wording().outcome,
            forecast,
            bullets(wording().decisions(len(decisions)), (Item(row.title, row.text) for row in decisions)),
            start="flow",
            summary=wording().outcome_line,
            sources=(Source.EXECUTION,) if marked else (),  # whose reviews stand in the chart
        ),
    )


def _forecast(forecast: Forecast, timeline: Timeline | None) -> Blocks:
    """A chart from two weeks on; one week alone is a row."""
    points = sorted((point for point in forecast.points if point.value), key=lambda point: point.week)
    name = forecast.title or wording().forecast
    caption = f"{name} ({forecast.unit})" if forecast.unit else name
    if len(points) < 2:
        return _figures(forecast, points, caption)
    plan = Series(wording().plan, floats(point.value for point in points))
    today = (Series(wording().today, floats([forecast.today] * len(points))),) if forecast.today else ()
    decimals = places(*(point.value for point in points))
    alt = wording().forecast_alt(
        points[-1].week,
        figure(points[0].value, forecast.unit, decimals=decimals),
        figure(points[-1].value, forecast.unit, decimals=decimals),
        figure(forecast.today, forecast.unit),
    )
    weeks = tuple(wording().week(point.week) for point in points)
    return (Chart("line", caption, (plan, *today), weeks, alt, _marks(points, timeline)),)


def _figures(forecast: Forecast, points: list[ForecastPoint], caption: str) -> Blocks:
    today = Metric(wording().today, figure(forecast.today, forecast.unit))
    expected = (Metric(wording().week(point.week), figure(point.value, forecast.unit)) for point in points)
    figures = tuple(metric for metric in (today, *expected) if metric.value)
    lead = paras((caption,)) if figures or forecast.title or forecast.unit else ()
    return (*lead, *((Metrics(figures),) if figures else ()))


def _marks(points: list[ForecastPoint], timeline: Timeline | None) -> tuple[Mark, ...]:
    """The reviews that fall into a week of the forecast."""
    plan = Plan.of(timeline) if timeline else None
    if timeline is None or plan is None:
        return ()
    index_of = {point.week: index for index, point in enumerate(points)}
    weeks = [(plan.week_of(review.date), review.name) for review in timeline.reviews if review.date]
    return tuple(Mark(index_of[week], name) for week, name in weeks if week in index_of and name)
