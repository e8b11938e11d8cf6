"""What is said when content has the wrong shape: one sentence for each place."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from campaigns.content.base import clean_line

MAX_KEY = 80
"""Characters of an unknown key that are repeated in a path."""

MESSAGES = {
    "extra_forbidden": "There is no such field.",
    "invalid_key": "Name each field with text.",
    "string_type": "Write text here.",
    "string_unicode": "The name of a field here is not valid text.",
    "string_too_long": "Use at most {max_length} characters.",
    "int_type": "Write a whole number.",
    "bool_type": "Say yes or no (true or false).",
    "greater_than_equal": "Use {ge} or more.",
    "less_than_equal": "Use {le} or less.",
    "enum": "Choose one of: {expected}.",
    "literal_error": "The value here must be {expected}.",
    "list_type": "Give a list here.",
    "too_long": "Use at most {max_length} entries.",
    "model_type": "Give an object with named fields here.",
    "value_error": "{error}",
}
"""pydantic's error types that these models can produce, in words. A test walks all of them."""


@dataclass(frozen=True)
class PathError:
    """A sentence about one place, ``summary.metrics[2].value``; the empty path is the whole artifact."""

    path: str
    message: str


class ContentError(ValueError):
    """Content that cannot be stored, with every reason."""

    def __init__(self, errors: Iterable[PathError]) -> None:
        self.errors = list(errors)
        super().__init__("; ".join(f"{error.path or 'artifact'}: {error.message}" for error in self.errors))

    @classmethod
    def from_pydantic(cls, error: ValidationError) -> "ContentError":
        return cls(
            PathError(path_of(item["loc"]), MESSAGES[item["type"]].format(**item.get("ctx", {})))
            for item in error.errors(include_url=False, include_input=False)
        )


def path_of(location: Iterable[Any]) -> str:
    """Write pydantic's location as a path: names joined by dots, positions in brackets."""
    path = ""
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            path += f".{clean_line(str(step))[:MAX_KEY].strip()}"
    return path.removeprefix(".")
