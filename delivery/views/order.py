"""Where a pack is ordered: what goes in, what the checks found, who answers for it, and the packs so far.

Members who may not order read the same page without its buttons. What somebody ticked or typed comes back with every refusal.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import content
from campaigns.domain import engagements, gates, gating
from campaigns.views.board import engagement_of, frame, rail_of
from delivery.domain import changes, inputs, listing, packs, preflight, reading
from delivery.domain.preflight import Finding
from delivery.enums import CheckKey, PackOption
from delivery.forms import WaiverForm, choose
from delivery.manifest import Outcome
from tenants import audit, roles
from tenants.errors import Refusal
from tenants.held import keeps_typing
from tenants.http import AgencyRequest, agency_of, member_of
from tenants.models import Role

PAGE = 10  # packs so far
WAYS = 6  # from one check to the fields that put it right
WORDS = {Outcome.PASS: "Passed", Outcome.FAIL: "Failed", Outcome.UNKNOWN: "Unknown"}


@keeps_typing
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: AgencyRequest, public_id: UUID) -> HttpResponse:
    page = OrderPage(request, public_id)
    if request.method != "POST":
        return page.shown()
    roles.require(Role.ADMIN, page.member, "build a pack")
    selection = page.choice.selection
    if selection is None:
        return page.shown()  # each error stands at its field
    if request.POST.get("act") == "check":
        return redirect(page.address)
    try:
        pack = packs.order(
            page.engagement, agency=agency_of(request), by=audit.By.member(page.member),
            kinds=selection.kinds, formats=selection.formats, options=selection.options,
        )  # fmt: skip
    except Refusal as refusal:
        return page.shown(refusal=refusal)
    messages.success(request, reading.ordered(pack))
    return redirect("delivery:pack", pack.public_id)


@login_required
@require_safe
def checks(request: AgencyRequest, public_id: UUID) -> HttpResponse:
    """The checks as a fragment, for a page on which somebody ticks; its address goes along."""
    page = OrderPage(request, public_id)
    answer = render(request, "workspace/delivery/_checks.html", page.checked())
    answer["HX-Replace-Url"] = f"{reverse('delivery:order', args=[public_id])}?{request.GET.urlencode()}"
    return answer


@login_required
@require_POST
def sign_off(request: AgencyRequest, public_id: UUID) -> HttpResponse:
    page = OrderPage(request, public_id)
    roles.require(Role.ADMIN, page.member, "sign off what goes out")
    try:
        selection = page.choice.as_shown(request.POST.get("digest", ""))
        made = preflight.sign_off(selection, member=page.member)
    except Refusal as refusal:
        return page.shown(refusal=refusal)
    messages.success(request, f"Signed off by {made.decider_name}: {gates.listed(list(selection.kinds))}.")
    return redirect(page.address)


@keeps_typing
@login_required
@require_POST
def waiver(request: AgencyRequest, public_id: UUID) -> HttpResponse:
    page, form = OrderPage(request, public_id), WaiverForm(request.POST)
    roles.require(Role.ADMIN, page.member, "waive a check")
    try:
        selection = page.choice.as_shown(request.POST.get("digest", ""))
        if "check" in form.errors:
            raise Refusal("There is no such check. Nothing was waived.")
        if not form.is_valid():
            return page.shown(waiver=form)  # the error stands beside the check
        made = preflight.waive(
            selection, CheckKey(form.cleaned_data["check"]), member=page.member, reason=form.cleaned_data["reason"]
        )
    except Refusal as refusal:
        return page.shown(refusal=refusal, waiver=form)
    messages.success(request, f"{made.get_check_key_display()} waived by {made.decider_name}: {made.reason}")
    return redirect(page.address)


class OrderPage:
    """Delivery of one engagement as one member sees it now."""

    def __init__(self, request: AgencyRequest, public_id: UUID) -> None:
        self.request, self.member = request, member_of(request)
        self.engagement = engagement_of(public_id)
        posted = request.method == "POST"
        self.choice = choose(
            self.engagement, agency=agency_of(request), asked=request.POST if posted else request.GET, posted=posted
        )
        self.is_open = not self.choice.chain.missing(gating.DELIVERY)
        self.may_order = roles.may_publish(self.member) and not engagements.put_away(self.engagement)

    @property
    def address(self) -> str:
        """Of this page with the same boxes ticked."""
        return f"{reverse('delivery:order', args=[self.engagement.public_id])}?{self.choice.query}"

    def shown(self, *, refusal: Refusal | None = None, waiver: WaiverForm | None = None) -> HttpResponse:
        rail = rail_of(self.engagement, self.choice.chain, self.member, current=gating.DELIVERY)
        context = {
            **frame(self.engagement),
            **self.checked(waiver),
            **self.history(),
            "rail": rail,
            "here": next(row for row in rail if row["current"]),
            "boxes": list(self.boxes({row["stage"].kind: row["stage"].versions for row in rail} | self.wishes())),
            "refusal": refusal,
            "unwaived": f"#{waiver['check'].value()}_reason" if waiver and not refusal else "",
        }
        return render(self.request, "workspace/delivery/order.html", context, status=refusal.status if refusal else 200)

    def checked(self, waiver: WaiverForm | None = None) -> dict[str, Any]:
        """The checks of what is ticked, with the reason for a waiver as it was typed, and what the pack will say changed."""
        selection = self.choice.selection
        findings = preflight.check(selection) if selection and self.is_open else []
        return {
            "engagement": self.engagement,
            "form": self.choice.form,
            "selection": selection,
            "stages": gates.listed(list(selection.kinds)) if selection else "",
            "changes": changes.preview(selection, findings) if selection and findings else None,
            **_brand_of(selection),
            "findings": [
                {
                    "finding": finding,
                    "state": reading.of_finding(finding),
                    "word": _word(finding),
                    "waive": f"Waive {finding.key.label.lower()}",
                    "ways": list(self.ways(finding)),
                    "waiver_form": WaiverForm.beside(finding.key, waiver),
                    "waiver_id": f"{finding.key.value}_waiver",
                }
                for finding in findings
            ],
            "open": sum(not finding.lets_through for finding in findings),
            "may_order": self.may_order,
        }

    def wishes(self) -> dict[str, str]:
        asked = {form.value: "The intake asks for it" for form in inputs.wished(self.choice.chain)}
        return asked | {PackOption.QC_REPORTS.value: "An appendix with what each check found, and who accepted it"}

    def boxes(self, words: dict[str, str]) -> Iterator[dict[str, Any]]:
        """The fields of the choice, each with its boxes and what is said beside them."""
        for bound in self.choice.form:
            yield {
                "field": bound,
                "choices": [{"box": box, "says": words.get(box.data["value"], "")} for box in bound.subwidgets],
            }

    def ways(self, finding: Finding) -> Iterator[dict[str, str]]:
        """Where what the check found is put right."""
        for kind, path in finding.places[:WAYS]:
            url = reverse("work:stage", args=[self.engagement.public_id, kind.value])
            at = content.label(content.MODELS[kind], path) if path and len(finding.places) > 1 else ""
            label = f"Open {kind.label}{', ' * bool(at)}{at}"
            yield {"label": label, "url": f"{url}?{urlencode({'at': path})}" if path else url}
        if finding.key is CheckKey.BRANDING and not finding.passed and roles.may_manage(self.member):
            yield {"label": "Set the brand", "url": reverse("admin:tenants_brand_add")}

    def history(self) -> dict[str, Any]:
        page = Paginator(listing.of_engagement(self.engagement), PAGE).get_page(self.request.GET.get("page"))
        return {"page": page, "packs": listing.read(list(page))}


def _brand_of(selection: inputs.Selection | None) -> dict[str, Any]:
    """The agency's brand, which the checks have read already and the page would read again."""
    return {"brand": selection.brand.agency} if selection and selection.brand else {}


def _word(finding: Finding) -> str:
    if finding.waiver:
        return "Waived"
    return "Read again" if finding.passed and finding.warning else WORDS[finding.outcome]
