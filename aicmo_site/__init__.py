"""Composition root: settings, URLs, Celery, and the commands that need every floor. Knows everybody, known by nobody."""
