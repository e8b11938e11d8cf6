"""Intake: who the client is, what they sell, to whom, within which limits (docs/domain.md §2.1, §2.2)."""

from typing import Annotated, Literal

from pydantic import Field

from campaigns.content.base import (
    Content,
    Count,
    Currency,
    Day,
    DecimalText,
    Flag,
    Line,
    Lines,
    Part,
    Text,
    Unique,
    about,
    lines,
    section,
)
from campaigns.enums import Choice, Objective

INDUSTRIES = [
    "Technology",
    "E-commerce",
    "Services",
    "Healthcare",
    "Education",
    "Finance",
    "Real Estate",
    "Other",
]
"""Offered, not enforced: the field is free text."""


class GrowthBottleneck(Choice):
    UNKNOWN = "Unknown"
    LEAD_GENERATION = "Lead Generation"
    SALES_CONVERSION = "Sales Conversion"
    PRODUCT_MARKET_FIT = "Product-Market Fit"
    RETENTION = "Retention"
    OPERATIONS = "Operations"


class RiskTolerance(Choice):
    CONSERVATIVE = "Conservative"
    MODERATE = "Moderate"
    AGGRESSIVE = "Aggressive"


class TrackingStatus(Choice):
    FULL = "Yes - fully set up", "Fully set up"
    PARTIAL = "Partial"
    NO = "No", "Not set up"
    UNKNOWN = "Unknown"


class AdAccountStatus(Choice):
    ACTIVE = "Yes - active accounts", "Active accounts"
    NEED_SETUP = "Need setup", "To be set up"
    UNKNOWN = "Unknown"


class IntakeReportFrequency(Choice):
    ONE_TIME = "One-time"
    WEEKLY = "Weekly"
    MONTHLY = "Monthly"


class StrategyJob(Choice):
    ICP_DEFINITION = "icp_definition", "Ideal customer"
    POSITIONING = "positioning", "Positioning"
    MESSAGING_FRAMEWORK = "messaging_framework", "Messaging framework"
    CONTENT_PILLARS = "content_pillars", "Content pillars"
    PLATFORM_STRATEGY = "platform_strategy", "Platform strategy"
    MEASUREMENT_PLAN = "measurement_plan", "Measurement plan"


class CreativesJob(Choice):
    BRAND_KIT_SUGGESTIONS = "brand_kit_suggestions", "Brand kit suggestions"
    CAROUSEL_TEMPLATES = "carousel_templates", "Carousel templates"
    REEL_COVER_TEMPLATES = "reel_cover_templates", "Reel cover templates"
    IMAGE_PACK_PROMPTS = "image_pack_prompts", "Image briefs"
    VIDEO_SCRIPTS = "video_scripts", "Video scripts"
    THUMBNAILS_BANNERS = "thumbnails_banners", "Thumbnails and banners"


class ExecutionJob(Choice):
    CONTENT_CALENDAR_WEEK1 = "content_calendar_week1", "Content calendar, week 1"
    IG_POSTS_WEEK1 = "ig_posts_week1", "Instagram posts, week 1"
    FB_POSTS_WEEK1 = "fb_posts_week1", "Facebook posts, week 1"
    LINKEDIN_POSTS_WEEK1 = "linkedin_posts_week1", "LinkedIn posts, week 1"
    REELS_SCRIPTS_WEEK1 = "reels_scripts_week1", "Reel scripts, week 1"
    HASHTAG_SETS = "hashtag_sets", "Hashtag sets"
    EMAIL_SEQUENCE = "email_sequence", "E-mail sequence"


class MonitoringJob(Choice):
    TRACKING_CHECKLIST = "tracking_checklist", "Tracking checklist"
    WEEKLY_OPTIMIZATION = "weekly_optimization", "Weekly optimisation"


class DeliveryJob(Choice):
    PDF_REPORT = "pdf_report", "PDF report"
    PPTX_DECK = "pptx_deck", "Slide deck"
    ASSET_ZIP = "asset_zip", "Archive of all files"


class HiringContext(Part):
    """What else must be known when the objective is hiring."""

    evp_statement: Text = about("Employer promise", "Why a good candidate should choose this employer, in their words.")
    role_types: Lines = lines("Roles", "One role a line.")
    hiring_locations: Lines = lines("Places of work", "One place a line; say so if remote.")
    employer_brand_notes: Text = about("Employer brand", "What is already published about working there.")


class EcommerceContext(Part):
    """What else must be known about a shop."""

    product_catalog_url: Line = about("Product catalogue", "Address of the catalogue or feed.")
    top_skus: Lines = lines("Best sellers", "One product a line, with its share of revenue if known.")
    margins: Text = about("Margins", "Gross margin by product group.")


class ServicesContext(Part):
    """What else must be known about a service business."""

    service_deck_link: Line = about("Service deck", "Address of the current sales deck.")
    service_areas: Lines = lines("Service areas", "One place or specialism a line.")
    booking_link: Line = about("Booking page", "Where an interested person books a first conversation.")


class ContextData(Part):
    hiring: HiringContext = section(HiringContext, "Hiring", "Fill this in when the objective is hiring.")
    ecommerce: EcommerceContext = section(EcommerceContext, "E-commerce", "Fill this in for a shop.")
    services: ServicesContext = section(ServicesContext, "Services", "Fill this in for a service business.")


class GenerationPlan(Part):
    """Which pieces of work the engagement should produce, by stage."""

    strategy: Annotated[list[StrategyJob], Unique] = lines("Strategy", "Work on the strategy.")
    creatives: Annotated[list[CreativesJob], Unique] = lines(
        "Creatives", "Work on the creatives; follows the strategy."
    )
    execution: Annotated[list[ExecutionJob], Unique] = lines(
        "Execution", "Plans and posts; follow strategy and creatives."
    )
    monitoring: Annotated[list[MonitoringJob], Unique] = lines("Monitoring", "Measurement; follows the execution.")
    delivery: Annotated[list[DeliveryJob], Unique] = lines("Delivery", "Files to hand over; follow everything else.")


class Intake(Content):
    schema_version: Literal["intake_v1"] = about("Schema", "Version of this form.", default="intake_v1", internal=True)

    client_name: Line = about("Client", "The name the client uses in public.", required=True, group="Client")
    company: Line = about("Company", "The legal name, if it differs.", group="Client")
    website: Line = about("Website", "The address, or the word none.", required=True, group="Client")
    industry: Line = about(
        "Industry", "The client's line of business.", required=True, group="Client", suggest=INDUSTRIES
    )
    geography: Line = about("Geography", "Countries or regions served.", required=True, group="Client")
    timezone: Line = about("Time zone", "Where dates and times are meant, for example Europe/Oslo.", group="Client")
    languages: Lines = lines("Languages", "One language a line.", default=["English"], group="Client")
    contact_email: Line = about("Contact e-mail", "The person who answers questions about this page.", group="Client")

    primary_offer: Text = about(
        "Primary offer",
        "What the client sells first, in a sentence a buyer would use.",
        required=True,
        group="Offer",
    )
    pricing: Text = about("Pricing", "What it costs and how the price is built.", group="Offer")
    aov_ltv: Line = about(
        "Order and lifetime value", "Average order and customer value, with the period.", group="Offer"
    )
    revenue_streams: Text = about("Revenue streams", "Where the money comes from, with shares.", group="Offer")
    unit_economics: Text = about(
        "Unit economics", "Cost to win a customer, margin, payback; or Unknown.", group="Offer"
    )
    growth_bottleneck: GrowthBottleneck = about(
        "Growth bottleneck",
        "What holds growth back today, as the client sees it.",
        default=GrowthBottleneck.UNKNOWN,
        group="Offer",
    )
    differentiators: Text = about("Differentiators", "What competitors cannot say truthfully.", group="Offer")
    competitors: Text = about(
        "Competitors", "Who else the buyer considers, and what they are strong in.", group="Offer"
    )
    proof_assets: Text = about(
        "Proof", "Figures, references, audits and awards that exist today; or the word none.", group="Offer"
    )

    target_audience: Text = about(
        "Target audience", "Who buys, who decides, who can stop it.", required=True, group="Audience"
    )
    pain_points: Text = about("Pain points", "What hurts today, in the buyer's words.", required=True, group="Audience")
    desired_outcomes: Text = about(
        "Desired outcomes", "What the buyer wants to be true in a year.", required=True, group="Audience"
    )
    objections: Text = about("Objections", "Why they say no, most frequent first.", group="Audience")

    objective: Objective | None = about(
        "Objective", "The one thing this campaign is for.", default=None, required=True, group="Goals"
    )
    kpi_targets: Text = about("Targets", "Figures to reach, from where, by when.", group="Goals")
    timeline_start: Day | None = about("Start", "First day of the campaign.", default=None, group="Goals")
    duration_weeks: Annotated[Count, Field(ge=1, le=52)] = about(
        "Duration in weeks", "1 to 52.", default=12, group="Goals"
    )
    budget_range: Line = about("Budget", "The range agreed, with currency and what it covers.", group="Goals")
    ads_budget: DecimalText = about("Media budget", "The part spent on media; 0 if there is none.", group="Goals")
    currency: Currency = about("Currency", "Three letters, for example EUR.", group="Goals")

    risk_tolerance: RiskTolerance = about(
        "Risk tolerance",
        "How far the client will go for a faster result.",
        default=RiskTolerance.MODERATE,
        group="Limits",
    )
    compliance_notes: Text = about(
        "Compliance", "Laws, codes and claims that must not be made; or the word none.", group="Limits"
    )
    constraints: Text = about(
        "Constraints", "Regulation, capacity, seasons and politics the plan must respect.", group="Limits"
    )

    tone_voice: Text = about("Tone of voice", "How the client sounds when it sounds right.", group="Voice")
    voice_examples: Text = about("Voice examples", "Two or three sentences they would sign.", group="Voice")
    banned_words: Lines = lines("Banned words", "One word or phrase a line.", group="Voice")
    required_disclaimers: Lines = lines(
        "Required disclaimers", "One sentence a line, exactly as it must appear.", group="Voice"
    )

    brand_kit: Line = about("Brand kit", "Where logo, colours and fonts are kept.", group="Assets and access")
    content_library: Line = about(
        "Content library", "Where pictures, films and texts are kept.", group="Assets and access"
    )
    social_handles: Lines = lines("Social handles", "One a line: platform and name.", group="Assets and access")
    tracking_status: TrackingStatus | None = about(
        "Tracking", "Whether results can be measured today.", default=None, group="Assets and access"
    )
    ad_account_ready: AdAccountStatus | None = about(
        "Ad accounts", "Whether media can be bought today.", default=None, group="Assets and access"
    )

    pdf_required: Flag = about("PDF", "The client wants a document.", default=False, group="Delivery")
    pptx_required: Flag = about("Slides", "The client wants a deck.", default=False, group="Delivery")
    zip_required: Flag = about("Archive", "The client wants all files in one archive.", default=False, group="Delivery")
    report_frequency: IntakeReportFrequency | None = about(
        "Reports", "How often the client wants to be told.", default=None, group="Delivery"
    )

    context_data: ContextData = section(ContextData, "Context", "What depends on the objective or the industry.")
    generation_plan: GenerationPlan = section(
        GenerationPlan, "Work to produce", "Which pieces of work each stage should produce."
    )
