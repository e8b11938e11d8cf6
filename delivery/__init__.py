"""Packs to people: one document, a renderer per format, and the proof. Knows the work below, never leads."""
