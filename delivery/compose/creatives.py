"""The creatives: brief, words to choose from, the assets as cards, their production notes."""

from campaigns.content.creatives import (
    Asset,
    ChannelMapping,
    ChannelVariant,
    Creatives,
    CtaEntry,
    OfferAngle,
    PillarDistribution,
    Rationale,
)
from delivery.compose.inputs import Inputs
from delivery.compose.parts import (
    LONGEST_KEY,
    Blocks,
    Column,
    Topics,
    column,
    defs,
    entered,
    fact,
    facts,
    filled,
    key,
    named,
    points,
    table,
    topic,
)
from delivery.compose.values import title
from delivery.compose.wording import WORDING
from delivery.document import Card, Cards, Definition, Item, Text

LONGEST_CARD = 700
"""Characters of a text that is set on a card; a longer one is set at full width."""


def standfirst(inputs: Inputs) -> str:
    return inputs.creatives.standfirst if inputs.creatives else ""


def topics(inputs: Inputs) -> Topics:
    creatives = inputs.creatives
    if creatives is None or not filled(creatives):
        return ()
    return (
        *_brief(creatives),
        *topic(WORDING.message, _words(creatives), summary=WORDING.message_line),
        *_assets(creatives),
        *topic(
            title(Creatives, "channel_variants"),
            *_pieces([_variant(row) for row in entered(creatives.channel_variants)]),
            start="flow",
            summary=WORDING.assets_line,
        ),
        *topic(
            title(Creatives, "scripts"),
            defs(Definition(script.title, script.text) for script in entered(creatives.scripts)),
            start="flow",
            summary=WORDING.scripts_line,
        ),
        *_offer(creatives),
        *topic(
            title(Creatives, "rationale"),
            defs(_rationale(creatives.rationale)),
            start="flow",
            summary=WORDING.rationale_line,
        ),
    )


# Brief


def _brief(creatives: Creatives) -> Topics:
    brief, message = creatives.brief, creatives.brief.key_message
    is_key = len(message) <= LONGEST_KEY and "\n" not in message
    about = facts(brief, "campaign_theme", "target_audience")
    rest = facts(brief, "creative_approach", "formats")
    return topic(
        WORDING.brief,
        key(message if is_key else ""),
        defs(
            (
                *about,
                *(() if is_key else facts(brief, "key_message")),
                *rest,
                *facts(creatives, "tone_override", "brand_voice_notes", "asset_types", "target_platforms"),
                *_numbers(creatives),
            )
        ),
        table(
            creatives.channel_mapping,
            named(ChannelMapping, "channel", 1),
            column(ChannelMapping, "asset_kinds", 3),
            caption=title(Creatives, "channel_mapping"),
        ),
        summary=WORDING.brief_line,
    )


def _numbers(creatives: Creatives) -> tuple[Definition, ...]:
    pillars = creatives.pillar_distribution
    names = ("pillar_1_count", "pillar_2_count", "pillar_3_count")
    counts = (f"{title(PillarDistribution, name)} {getattr(pillars, name)}" for name in names)
    return (
        *facts(creatives, "num_assets"),
        *fact(title(Creatives, "pillar_distribution"), ", ".join(counts)),
    )


def _words(creatives: Creatives) -> Blocks:
    names = ("hooks", "hook_insights", "angles", "ctas", "offer_framing", "compliance_safe_claims")
    return defs(facts(creatives, *names, "email_subject_lines", "captions"))


# Assets


def _assets(creatives: Creatives) -> Topics:
    assets = entered(creatives.assets)
    return (
        *topic(
            WORDING.assets(len(assets)),
            *_pieces([_card(asset) for asset in assets]),
            summary=WORDING.assets_line,
        ),
        *topic(
            WORDING.production,
            table(
                assets,
                named(Asset, "name", 1.1),
                column(Asset, "visual", 1.8),
                column(Asset, "alt_text", 1.8),
                caption=WORDING.pictures,
            ),
            table(
                assets,
                named(Asset, "name", 1.1, note="scheduled_date"),
                column(Asset, "pillar", 0.8),
                column(Asset, "tone", 0.9),
                column(Asset, "evidence", 1.6),
                Column(title(Asset, "link"), 2.0, lambda asset: Text(_link(asset))),
                caption=WORDING.publication,
            ),
            start="flow",
            summary=WORDING.production_line,
        ),
    )


def _link(asset: Asset) -> str:
    return "\n".join(part for part in (asset.link, " ".join(asset.hashtags)) if part)


def _card(asset: Asset) -> Card:
    return Card(asset.hook, asset.name, asset.platform, asset.format, asset.caption, asset.cta)


def _variant(row: ChannelVariant) -> Card:
    return Card(row.hook, row.asset, row.platform, row.format, row.caption, "")


def _pieces(pieces: list[Card]) -> tuple[Blocks, Blocks]:
    """Cards, then the pieces that are too long for one."""
    cards = tuple(piece for piece in pieces if len(piece.body) <= LONGEST_CARD)
    longer = (piece for piece in pieces if len(piece.body) > LONGEST_CARD)
    return (
        (Cards(cards),) if cards else (),
        defs((_longer(piece) for piece in longer), WORDING.longer_texts if cards else ""),
    )


def _longer(piece: Card) -> Definition:
    text = "\n".join(part for part in (piece.headline, piece.meta, piece.body, piece.action) if part)
    return Definition(piece.name, text)


# Offer, tone, reasons


def _offer(creatives: Creatives) -> Topics:
    tones = [Item(row.label, row.example) for row in entered(creatives.tone_variants)]
    return topic(
        WORDING.offer,
        table(
            creatives.offer_angles,
            named(OfferAngle, "label", 1),
            column(OfferAngle, "description", 1.7),
            column(OfferAngle, "example", 1.7),
            caption=title(Creatives, "offer_angles"),
        ),
        table(
            creatives.cta_library,
            named(CtaEntry, "label", 1),
            column(CtaEntry, "text", 1.5),
            column(CtaEntry, "usage_context", 1.9),
            caption=title(Creatives, "cta_library"),
        ),
        points(tones),
        start="flow",
        summary=WORDING.offer_line,
    )


def _rationale(rationale: Rationale) -> tuple[Definition, ...]:
    return facts(rationale, "strategy_summary", "psychological_triggers", "audience_fit", "risk_notes")
