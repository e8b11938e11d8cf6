"""The Celery application: workers and the static schedule. Its settings are in aicmo_site.settings, "Jobs"."""

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmo_site.settings")

app = Celery("aicmo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add("django_structlog.celery.steps:DjangoStructLogInitStep")


@app.on_after_configure.connect
def schedule(sender: Celery, **kwargs: Any) -> None:
    """Everything that happens by the clock. Entries find their work in rows, so two schedulers do no harm."""
    every = sender.conf["JOB_SWEEP_SECONDS"]
    sender.conf.beat_schedule = {
        "sweep jobs": {"task": "tenants.sweep", "schedule": every, "options": {"expires": every}},
    }
