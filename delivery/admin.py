"""Packs in the agency's admin: order with pre-flight, watch, read, publish, withdraw. State changes only through verbs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateformat import format as written
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from campaigns.domain import gates
from campaigns.enums import ArtifactKind
from campaigns.models import Engagement
from delivery.domain import inputs, packs, preflight
from delivery.domain.inputs import Selection
from delivery.enums import CheckKey, PackFormat, PackState
from delivery.files import serve
from delivery.forms import OrderForm, WaiverForm, WithdrawForm
from delivery.manifest import Outcome
from delivery.models import Download, Pack, PackFile
from tenants import audit
from tenants.admin import TenantAdmin
from tenants.errors import Refusal
from tenants.http import agency_of, member_of
from tenants.models.job import JobState
from tenants.sites import agency_admin

STATES = {
    PackState.BUILDING: "review",
    PackState.READY: "draft",
    PackState.PUBLISHED: "approved",
    PackState.SUPERSEDED: "stale",
    PackState.WITHDRAWN: "locked",
    PackState.FAILED: "failed",
}
"""State of a pack → state of the interface (docs/look/LOOK.md §6)."""
OUTCOMES = {Outcome.PASS: "approved", Outcome.FAIL: "failed", Outcome.UNKNOWN: "review"}
MINUTE = "j F Y, H:i T"
"""A time as people read it, with its zone."""


@dataclass(frozen=True)
class Choice:
    """What an admin ticked on the page of an order, and the selection that comes of it; None while the form is wrong."""

    engagement: Engagement
    form: OrderForm
    selection: Selection | None

    @property
    def address(self) -> str:
        """Of the page with the same boxes ticked."""
        page = reverse("admin:delivery_pack_order", args=[self.engagement.public_id])
        return f"{page}?{urlencode(self.form.cleaned_data, doseq=True)}"


@admin.register(Pack, site=agency_admin)
class PackAdmin(TenantAdmin):
    list_display = ["__str__", "client", "engagement", "state", "created_by", "built_at", "published_at"]
    list_filter = ["state"]
    search_fields = ["engagement__name", "engagement__campaign__name", "engagement__campaign__client__name"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("engagement__campaign__client", "job", "brand", "agency")

    @admin.display(ordering="engagement__campaign__client__name")
    def client(self, pack: Pack) -> Any:
        return pack.engagement.campaign.client

    def get_urls(self) -> list[Any]:
        def page(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"delivery_pack_{name}")

        return [
            page("order/<uuid:engagement_id>/", self.order_view, "order"),
            page("order/<uuid:engagement_id>/sign-off/", require_POST(self.sign_off_view), "sign_off"),
            page("order/<uuid:engagement_id>/waiver/", require_POST(self.waiver_view), "waiver"),
            page("<uuid:public_id>/progress/", self.progress_view, "progress"),
            page("<uuid:public_id>/publication/", require_POST(self.publication_view), "publication"),
            page("<uuid:public_id>/withdrawal/", require_POST(self.withdrawal_view), "withdrawal"),
            page("<uuid:public_id>/files/<str:name>/", self.file_view, "file"),
            *super().get_urls(),
        ]

    # --- Order ---

    def order_view(self, request: HttpRequest, engagement_id: Any) -> HttpResponse:
        """Pre-flight of what is ticked, and the button that orders the pack."""
        choice = self._choice(request, engagement_id)
        if request.method != "POST":
            return self._order_page(request, choice)
        if choice.selection is None:
            return self._order_page(request, choice, refusal=Refusal("Nothing was ordered."))
        try:
            pack = packs.order(
                choice.engagement, agency=agency_of(request), by=audit.By.member(member_of(request)),
                kinds=choice.selection.kinds, formats=choice.selection.formats,
            )  # fmt: skip
        except Refusal as refusal:
            return self._order_page(request, choice, refusal=refusal)
        messages.success(request, _ordered(pack))
        return redirect("admin:delivery_pack_change", pack.public_id)

    def sign_off_view(self, request: HttpRequest, engagement_id: Any) -> HttpResponse:
        choice = self._choice(request, engagement_id)
        try:
            selection = _as_shown(request, choice)
            made = preflight.sign_off(selection, member=member_of(request))
        except Refusal as refusal:
            return self._order_page(request, choice, refusal=refusal)
        messages.success(request, f"Signed off by {made.decider_name}: {gates.listed(list(selection.kinds))}.")
        return redirect(choice.address)

    def waiver_view(self, request: HttpRequest, engagement_id: Any) -> HttpResponse:
        choice, form = self._choice(request, engagement_id), WaiverForm(request.POST)
        try:
            selection = _as_shown(request, choice)
            if not form.is_valid():
                raise Refusal("Nothing was waived.")
            made = preflight.waive(
                selection, CheckKey(form.cleaned_data["check"]),
                member=member_of(request), reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Refusal as refusal:
            return self._order_page(request, choice, refusal=refusal, waiver=form)
        messages.success(request, f"{made.get_check_key_display()} waived by {made.decider_name}: {made.reason}")
        return redirect(choice.address)

    def _choice(self, request: HttpRequest, engagement_id: Any) -> Choice:
        """What is ticked: as posted, as the address says, or everything."""
        engagement = _engagement(engagement_id)
        chain = gates.chain(engagement)
        offered = inputs.default_kinds(chain)
        asked = request.POST if request.method == "POST" else request.GET
        said = request.method == "POST" or "kinds" in asked or "formats" in asked
        form = OrderForm(asked, offered=offered) if said else OrderForm.whole(offered)
        if not form.is_valid():
            return Choice(engagement, form, None)
        selection = inputs.select(
            engagement, agency=agency_of(request), chain=chain,
            kinds=[ArtifactKind(kind) for kind in form.cleaned_data["kinds"]],
            formats=[PackFormat(format) for format in form.cleaned_data["formats"]],
        )  # fmt: skip
        return Choice(engagement, form, selection)

    def _order_page(
        self, request: HttpRequest, choice: Choice, *, refusal: Refusal | None = None, waiver: WaiverForm | None = None
    ) -> HttpResponse:
        """The page of the choice, with what was refused and what was typed."""
        findings = preflight.check(choice.selection) if choice.selection else []
        context = {
            **self._frame(request, choice.engagement),
            "title": f"Build a pack for {choice.engagement.campaign.client}",
            "form": choice.form,
            "selection": choice.selection,
            "stages": gates.listed(list(choice.selection.kinds)) if choice.selection else "",
            "findings": [
                {"finding": finding, "state": _state(finding), "waiver_form": _waiver_form(finding.key, waiver)}
                for finding in findings
            ],
            "ready": all(finding.lets_through for finding in findings),
            "open": sum(not finding.lets_through for finding in findings),
            "packs": Pack.objects.filter(engagement=choice.engagement),
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "admin/delivery/pack/order.html", context, status=status)

    # --- Read ---

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return self._pack_page(request, self._pack(request, object_id))

    def _pack_page(
        self,
        request: HttpRequest,
        pack: Pack,
        *,
        refusal: Refusal | None = None,
        withdrawal: WithdrawForm | None = None,
    ) -> HttpResponse:
        files = list(PackFile.objects.filter(pack=pack))
        context = {
            **self._frame(request, pack.engagement),
            "title": f"{pack} for {pack.engagement.campaign.client}",
            "pack": pack,
            "state": STATES[PackState(pack.state)],
            "building": pack.job is not None and not pack.job.is_over,
            "failures": _failures(pack),
            "rebuilt": _rebuilt(pack),
            "files": [
                _file(pack, file) for file in sorted(files, key=lambda file: (file.name != packs.ARCHIVE, file.name))
            ],
            "checks": _checks(pack),
            "downloads": Download.objects.filter(file__pack=pack).select_related("file", "contact", "member")[:20],
            "withdraw_form": withdrawal or WithdrawForm(),
            "newer": packs.has_newer(pack),
            "publishable": pack.state in packs.PUBLISHABLE,
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "admin/delivery/pack/read.html", context, status=status)

    def progress_view(self, request: HttpRequest, public_id: Any) -> HttpResponse:
        """The job's row as a fragment that asks for itself until the job is over; then the page is read anew."""
        pack = self._pack(request, str(public_id))
        answer = render(request, "admin/delivery/pack/_progress.html", {"pack": pack})
        if pack.job is None or pack.job.is_over:
            answer["HX-Refresh"] = "true"
        return answer

    def file_view(self, request: HttpRequest, public_id: Any, name: str) -> HttpResponseBase:
        pack = self._pack(request, str(public_id))
        file = (
            PackFile.objects.filter(pack=pack, name=name).select_related("pack__engagement__campaign__client").first()
        )
        if file is None:
            raise Http404
        membership = member_of(request)
        return serve(file, by=audit.By.member(membership), member=membership.user)

    # --- Decide ---

    def publication_view(self, request: HttpRequest, public_id: Any) -> HttpResponse:
        pack = self._pack(request, str(public_id))
        packs.publish(pack, member=member_of(request), seen_digest=request.POST.get("seen", ""))
        messages.success(request, f"{pack} is published to {pack.engagement.campaign.client}.")
        return redirect("admin:delivery_pack_change", public_id)

    def withdrawal_view(self, request: HttpRequest, public_id: Any) -> HttpResponse:
        pack = self._pack(request, str(public_id))
        form = WithdrawForm(request.POST)
        try:
            if not form.is_valid():
                raise Refusal(f"{pack} was not withdrawn.")
            packs.withdraw(pack, member=member_of(request), reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            return self._pack_page(request, pack, refusal=refusal, withdrawal=form)
        messages.success(request, f"{pack} is withdrawn. The client sees it no longer.")
        return redirect("admin:delivery_pack_change", public_id)

    def _pack(self, request: HttpRequest, public_id: str) -> Pack:
        pack = self.get_object(request, public_id)
        if pack is None:
            raise Http404
        return pack

    def _frame(self, request: HttpRequest, engagement: Engagement) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "engagement": engagement,
            "client": engagement.campaign.client,
        }


def _engagement(public_id: Any) -> Engagement:
    found = Engagement.objects.select_related("campaign__client").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _as_shown(request: HttpRequest, choice: Choice) -> Selection:
    """The selection that the page showed; refused when it is another one by now."""
    if choice.selection is None or request.POST.get("digest") != choice.selection.digest:
        raise Refusal("What goes out has changed since you opened the page. Nothing was decided; read it again.")
    return choice.selection


def _waiver_form(key: CheckKey, typed: WaiverForm | None) -> WaiverForm:
    """The form beside one check: as it was typed, if it was this one."""
    if typed is not None and typed.data.get("check") == key:
        return WaiverForm(typed.data, auto_id=f"{key.value}_%s")
    return WaiverForm(initial={"check": key.value}, auto_id=f"{key.value}_%s")


def _ordered(pack: Pack) -> str:
    if pack.built_at is None:
        return f"{pack} is ordered and will be built now."
    return f"{pack} holds exactly this already. It will be built again, to compare; what it holds does not change."


def _state(finding: preflight.Finding) -> str:
    return "changes" if finding.waiver else OUTCOMES[finding.outcome]


def _file(pack: Pack, file: PackFile) -> dict[str, Any]:
    return {
        "kind": file.name.rpartition(".")[2].upper()[:5],
        "name": file.name,
        "url": reverse("admin:delivery_pack_file", args=[pack.public_id, file.name]),
        "size": file.size,
        "sha256": file.sha256,
    }


def _failures(pack: Pack) -> list[tuple[str, str]]:
    """What was not made, and why, of a pack that failed."""
    labels = {str(form.value): form.label for form in PackFormat}
    return [(f"{labels.get(name, 'The pack')}:", reason) for name, reason in pack.errors.items()]


def _rebuilt(pack: Pack) -> dict[str, str] | None:
    """How the last job went, for a pack that was there before it."""
    job = pack.job
    if pack.built_at is None or job is None or not job.is_over or job.created_at < pack.built_at:
        return None
    when = _minute(job.finished_at)
    if job.state == JobState.FAILED:
        return {"state": "failed", "title": f"Building it again failed, {when}.", "text": job.error}
    return {"state": "approved", "title": f"Built again, {when}.", "text": "The files are the same, byte for byte."}


def _checks(pack: Pack) -> list[dict[str, str]]:
    """The evidence of the five checks as the manifest holds it."""
    if not pack.manifest:
        return []
    evidence, waivers = pack.manifest["check_evidence"], pack.manifest["waivers"]
    return [_evidence(key, evidence[key], waivers.get(key)) for key in CheckKey]


def _evidence(key: CheckKey, found: dict[str, Any], waiver: dict[str, Any] | None) -> dict[str, str]:
    signed = found.get("sign_off")
    source = ""
    if waiver:
        source = f"Waived by {_decided(waiver)}: {waiver['reason']}"
    elif signed:
        source = f"Signed off by {_decided(signed)}."
    return {
        "state": "changes" if waiver else OUTCOMES[Outcome(found["outcome"])],
        "title": key.label,
        "text": found["detail"],
        "source": source,
    }


def _decided(decision: dict[str, Any]) -> str:
    """Who and when; the role stands for somebody without a name."""
    return f"{decision['by'] or decision['role']}, {_minute(datetime.fromisoformat(decision['at']))}"


def _minute(moment: datetime | None) -> str:
    return written(timezone.localtime(moment), MINUTE) if moment else ""
