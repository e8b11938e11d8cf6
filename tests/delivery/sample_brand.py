"""Three brands of invented agencies: blue, pale yellow, dark green."""

import io

from PIL import Image, ImageDraw, ImageFont

from delivery import fonts
from delivery.theme import BrandSpec
from delivery.theme.palette import PAPER, derive

CONTACT = "Jonas Hald, campaign lead, answers within one working hour: {mail}, +45\u00a070\u00a000\u00a000\u00a000."


def sample_brand(name: str = "blue") -> BrandSpec:
    """One of three brands: blue, pale yellow, dark green."""
    agency, primary, accent, host = {
        "blue": ("Studio Halden", "#1E3A8A", "#0EA5A4", "halden"),
        "yellow": ("Maren & Folk", "#F6E27A", None, "maren-folk"),
        "green": ("Atelier Okta", "#123D2F", "#E2703A", "okta"),
    }[name]
    return BrandSpec(
        agency_name=agency,
        primary=primary,
        accent=accent,
        contact=CONTACT.format(mail=f"jonas@{host}.example"),
        legal=f"{agency} ApS, Havnegade 12, 1058 Copenhagen, CVR 00 00 00 00.",
        logo_on_light=logo(agency, derive(primary, accent).ink),
        logo_on_dark=logo(agency, PAPER),
    )


def logo(agency: str, colour: str) -> bytes:
    """A sign and a word, PNG with transparency."""
    face = ImageFont.truetype(io.BytesIO(fonts.read(fonts.FACES["bold"])), 84)
    image = Image.new("RGBA", (int(face.getlength(agency)) + 160, 128), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((4, 14, 104, 114), fill=colour)
    draw.ellipse((44, 24, 94, 74), fill=(0, 0, 0, 0))
    draw.text((142, 14), agency, font=face, fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
