"""The Celery application. Its settings and the static schedule are in aicmo_site.settings, "Jobs"."""

import logging
import os
from typing import Any

from celery import Celery, signals
from django.conf import settings

from aicmo_site.processes import die_with_parent, ending_in_a_sentence, refuse_without_walls

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmo_site.settings")

app = Celery("aicmo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add("django_structlog.celery.steps:DjangoStructLogInitStep")


@app.on_configure.connect  # type: ignore[untyped-decorator]
def read_settings(**kwargs: Any) -> None:
    with ending_in_a_sentence():
        settings.DEBUG  # noqa: B018 -- the first who asks has them read


@signals.setup_logging.connect  # type: ignore[untyped-decorator]
def keep_logging(**kwargs: Any) -> None:
    """Settings have set up logging. That somebody listens to this signal keeps Celery from doing it again."""
    logging.getLogger("celery").setLevel(logging.WARNING)


@signals.worker_init.connect  # type: ignore[untyped-decorator]
def start_behind_walls(**kwargs: Any) -> None:
    refuse_without_walls()


@signals.worker_ready.connect  # type: ignore[untyped-decorator]
def sweep_at_start(**kwargs: Any) -> None:
    app.tasks["tenants.sweep"].apply_async()


@signals.beat_embedded_init.connect  # type: ignore[untyped-decorator]
def end_with_worker(**kwargs: Any) -> None:
    die_with_parent()
