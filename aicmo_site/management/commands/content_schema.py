"""``content_schema KIND``: print the JSON Schema of a kind of artifact."""

from typing import Any

from django.core.management.base import CommandParser

from aicmo_site.commands import JsonCommand
from campaigns.content import json_schema
from campaigns.enums import ArtifactKind


class Command(JsonCommand):
    help = "Print the JSON Schema of a kind of artifact."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=[kind.value for kind in ArtifactKind])

    def handle(self, *, kind: str, **options: Any) -> None:
        self.answer(json_schema(ArtifactKind(kind)))
