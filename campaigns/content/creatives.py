"""Creatives: the brief, the message material and the assets themselves (docs/domain.md §2.4)."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SerializerFunctionWrapHandler, model_serializer

from campaigns.content.base import (
    Content,
    Count,
    Day,
    Line,
    Lines,
    Part,
    Source,
    Text,
    Unique,
    about,
    lines,
    rows,
    section,
)
from campaigns.content.files import MAX_FILES, FinalFile, once
from campaigns.content.strategy import (
    SCHEMA_VERSION,
    AudiencePsychology,
    ChannelStrategy,
    Constraints,
    Narrative,
    ValueArchitecture,
)
from campaigns.enums import Choice

FORMATS = [
    "Post",
    "Carousel",
    "Reel",
    "Thread",
    "Video",
    "E-mail",
    "Subject line",
    "Landing page",
    "Search ad",
    "Article",
    "Webinar",
]
"""Offered, not enforced: the field is free text."""


class AssetType(Choice):
    SOCIAL_POST = "Social Post", "Social post"
    CAROUSEL = "Carousel"
    VIDEO_SCRIPT = "Video Script", "Video script"
    BLOG_POST = "Blog Post", "Blog post"
    EMAIL = "Email", "E-mail"
    LANDING_PAGE_COPY = "Landing Page Copy", "Landing page copy"
    AD_COPY = "Ad Copy", "Ad copy"


class Tone(Choice):
    PROFESSIONAL = "professional", "Professional"
    FRIENDLY = "friendly", "Friendly"
    BOLD = "bold", "Bold"


class Pillar(Choice):
    """The three content pillars: the parts of the narrative of layer 5."""

    PROBLEM = "problem", "Problem"
    TENSION = "tension", "Tension"
    RESOLUTION = "resolution", "Resolution"


class SourceLayer(Choice):
    """The layers that creatives may draw on."""

    LAYER3 = "layer3_audience_psychology", "Audience Decision Psychology"
    LAYER4 = "layer4_value_architecture", "Value Proposition Architecture"
    LAYER5 = "layer5_narrative", "Strategic Narrative"
    LAYER6 = "layer6_channel_strategy", "Channel Strategy"
    LAYER7 = "layer7_constraints", "Execution Constraints"


class Brief(Part):
    campaign_theme: Line = about("Theme", "The campaign in three to six words.", required=True)
    target_audience: Text = about(
        "Audience", "Who should see this and who will read over their shoulder.", required=True
    )
    key_message: Text = about("Key message", "What must be remembered if only one thing is.", required=True)
    creative_approach: Text = about("Approach", "How the message is made concrete.")
    formats: Text = about("Formats", "How many pieces of each kind.")


class PillarDistribution(Part):
    """How many assets tell which part of the narrative."""

    pillar_1_count: Annotated[Count, Field(ge=0, le=20)] = about("Problem", "Assets on the problem.", default=1)
    pillar_2_count: Annotated[Count, Field(ge=0, le=20)] = about("Tension", "Assets on the tension.", default=1)
    pillar_3_count: Annotated[Count, Field(ge=0, le=20)] = about("Resolution", "Assets on the resolution.", default=1)


class Asset(Part):
    """One piece to publish. What becomes of it after approval is recorded by the channels, not here."""

    name: Line = about("Name", "What the team calls it; the calendar refers to it.", required=True)
    platform: Line = about("Platform", "One of the target platforms.", required=True)
    format: Line = about("Format", "For example: carousel, 6 frames.", required=True, suggest=FORMATS)
    pillar: Pillar | None = about("Pillar", "Which part of the narrative it tells.", default=None)
    hook: Line = about("Headline", "The first line, subject or title.", required=True)
    caption: Text = about("Text", "The words as they will be published.", required=True)
    cta: Line = about("Call to action", "Two to five words, beginning with a verb.")
    link: Line = about("Link", "Where the call to action leads, without tracking parameters.")
    hashtags: Lines = lines("Hashtags", "One a line, with the #.", max_length=60)
    tone: Tone | None = about("Tone", "How it sounds.", default=None)
    visual: Text = about("Picture", "What is to be seen.")
    alt_text: Text = about("Alternative text", "What a person who cannot see the picture is told.")
    evidence: Line = about("Evidence", "Figure, source and person behind it.")
    scheduled_date: Day | None = about("Date", "First day of publication, if fixed.", default=None)


class ChannelMapping(Part):
    channel: Line = about("Channel", "As in layer 6.", required=True)
    asset_kinds: Lines = lines("Assets", "What is published there, one kind a line.", required=True)


class Script(Part):
    title: Line = about("Title", "Name of the film or talk.", required=True)
    text: Text = about("Script", "What is said and seen, in order.", required=True)


class Rationale(Part):
    """Why the assets are as they are."""

    strategy_summary: Text = about("Strategy in short", "The part of the strategy that these assets carry out.")
    psychological_triggers: Lines = lines("What moves the reader", "One a line.")
    audience_fit: Text = about("Fit to the audience", "Why this works for these readers.")
    risk_notes: Text = about("Risks", "What could be misread, and what we did about it.")


class ChannelVariant(Part):
    """The same asset, rewritten for another place."""

    asset: Line = about("Asset", "Name of the asset it varies.", required=True)
    platform: Line = about("Platform", "Where the variant is published.", required=True)
    format: Line = about("Format", "Its format there.", suggest=FORMATS)
    hook: Line = about("Headline", "The first line there.", required=True)
    caption: Text = about("Text", "The words as they will be published there.", required=True)


class ToneVariant(Part):
    label: Line = about("Tone", "For example: to finance.", required=True)
    example: Text = about("Example", "A sentence in that tone.", required=True)


class CtaEntry(Part):
    label: Line = about("Use", "What the call is for.", required=True)
    text: Line = about("Call to action", "The words on the button.", required=True)
    usage_context: Line = about("Where", "In which assets and at which stage.")


class OfferAngle(Part):
    label: Line = about("Angle", "Two to five words.", required=True)
    description: Text = about("Idea", "What the offer looks like from here.", required=True)
    example: Text = about("Example", "A sentence that uses it.")


class Creatives(Content):
    schema_version: Literal["creatives_v1"] = about(
        "Schema", "Version of this form.", default="creatives_v1", internal=True
    )
    strategy_source: Source = section(
        Source, "Strategy used", "Which approved strategy this was drawn from.", internal=True
    )
    source_strategy_schema_version: Literal["", "strategy_contract_v1"] = about(
        "Strategy contract", "Contract of the strategy used.", internal=True, suggest=SCHEMA_VERSION
    )
    source_layers_used: Annotated[list[SourceLayer], Unique] = lines(
        "Layers used", "Which layers these creatives draw on.", internal=True
    )
    standfirst: Line = about("Standfirst", "One sentence under the title: what these pages hold.")
    brief: Brief = section(Brief, "Brief", "What the makers need to know.")
    num_assets: Annotated[Count, Field(ge=1, le=20)] = about(
        "Number of assets", "1 to 20.", default=3, group="What to make"
    )
    asset_types: Annotated[list[AssetType], Unique] = lines(
        "Kinds of asset",
        "What is to be made.",
        default=[AssetType.SOCIAL_POST],
        required=True,
        group="What to make",
    )
    target_platforms: Lines = lines(
        "Platforms", "Channels of layer 6, one a line.", required=True, group="What to make"
    )
    tone_override: Text = about("Tone", "Only if it differs from layer 7.", group="What to make")
    pillar_distribution: PillarDistribution = section(
        PillarDistribution, "Pillars", "How many assets tell which part of the narrative."
    )

    hooks: Lines = lines("Hooks", "First lines to choose from; at least three.", group="Message")
    angles: Lines = lines("Angles", "Ways into the message; at least three.", group="Message")
    ctas: Lines = lines("Calls to action", "At least three.", group="Message")
    offer_framing: Lines = lines("Offer framing", "How the offer is put; at least one.", group="Message")
    compliance_safe_claims: Lines = lines(
        "Cleared claims",
        "Claims that have been cleared, word for word; at least one.",
        group="Message",
    )
    channel_mapping: list[ChannelMapping] = rows(
        "Channels and assets", "What is published where.", max_length=20, group="Assets"
    )
    brand_voice_notes: Text = about("Brand voice", "What a new writer must know.", group="Message")

    assets: list[Asset] = rows("Assets", "The pieces themselves.", max_length=200, group="Assets")
    files: Annotated[list[FinalFile], AfterValidator(once)] = rows(
        "Final files",
        "What is delivered as it is: pictures, films, documents.",
        max_length=MAX_FILES,
        group="Assets",
        attached=True,
    )
    captions: Lines = lines("Spare captions", "Short texts for use with pictures that are taken later.", group="Assets")
    scripts: list[Script] = rows("Scripts", "For films, webinars and talks.", max_length=20, group="Assets")
    email_subject_lines: Lines = lines("Subject lines", "To choose from and to test.", group="Assets")
    channel_variants: list[ChannelVariant] = rows(
        "Variants", "Assets rewritten for another place.", max_length=100, group="Assets"
    )
    tone_variants: list[ToneVariant] = rows(
        "Tone by reader", "The same thing said to different people.", max_length=10, group="Variations"
    )
    cta_library: list[CtaEntry] = rows(
        "Uses of the calls to action", "Which call belongs where.", max_length=30, group="Variations"
    )
    offer_angles: list[OfferAngle] = rows(
        "Offer from different sides", "Ways to present the offer.", max_length=20, group="Variations"
    )
    hook_insights: Lines = lines(
        "What we know about hooks", "Results from earlier work, with figure and source.", group="Message"
    )
    rationale: Rationale = section(Rationale, "Rationale", "Why the assets are as they are.")

    audience_psychology: AudiencePsychology = section(
        AudiencePsychology, "Layer 3 as used", "Copy of the approved strategy.", internal=True
    )
    value_proposition: ValueArchitecture = section(
        ValueArchitecture, "Layer 4 as used", "Copy of the approved strategy.", internal=True
    )
    narrative: Narrative = section(Narrative, "Layer 5 as used", "Copy of the approved strategy.", internal=True)
    channel_strategy: ChannelStrategy = section(
        ChannelStrategy, "Layer 6 as used", "Copy of the approved strategy.", internal=True
    )
    execution_constraints: Constraints = section(
        Constraints, "Layer 7 as used", "Copy of the approved strategy.", internal=True
    )

    @model_serializer(mode="wrap")
    def without_no_files(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Creatives without a file say what they said before there were any, so that their digest stays the same."""
        data: dict[str, Any] = dump(self)
        if not self.files:
            del data["files"]
        return data
