"""Composition root: settings, URLs, Celery, and the commands that need every floor. Knows everybody, known by nobody."""

from aicmo_site.celery import app as celery_app

__all__ = ["celery_app"]
