"""Packs in the agency's admin: order with pre-flight, watch, read, publish, withdraw. State changes only through verbs."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.domain import gates
from campaigns.models import Engagement
from delivery.domain import keys, packs, parts, preflight, previews, reading
from delivery.enums import CheckKey
from delivery.files import serve, serve_part
from delivery.forms import Choice, WaiverForm, WithdrawForm, choose
from delivery.models import Download, Pack, PackFile, SigningKey
from tenants import audit, roles
from tenants.admin import TenantAdmin
from tenants.errors import Refusal
from tenants.http import agency_of, member_of
from tenants.sites import agency_admin


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
            page("<uuid:public_id>/files/<path:name>/", self.file_view, "file"),
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
                kinds=choice.selection.kinds, formats=choice.selection.formats, options=choice.selection.options,
            )  # fmt: skip
        except Refusal as refusal:
            return self._order_page(request, choice, refusal=refusal)
        messages.success(request, reading.ordered(pack))
        return redirect("admin:delivery_pack_change", pack.public_id)

    def sign_off_view(self, request: HttpRequest, engagement_id: Any) -> HttpResponse:
        choice = self._choice(request, engagement_id)
        try:
            selection = choice.as_shown(request.POST.get("digest", ""))
            made = preflight.sign_off(selection, member=member_of(request))
        except Refusal as refusal:
            return self._order_page(request, choice, refusal=refusal)
        messages.success(request, f"Signed off by {made.decider_name}: {gates.listed(list(selection.kinds))}.")
        return redirect(_address(choice))

    def waiver_view(self, request: HttpRequest, engagement_id: Any) -> HttpResponse:
        choice, form = self._choice(request, engagement_id), WaiverForm(request.POST)
        try:
            selection = choice.as_shown(request.POST.get("digest", ""))
            if not form.is_valid():
                raise Refusal("Nothing was waived.")
            made = preflight.waive(
                selection, CheckKey(form.cleaned_data["check"]),
                member=member_of(request), reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Refusal as refusal:
            return self._order_page(request, choice, refusal=refusal, waiver=form)
        messages.success(request, f"{made.get_check_key_display()} waived by {made.decider_name}: {made.reason}")
        return redirect(_address(choice))

    def _choice(self, request: HttpRequest, engagement_id: Any) -> Choice:
        posted = request.method == "POST"
        return choose(
            _engagement(engagement_id),
            agency=agency_of(request), asked=request.POST if posted else request.GET, posted=posted,
        )  # fmt: skip

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
                {
                    "finding": finding,
                    "state": reading.of_finding(finding),
                    "waiver_form": WaiverForm.beside(finding.key, waiver),
                }
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
        held = reading.files(pack)
        context = {
            **self._frame(request, pack.engagement),
            "title": f"{pack} for {pack.engagement.campaign.client}",
            "pack": pack,
            "state": reading.state(pack),
            "building": reading.is_building(pack),
            "failures": reading.failures(pack),
            "rebuilt": reading.rebuilt(pack),
            "partial": [_with_address(pack, file) for file in reading.partial(pack)],
            "files": [_with_address(pack, file) for file in held],
            "shown": previews.shown(pack, [file["name"] for file in held]),
            "checks": reading.checks(pack),
            "downloads": Download.objects.filter(file__pack=pack).select_related("file", "contact", "member")[:20],
            "withdraw_form": withdrawal or WithdrawForm(),
            "moved_on": packs.moved_on(pack),
            "publishable": pack.state in packs.PUBLISHABLE,
            "refusal": refusal,
        }
        status = refusal.status if refusal else 200
        return render(request, "admin/delivery/pack/read.html", context, status=status)

    def progress_view(self, request: HttpRequest, public_id: Any) -> HttpResponse:
        """The job's row as a fragment that asks for itself until the job is over; then the page is read anew."""
        pack = self._pack(request, str(public_id))
        answer = render(request, "admin/delivery/pack/_progress.html", {"pack": pack})
        if not reading.is_building(pack):
            answer["HX-Refresh"] = "true"
        return answer

    def file_view(self, request: HttpRequest, public_id: Any, name: str) -> HttpResponseBase:
        pack, membership = self._pack(request, str(public_id)), member_of(request)
        by = audit.By.member(membership)
        if part := parts.part_file(pack, name):
            return serve_part(part, by=by)
        file = (
            PackFile.objects.filter(pack=pack, name=name).select_related("pack__engagement__campaign__client").first()
        )
        if file is None:
            raise Http404
        return serve(file, by=by, member=membership.user)

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


def _with_address(pack: Pack, file: dict[str, Any]) -> dict[str, Any]:
    return {**file, "url": reverse("admin:delivery_pack_file", args=[pack.public_id, file["name"]])}


def _address(choice: Choice) -> str:
    """Of the page with the same boxes ticked."""
    return f"{reverse('admin:delivery_pack_order', args=[choice.engagement.public_id])}?{choice.query}"


@admin.register(SigningKey, site=agency_admin)
class SigningKeyAdmin(TenantAdmin):
    """The keys an agency signs its packs with, as a list, and the page on which an owner makes a new one."""

    list_display = ["fingerprint", "created_at", "packs"]
    list_display_links = None
    may_view = staticmethod(roles.may_manage)
    has_add_permission = TenantAdmin.has_module_permission

    def get_urls(self) -> list[Any]:
        """The list and one page more: a key has no page of its own."""
        view = self.admin_site.admin_view
        add = require_http_methods(["GET", "HEAD", "POST"])(self.renewal_view)
        return [
            path("", view(self.changelist_view), name="delivery_signingkey_changelist"),
            path("add/", view(add), name="delivery_signingkey_add"),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("secret").annotate(signed=Count("packs"))

    @admin.display(description="packs signed", ordering="signed")
    def packs(self, key: Any) -> int:
        return int(key.signed)

    def renewal_view(self, request: HttpRequest) -> HttpResponse:
        """What follows from a new key, and the button that makes it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            made = keys.renew(member=member_of(request), seen=request.POST.get("seen", ""))
            messages.success(request, f"The agency signs with {made.fingerprint} from now on.")
            return redirect("admin:delivery_signingkey_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "A new signing key",
            "opts": self.opts,
            "newest": keys.newest(),
            "follows": list(_follows(Pack.objects.filter(signing_key__isnull=False).count())),
        }
        return render(request, "admin/delivery/signingkey/add.html", context)


def _follows(signed: int) -> Iterator[dict[str, str]]:
    """What a new key means for packs and clients, for `{% findings %}`."""
    yield {"state": "review", "text": "Packs that are built from now on are signed with the new key."}
    those = "The pack signed so far keeps its" if signed == 1 else f"The {signed} packs signed so far keep their"
    if signed:
        text = f"{those} signature and can be checked as before: the portal goes on showing the line of every key."
        yield {"state": "approved", "text": text}
    yield {
        "state": "changes",
        "text": "Clients who kept allowed_signers fetch it again from the portal. Without the new line their check refuses "
        "newer packs.",
    }
    yield {
        "state": "stale",
        "text": "It cannot be undone, and the old key is not called back: if somebody else has it, tell your clients to delete "
        "its line from their allowed_signers.",
    }
