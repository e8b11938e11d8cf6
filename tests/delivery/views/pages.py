"""The addresses of delivery in the workspace, and what its pages say and send."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from campaigns.models import Engagement
from delivery.models import Pack
from tenants.models import Agency
from tenants.scope import tenant

ALL = {"kinds": ["intake", "strategy", "creatives", "execution", "monitoring"], "formats": ["json"]}
CORE = {"kinds": ["intake", "strategy", "creatives", "execution"], "formats": ["html", "json"]}
HOSTILE = "<script>alert(1)</script> & “Söhne” 🚲"


def order_page(engagement: Engagement, part: str = "", **chosen: Any) -> str:
    query = f"?{urlencode(chosen, doseq=True)}" if chosen else ""
    return f"/engagements/{engagement.public_id}/delivery/{part}{query}"


def pack_page(pack: Pack, part: str = "") -> str:
    return f"/packs/{pack.public_id}/{part}"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return text_of(answer)


def words_of(page: str) -> str:
    """What a reader sees: no tags, no entities."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))


def sent_by(page: str, action: str) -> dict[str, list[str]]:
    """What the form with this action carries unseen, as a browser would send it."""
    form = re.search(rf'<form[^>]* action="{re.escape(action)}"[^>]*>.*?</form>', page)
    assert form is not None, action
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0])
    names = {name for name, _ in fields} - {"csrfmiddlewaretoken"}
    return {name: [value for given, value in fields if given == name] for name in names}


def ticked(page: str) -> dict[str, list[str]]:
    boxes = re.findall(r'<input type="checkbox" name="(\w+)" value="(\w+)"[^>]* checked>', page)
    return {name: [value for given, value in boxes if given == name] for name in ("kinds", "formats")}


def only_pack(agency: Agency) -> Pack:
    with tenant(agency):
        return Pack.objects.get()
