"""Counting the queries of a page."""

from contextlib import ExitStack

from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext


def counted(client: Client, path: str) -> int:
    """Queries of one GET, over all connections; the page must answer 200."""
    with ExitStack() as stack:
        captured = [stack.enter_context(CaptureQueriesContext(connections[alias])) for alias in connections]
        assert client.get(path).status_code == 200
    return sum(len(each) for each in captured)
