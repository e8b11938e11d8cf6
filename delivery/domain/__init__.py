"""Verbs and questions of delivery."""
