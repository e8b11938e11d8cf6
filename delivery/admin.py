"""Packs in the agency's admin: order with pre-flight, watch, read, publish, withdraw. State changes only through verbs."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from campaigns.domain import gates
from campaigns.enums import ArtifactKind
from campaigns.models import Engagement
from delivery.domain import inputs, packs, preflight
from delivery.domain.inputs import Selection
from delivery.enums import AVAILABLE, CheckKey, PackFormat, PackState
from delivery.files import serve
from delivery.forms import OrderForm, WaiverForm, WithdrawForm
from delivery.manifest import Outcome
from delivery.models import Download, Pack, PackFile
from tenants import audit
from tenants.admin import TenantAdmin
from tenants.errors import Refusal
from tenants.http import agency_of, member_of
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


@admin.register(Pack, site=agency_admin)
class PackAdmin(TenantAdmin):
    list_display = ["__str__", "client", "engagement", "state", "created_by", "built_at", "published_at"]
    list_filter = ["state"]
    search_fields = ["engagement__name", "engagement__campaign__name", "engagement__campaign__client__name"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("engagement__campaign__client", "job", "brand")

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
        """Pre-flight of the present inputs, and the button that orders the pack."""
        engagement = _engagement(engagement_id)
        chain = gates.chain(engagement)
        approved = [kind for kind in ArtifactKind if kind in chain.effective]
        chosen = request.POST if request.method == "POST" else request.GET
        initial = {"kinds": approved, "formats": [form.value for form in AVAILABLE]}
        form = OrderForm(chosen if "kinds" in chosen else None, approved=approved, initial=initial)
        selection = self._selection(request, engagement, form, chain)
        if request.method == "POST" and form.is_valid():
            try:
                pack = packs.order(
                    engagement, agency=agency_of(request), by=audit.By.member(member_of(request)),
                    kinds=selection.kinds, formats=selection.formats,
                )  # fmt: skip
            except Refusal as refusal:
                form.add_error(None, refusal.message)
            else:
                return redirect("admin:delivery_pack_change", pack.public_id)
        findings = preflight.check(selection)
        context = {
            **self._frame(request, engagement),
            "title": f"Build a pack for {engagement.campaign.client}",
            "form": form,
            "digest": selection.digest,
            "query": request.GET.urlencode(),
            "findings": [{"finding": finding, "state": _state(finding)} for finding in findings],
            "ready": all(finding.lets_through for finding in findings),
            "open": sum(not finding.lets_through for finding in findings),
            "packs": Pack.objects.filter(engagement=engagement),
        }
        status = 409 if form.is_bound and form.non_field_errors() else 200
        return render(request, "admin/delivery/pack/order.html", context, status=status)

    def _selection(
        self, request: HttpRequest, engagement: Engagement, form: OrderForm, chain: gates.Chain
    ) -> Selection:
        data = form.cleaned_data if form.is_bound and form.is_valid() else {}
        return inputs.select(
            engagement, agency=agency_of(request),
            kinds=[ArtifactKind(kind) for kind in data.get("kinds", [])],
            formats=[PackFormat(form) for form in data.get("formats", [])],
            chain=chain,
        )  # fmt: skip

    def _decided_on(self, request: HttpRequest, engagement_id: Any) -> Selection:
        """The selection that the page showed; refused when it is another one by now."""
        engagement = _engagement(engagement_id)
        chain = gates.chain(engagement)
        approved = [kind for kind in ArtifactKind if kind in chain.effective]
        form = OrderForm(request.POST if "kinds" in request.POST else None, approved=approved)
        selection = self._selection(request, engagement, form, chain)
        if request.POST.get("digest") != selection.digest:
            raise Refusal("What goes out has changed since you opened the page. Nothing was decided; read it again.")
        return selection

    def sign_off_view(self, request: HttpRequest, engagement_id: Any) -> HttpResponse:
        preflight.sign_off(self._decided_on(request, engagement_id), member=member_of(request))
        messages.success(request, "Signed off in your name.")
        return _back(request, engagement_id)

    def waiver_view(self, request: HttpRequest, engagement_id: Any) -> HttpResponse:
        form = WaiverForm(request.POST)
        if not form.is_valid() or form.cleaned_data["check"] not in list(CheckKey):
            raise Refusal("A waiver needs a reason. It is printed in the manifest.")
        preflight.waive(
            self._decided_on(request, engagement_id), CheckKey(form.cleaned_data["check"]),
            member=member_of(request), reason=form.cleaned_data["reason"],
        )  # fmt: skip
        return _back(request, engagement_id)

    # --- Read ---

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        pack = self._pack(request, object_id)
        files = list(PackFile.objects.filter(pack=pack))
        context = {
            **self._frame(request, pack.engagement),
            "title": f"{pack} for {pack.engagement.campaign.client}",
            "pack": pack,
            "state": STATES[PackState(pack.state)],
            "files": [
                _file(pack, file) for file in sorted(files, key=lambda file: (file.name != packs.ARCHIVE, file.name))
            ],
            "checks": _checks(pack),
            "downloads": Download.objects.filter(file__pack=pack).select_related("file", "contact", "member")[:20],
            "withdraw_form": WithdrawForm(),
            "newer": _has_newer(pack, agency_of(request)),
            "publishable": pack.state in packs.PUBLISHABLE,
        }
        return render(request, "admin/delivery/pack/read.html", context)

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
        packs.withdraw(pack, member=member_of(request), reason=request.POST.get("reason", ""))
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


def _back(request: HttpRequest, engagement_id: Any) -> HttpResponse:
    query = request.POST.get("query", "")
    return redirect(f"{reverse('admin:delivery_pack_order', args=[engagement_id])}{'?' + query if query else ''}")


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


def _checks(pack: Pack) -> list[dict[str, str]]:
    """The evidence of the five checks as the manifest holds it."""
    if not pack.manifest:
        return []
    evidence, waivers = pack.manifest["check_evidence"], pack.manifest["waivers"]
    return [
        {
            "state": "changes" if key in waivers else OUTCOMES[Outcome(evidence[key]["outcome"])],
            "title": key.label,
            "text": evidence[key]["detail"],
            "source": f"Waived by {waivers[key]['by'] or waivers[key]['role']}: {waivers[key]['reason']}"
            if key in waivers
            else "",
        }
        for key in CheckKey
    ]


def _has_newer(pack: Pack, agency: Any) -> bool:
    """Whether approved content has moved on since this pack was ordered."""
    if not pack.is_published:
        return False
    now = inputs.select(
        pack.engagement, agency=agency,
        kinds=[ArtifactKind(kind) for kind in pack.kinds], formats=[PackFormat(form) for form in pack.formats],
    )  # fmt: skip
    return now.digest != pack.inputs_digest
