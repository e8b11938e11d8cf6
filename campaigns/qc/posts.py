"""Rules that assets and publications share: what a platform accepts, what a reader is asked to do."""

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from campaigns.qc.base import Finding
from campaigns.qc.text import CAPTION_LIMITS, HASHTAG_LIMITS, platform_key

ASKS_FOR_A_CLICK = re.compile(r"(?i)\b(click|tap|visit|link below|link in (the )?bio)\b")


class Post(Protocol):
    @property
    def platform(self) -> str: ...
    @property
    def caption(self) -> str: ...
    @property
    def hashtags(self) -> list[str]: ...
    @property
    def cta(self) -> str: ...
    @property
    def link(self) -> str: ...


def platform_limits(path: str, posts: Iterable[Post]) -> Iterator[Finding]:
    """Yield a finding for each text or set of hashtags that its platform refuses (docs/domain.md §1.9)."""
    for position, post in enumerate(posts):
        key = platform_key(post.platform)
        counted = (
            ("caption", len(post.caption), CAPTION_LIMITS, "characters"),
            ("hashtags", len(post.hashtags), HASHTAG_LIMITS, "hashtags"),
        )
        for name, count, limits, unit in counted:
            if count > limits.get(key, count):
                yield Finding(
                    f"{path}[{position}].{name}",
                    f"{post.platform} accepts {limits[key]} {unit}; here are {count}.",
                    f"Shorten it by {count - limits[key]}.",
                )


def calls_to_action(path: str, posts: Iterable[Post]) -> Iterator[Finding]:
    for position, post in enumerate(posts):
        if not post.cta:
            yield Finding(
                f"{path}[{position}].cta",
                "The reader is not told what to do.",
                "Add a call to action of two to five words.",
            )


def missing_links(path: str, posts: Iterable[Post]) -> Iterator[Finding]:
    for position, post in enumerate(posts):
        found = ASKS_FOR_A_CLICK.search(post.caption)
        if found and not post.link:
            yield Finding(
                f"{path}[{position}].link",
                f"The text says “{found.group()}” and there is no link.",
                "Add the link, or change the text.",
                post.caption[:200],
            )
