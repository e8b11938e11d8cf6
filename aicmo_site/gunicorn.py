"""Configuration of the web server: ``gunicorn -c python:aicmo_site.gunicorn aicmo_site.wsgi``."""

import logging
import os
import socket
from typing import Any

import django
from gunicorn import glogging

from aicmo_site.processes import ending_in_a_sentence, refuse_without_walls

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmo_site.settings")
with ending_in_a_sentence():
    django.setup()

from django.conf import settings


def addresses() -> list[str]:
    """Loopback only at home; every interface in production, where a proxy stands before us."""
    if not settings.DEBUG:
        return [f"0.0.0.0:{settings.PORT}"]
    return [f"127.0.0.1:{settings.PORT}", *([f"[::1]:{settings.PORT}"] if _has_ipv6() else [])]


def _has_ipv6() -> bool:
    if not socket.has_ipv6:
        return False
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            return False
    return True


class Logger(glogging.Logger):  # type: ignore[misc]
    """Gunicorn's words go into the product's own log, in its form; requests are logged by django_structlog."""

    def setup(self, cfg: Any) -> None:
        self.cfg = cfg
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)


def on_starting(server: Any) -> None:
    refuse_without_walls()


bind = addresses()
worker_class = "gthread"
workers = settings.WEB_WORKERS
threads = settings.WEB_THREADS
timeout = 60
graceful_timeout = 15
worker_tmp_dir = str(settings.DATA_DIR / "tmp")
control_socket_disable = True
logger_class = Logger
