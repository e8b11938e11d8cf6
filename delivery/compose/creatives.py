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
    ToneVariant,
)
from campaigns.content.files import FinalFile
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
    sheet,
    table,
    topic,
)
from delivery.compose.values import shown, title
from delivery.document import Card, Cards, Definition, Number, Strong, Text
from delivery.language import wording

LONGEST_CARD = 700
"""Characters of a text that is set on a card; a longer one is set at full width."""


PROOF = ("pillar", "tone", "scheduled_date", "evidence", "link", "hashtags")


def standfirst(inputs: Inputs) -> str:
    return inputs.creatives.standfirst if inputs.creatives else ""


def topics(inputs: Inputs) -> Topics:
    creatives = inputs.creatives
    if creatives is None or not filled(creatives):
        return ()
    return (
        *_brief(creatives),
        *topic(wording().message, _words(creatives), _offer(creatives), start="flow", summary=wording().message_line),
        *_assets(creatives),
        *_production(creatives, entered(creatives.assets)),
    )


# Brief


def _brief(creatives: Creatives) -> Topics:
    brief, message = creatives.brief, creatives.brief.key_message
    is_key = len(message) <= LONGEST_KEY and "\n" not in message
    about = facts(brief, "campaign_theme", "target_audience")
    rest = facts(brief, "creative_approach", "formats")
    return topic(
        wording().brief,
        key(message if is_key else ""),
        sheet(
            (
                *about,
                *(() if is_key else facts(brief, "key_message")),
                *rest,
                *facts(creatives, "tone_override", "brand_voice_notes", "asset_types", "target_platforms"),
                *fact(title(Creatives, "channel_mapping"), _mapping(creatives.channel_mapping)),
                *facts(creatives, "num_assets"),
                *fact(title(Creatives, "pillar_distribution"), _pillars(creatives.pillar_distribution)),
            )
        ),
        sheet(_rationale(creatives.rationale), title(Creatives, "rationale")),
        summary=wording().brief_line,
    )


def _mapping(rows: list[ChannelMapping]) -> str:
    """As in “Search: Search ad, Landing page; E-mail: Letter”."""
    pairs = ((row.channel, shown(row, "asset_kinds")) for row in entered(rows))
    return wording().parting.join(": ".join(part for part in pair if part) for pair in pairs)


def _pillars(pillars: PillarDistribution) -> str:
    """As in “Problem: 1, Tension: 2, Resolution: 3”."""
    names = ("pillar_1_count", "pillar_2_count", "pillar_3_count")
    return ", ".join(f"{title(PillarDistribution, name)}: {getattr(pillars, name)}" for name in names)


def _words(creatives: Creatives) -> Blocks:
    names = ("hooks", "ctas", "angles", "offer_framing", "compliance_safe_claims", "hook_insights")
    scripts = (Definition(script.title, script.text) for script in entered(creatives.scripts))
    return sheet((*facts(creatives, *names, "email_subject_lines", "captions"), *scripts))


# Assets


def _assets(creatives: Creatives) -> Topics:
    assets = entered(creatives.assets)
    return topic(
        wording().assets(len(assets)),
        *_pieces([_card(asset) for asset in assets]),
        start="flow",
        summary=wording().assets_line,
    )


def _production(creatives: Creatives, assets: list[Asset]) -> Topics:
    """What a card does not show, and the assets rewritten for other places."""
    return topic(
        wording().production,
        table(
            creatives.channel_variants,
            Column(title(ChannelVariant, "asset"), 1.5, lambda row: Strong(row.asset, _where(row))),
            column(ChannelVariant, "hook", 1.6),
            column(ChannelVariant, "caption", 2.5),
            caption=title(Creatives, "channel_variants"),
        ),
        table(
            [asset for asset in assets if asset.visual or asset.alt_text],
            named(Asset, "name", 1),
            column(Asset, "visual", 1.8),
            column(Asset, "alt_text", 1.8),
            caption=wording().pictures,
        ),
        table(
            [asset for asset in assets if any(shown(asset, name) for name in PROOF)],
            Column(title(Asset, "name"), 1.5, lambda asset: Strong(asset.name, _manner(asset))),
            column(Asset, "scheduled_date", 0.8),
            Column(wording().link_and_evidence, 4.1, lambda asset: Text(_proof(asset))),
            caption=wording().proof,
        ),
        table(
            creatives.files,
            named(FinalFile, "name", 3, note="asset"),
            column(FinalFile, "size", 1, kind=Number),
            caption=title(Creatives, "files"),
        ),
        start="flow",
        summary=wording().production_line,
    )


def _manner(asset: Asset) -> str:
    """As in “Resolution, Professional”."""
    return ", ".join(part for part in (shown(asset, "pillar"), shown(asset, "tone")) if part)


def _proof(asset: Asset) -> str:
    """Where the asset leads, and under it the evidence."""
    lines = " ".join((asset.link, *asset.hashtags)).strip(), asset.evidence
    return "\n".join(line for line in lines if line)


def _where(row: ChannelVariant) -> str:
    return ", ".join(part for part in (row.platform, row.format) if part)


def _card(asset: Asset) -> Card:
    return Card(asset.hook, asset.name, asset.platform, asset.format, asset.caption, asset.cta)


def _pieces(pieces: list[Card]) -> tuple[Blocks, Blocks]:
    """Cards, then the pieces that are too long for one."""
    cards = tuple(piece for piece in pieces if len(piece.body) <= LONGEST_CARD)
    longer = (piece for piece in pieces if len(piece.body) > LONGEST_CARD)
    return (
        (Cards(cards),) if cards else (),
        defs((_longer(piece) for piece in longer), wording().longer_texts if cards else ""),
    )


def _longer(piece: Card) -> Definition:
    text = "\n".join(part for part in (piece.headline, piece.meta, piece.body, piece.action) if part)
    return Definition(piece.name, text)


# Offer, tone, reasons


def _offer(creatives: Creatives) -> Blocks:
    return (
        *table(
            creatives.offer_angles,
            named(OfferAngle, "label", 1),
            column(OfferAngle, "description", 1.7),
            column(OfferAngle, "example", 1.7),
            caption=title(Creatives, "offer_angles"),
        ),
        *table(
            creatives.cta_library,
            named(CtaEntry, "label", 1),
            column(CtaEntry, "text", 1.5),
            column(CtaEntry, "usage_context", 1.9),
            caption=title(Creatives, "cta_library"),
        ),
        *table(
            creatives.tone_variants,
            named(ToneVariant, "label", 1),
            column(ToneVariant, "example", 3.4),
            caption=title(Creatives, "tone_variants"),
        ),
    )


def _rationale(rationale: Rationale) -> tuple[Definition, ...]:
    return facts(rationale, "strategy_summary", "psychological_triggers", "audience_fit", "risk_notes")
