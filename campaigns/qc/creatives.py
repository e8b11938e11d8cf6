"""Rules for the creatives (docs/domain.md §1.9)."""

from collections.abc import Iterator

from campaigns.content import walk_strings
from campaigns.content.creatives import Creatives
from campaigns.enums import CheckStatus, Severity
from campaigns.qc.base import Finding, Rule, blank, empty_fields, placeholders
from campaigns.qc.posts import calls_to_action, missing_links, platform_limits
from campaigns.qc.text import phrase_in

MINIMUM = {"hooks": 3, "angles": 3, "ctas": 3, "offer_framing": 1, "compliance_safe_claims": 1}
"""How many of each are needed at least (docs/domain.md §1.9)."""

PUBLISHED = (
    "assets",
    "brief.key_message",
    "captions",
    "channel_variants",
    "compliance_safe_claims",
    "cta",
    "email_subject_lines",
    "hooks",
    "offer_framing",
    "scripts",
)
"""Beginnings of the paths whose words reach the public."""


def strategy_ref(creatives: Creatives) -> Iterator[Finding]:
    fix = "Draw the creatives from the approved strategy."
    yield from blank(creatives, "source_strategy_schema_version", fix)
    yield from blank(creatives, "source_layers_used", fix)


def minimum_assets(creatives: Creatives) -> Iterator[Finding]:
    for name, needed in MINIMUM.items():
        count = len(getattr(creatives, name))
        if count < needed:
            title = Creatives.model_fields[name].title
            yield Finding(name, f"{title}: {count} of at least {needed}.", f"Add {needed - count} more.")


def asset_count(creatives: Creatives) -> Iterator[Finding]:
    count = len(creatives.assets)
    if count < creatives.num_assets:
        yield Finding(
            "assets",
            f"{creatives.num_assets} assets are planned and {count} are here.",
            "Add them, or plan fewer.",
        )


def asset_platforms(creatives: Creatives) -> Iterator[Finding]:
    known = {name.casefold() for name in creatives.target_platforms}
    for position, asset in enumerate(creatives.assets):
        if known and asset.platform and asset.platform.casefold() not in known:
            yield Finding(
                f"assets[{position}].platform",
                f"{asset.platform} is not one of the target platforms.",
                "Choose a target platform, or add this one to them.",
            )


def forbidden_language(creatives: Creatives) -> Iterator[Finding]:
    """Layer 7's forbidden words in anything that reaches the public."""
    forbidden = creatives.execution_constraints.forbidden_language
    for path, text in walk_strings(creatives):
        found = phrase_in(text, forbidden) if path.startswith(PUBLISHED) else None
        if found:
            yield Finding(path, f"Layer 7 forbids “{found}”.", "Say it in other words.", text[:200])


def alternative_texts(creatives: Creatives) -> Iterator[Finding]:
    for position, asset in enumerate(creatives.assets):
        if asset.visual and not asset.alt_text:
            yield Finding(
                f"assets[{position}].alt_text",
                "The picture has no alternative text.",
                "Say in a sentence what is to be seen.",
            )


B, M, m = Severity.BLOCKER, Severity.MAJOR, Severity.MINOR

RULES = (
    Rule("creatives_strategy_ref", B, "The strategy used is named.", strategy_ref),
    Rule("creatives_required_fields", B, "Every required field is filled.", empty_fields),
    Rule("creatives_minimum_assets", B, "There is enough to choose from.", minimum_assets),
    Rule(
        "creatives_platform_limits",
        B,
        "Every asset fits its platform.",
        lambda c: platform_limits("assets", c.assets),
    ),
    Rule("creatives_placeholders", B, "No text is a placeholder.", placeholders),
    Rule(
        "creatives_channel_mapping",
        M,
        "Channels and assets are matched.",
        lambda c: blank(c, "channel_mapping", "Say what is published on each channel."),
    ),
    Rule("creatives_asset_count", M, "The planned assets are here.", asset_count),
    Rule(
        "creatives_asset_cta",
        M,
        "Every asset has a call to action.",
        lambda c: calls_to_action("assets", c.assets),
    ),
    Rule("creatives_forbidden_language", M, "Nothing says what layer 7 forbids.", forbidden_language),
    Rule(
        "creatives_asset_link",
        m,
        "A text that asks for a click has a link.",
        lambda c: missing_links("assets", c.assets),
        CheckStatus.WARN,
    ),
    Rule(
        "creatives_asset_platform",
        m,
        "Every asset is for a target platform.",
        asset_platforms,
        CheckStatus.WARN,
    ),
    Rule("creatives_alt_text", m, "Every picture has an alternative text.", alternative_texts),
    Rule(
        "creatives_brand_voice",
        m,
        "The brand voice is described.",
        lambda c: blank(c, "brand_voice_notes", "Say what a new writer must know."),
    ),
)
