"""Admin pages of the ground floor, and `TenantAdmin`, on which every floor registers its tenant models."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.views.decorators.http import require_POST, require_safe

from tenants import agency_settings, audit, brand_files, people, roles
from tenants.account_forms import LineField, NameField
from tenants.agencies import check_newcomer, create_agency, invite
from tenants.brand import current_brand, save_brand
from tenants.brand_forms import LOGOS, TEXTS, BrandForm, chosen, file_choices
from tenants.hosts import clean_domain
from tenants.http import agency_of, known, member_of
from tenants.models import (
    Agency,
    AuditEntry,
    Brand,
    BrandFile,
    Domain,
    FileState,
    Job,
    Membership,
    PlatformEntry,
    Role,
    User,
)
from tenants.models.brand import FILES
from tenants.sites import agency_admin, operator_admin

HISTORY = 200  # entries shown of one object
MAX_EMAIL = 254  # characters, as the column


class NamedChangeList(ChangeList):
    """A list under the name of what it lists, rather than "Select … to view"."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.title = capfirst(str(self.opts.verbose_name_plural))


class NamedAdmin(admin.ModelAdmin):
    """Pages under the names of what they show, and the history from our own record."""

    actions = None
    show_full_result_count = False
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NamedChangeList

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Under the name of the row, rather than "View …"."""
        if context.get("original"):
            context |= {"title": str(context["original"]), "subtitle": None}
            context["history_id"] = self.address_of(context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    def address_of(self, obj: Any) -> str:
        """What stands for the row in addresses."""
        return str(obj.pk)

    # Django's own log is not used.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        pass

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        pass

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        pass

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What our record says about this object."""
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {obj}",
            "object": obj,
            "opts": self.opts,
            "entries": self.history_entries(obj)[:HISTORY],
        }
        return render(request, "admin/history.html", context)

    def history_entries(self, obj: Any) -> "QuerySet[Any]":
        """The latest first, each with `at`, `actor_name`, `action` and `number`."""
        raise NotImplementedError


class RoleAdmin(NamedAdmin):
    """Permissions from the member's role; nothing is added, changed or deleted unless a subclass says so."""

    may_view = staticmethod(roles.may_approve)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_view(known(request).membership)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_view(known(request).membership)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_entries(self, obj: Any) -> "QuerySet[Any]":
        public_id = str(getattr(obj, "public_id", "-"))
        return AuditEntry.objects.filter(object_kind=obj._meta.model_name, object_id=public_id)


class PublicChangeList(NamedChangeList):
    """A list whose rows link by public id."""

    def url_for_result(self, result: Any) -> str:
        view = f"{self.model_admin.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(view, args=[result.public_id])


class TenantAdmin(RoleAdmin):
    """Base of every tenant model's admin: walled rows, public ids in addresses, state read-only (verbs change it)."""

    def get_queryset(self, request: HttpRequest) -> Any:
        return self.model._default_manager.all()

    def address_of(self, obj: Any) -> str:
        return str(obj.public_id)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """By public id. A foreign, a missing and a malformed id are the same: there is nothing there."""
        try:
            return self.get_queryset(request).filter(public_id=object_id).first()
        except (ValidationError, ValueError):
            return None

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PublicChangeList


@admin.register(AuditEntry, site=agency_admin)
class AuditEntryAdmin(TenantAdmin):
    list_display = ["number", "at", "actor_name", "action", "object_name"]
    list_filter = ["actor_kind", "action"]
    search_fields = ["actor_name", "action", "object_name"]
    ordering = ["-number"]


@admin.register(Job, site=agency_admin)
class JobAdmin(TenantAdmin):
    list_display = ["kind", "state", "progress", "step", "attempts", "created_at", "created_by"]
    list_filter = ["state", "kind"]


@admin.register(Brand, site=agency_admin)
class BrandAdmin(TenantAdmin):
    """Versions of the brand. Saving adds the next one; what was delivered keeps its own."""

    list_display = ["version", "name", "colour", "created_by", "created_at"]
    fields = [*TEXTS, *FILES, "logo_sha256", "logo_on_colour_sha256", "created_by", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return roles.may_manage(known(request).membership)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs) if obj else BrandForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj:
            return self.fields
        brand = current_brand()
        there = [name for name in LOGOS if brand and getattr(brand, f"{name}_sha256")]
        return [*TEXTS, *file_choices(), *(f"new_{name}" for name in LOGOS), *(f"remove_{name}" for name in there)]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        context = {"title": "The next version of the brand", "show_save_and_add_another": False}
        return super().add_view(request, form_url, {**context, **(extra_context or {})})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        brand = current_brand()
        return {**{name: getattr(brand, name) for name in TEXTS}, **chosen(brand)} if brand else {}

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        return form.instance

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by = audit.By.member(cast(Membership, known(request).membership))
        saved = save_brand(by=by, **form.values())
        obj.pk = saved.pk
        if words := brand_files.warning(saved):
            messages.warning(request, words)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        pass

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("logo", "logo_on_colour")


class BrandFileForm(forms.ModelForm):
    """What is uploaded, and as what. The verb has the guards, so that each is said at its field."""

    file = forms.FileField(
        help_text=f"A typeface for desktops (.ttf) or a PowerPoint master (.potx, .pptx), up to {brand_files.LARGEST >> 20} MB."
    )

    class Meta:
        model = BrandFile
        fields: list[str] = []

    def clean_file(self) -> Any:
        return brand_files.check_size(self.cleaned_data["file"])


@admin.register(BrandFile, site=agency_admin)
class BrandFileAdmin(TenantAdmin):
    """Typefaces and PowerPoint masters: the list, the upload, and what the check found. A file is removed while no version of a
    brand names it."""

    list_display = ["label", "kind", "state", "created_by", "created_at"]
    list_filter = ["state"]
    form = BrandFileForm
    has_add_permission = TenantAdmin.has_module_permission

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path(
                "<uuid:public_id>/progress/", view(require_safe(self.progress_view)), name="tenants_brandfile_progress"
            ),
            path("<uuid:public_id>/removal/", view(require_POST(self.removal_view)), name="tenants_brandfile_removal"),
            *super().get_urls(),
        ]

    @admin.display(description="file", ordering="name")
    def label(self, file: BrandFile) -> str:
        return str(file)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs) if obj else BrandFileForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["name"] if obj else ["file"]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        context = {"title": "Upload a file", "show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**context, **(extra_context or {})})

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        return form.instance

    def save_model(self, request: HttpRequest, obj: BrandFile, form: Any, change: bool) -> None:
        sent = form.cleaned_data["file"]
        made = brand_files.upload(brand_files.kind_of(sent.name), sent.name, sent.read(), member=member_of(request))
        obj.pk, obj.public_id = made.pk, made.public_id

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        pass

    def response_add(self, request: HttpRequest, obj: BrandFile, post_url_continue: Any = None) -> HttpResponse:
        return redirect("admin:tenants_brandfile_change", obj.public_id)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        file = self._file(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": str(file),
            "opts": self.opts,
            "file": file,
            "facts": brand_files.facts(file),
            "findings": [
                {
                    "state": "failed" if each["severity"] == "error" else "changes",
                    "text": each["sentence"],
                    "source": each["place"],
                }
                for each in file.findings
            ],
            "users": brand_files.used_by(file),
        }
        return render(request, "admin/tenants/brandfile/read.html", context)

    def progress_view(self, request: HttpRequest, public_id: Any) -> HttpResponse:
        """A fragment that asks for itself until the check is over; then the page is read anew."""
        file = self._file(request, str(public_id))
        answer = render(request, "admin/tenants/brandfile/_progress.html", {"file": file})
        if file.state != FileState.CHECKING:
            answer["HX-Refresh"] = "true"
        return answer

    def removal_view(self, request: HttpRequest, public_id: Any) -> HttpResponse:
        file = self._file(request, str(public_id))
        brand_files.remove(file, member=member_of(request))
        messages.success(request, f"{file} is removed.")
        return redirect("admin:tenants_brandfile_changelist")

    def _file(self, request: HttpRequest, public_id: str) -> BrandFile:
        file = self.get_object(request, public_id)
        if file is None or not self.has_view_permission(request, file):
            raise Http404
        return cast(BrandFile, file)


class InvitationForm(forms.ModelForm):
    """The owner says who is to come, and as what; `invite` does the rest."""

    email = forms.EmailField(label="E-mail", max_length=MAX_EMAIL, help_text="Gets the agency's address and a way in.")
    name = NameField(help_text="As it is to stand beside their decisions. They can change it.")

    class Meta:
        model = Membership
        fields = ["role"]

    def clean(self) -> dict[str, Any]:
        """The guard of `invite`, so that it is said at its field."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "email" in cleaned:
            check_newcomer(cleaned["email"])
        return cleaned


class MemberForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ["role", "is_active"]
        labels = {"is_active": "Active"}
        help_texts = {"is_active": "Without the tick they are signed out here and cannot come back. Their work stays."}


@admin.register(Membership, site=agency_admin)
class MembershipAdmin(RoleAdmin):
    """The people of the host's own agency, out of a shared table. Adding somebody invites them."""

    form = MemberForm
    list_display = ["email", "name", "role", "active", "since"]
    fields = ["email", "name", "role", "is_active", "since"]
    readonly_fields = ["email", "name", "since"]
    may_view = staticmethod(roles.may_manage)

    has_add_permission = RoleAdmin.has_module_permission
    has_change_permission = RoleAdmin.has_view_permission

    def get_queryset(self, request: HttpRequest) -> Any:
        return people.members().order_by("user__email")

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        member = super().get_object(request, object_id, from_field)
        if member is not None and member.awaited:
            member.user.name = ""  # on this page only; it is never saved from here
        return member

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404

    @admin.display(description="e-mail", ordering="user__email")
    def email(self, member: Membership) -> str:
        return member.user.email

    @admin.display(description="name")
    def name(self, member: Any) -> str:
        if not member.awaited:
            return str(member.user.name)
        return f"{member.typed}, has not come yet" if member.typed else "has not come yet"

    @admin.display(description="active", ordering="is_active", boolean=True)
    def active(self, member: Membership) -> bool:
        return member.is_active

    @admin.display(description="since", ordering="created_at")
    def since(self, member: Membership) -> str:
        return date_format(timezone.localtime(member.created_at), "j F Y")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs) if obj else InvitationForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ["email", "name", "role"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.readonly_fields if obj else []

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        context = {"title": "Invite somebody", "show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**context, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        owner = member_of(request)
        said = form.cleaned_data
        if change:
            people.change_role(obj, Role(said["role"]), by=owner)
            (people.reactivate if said["is_active"] else people.deactivate)(obj, by=owner)
            return
        by = audit.By.member(owner)
        invitation = invite(
            agency=agency_of(request), email=said["email"], name=said["name"], role=Role(said["role"]), by=by
        )
        obj.pk = invitation.membership.pk

    def response_add(self, request: HttpRequest, obj: Membership, post_url_continue: Any = None) -> HttpResponse:
        """The same words to whoever is known elsewhere and whoever is not."""
        messages.success(request, f"An invitation is on its way to {request.POST['email']}.")
        return redirect("admin:tenants_membership_changelist")

    def history_entries(self, obj: Membership) -> "QuerySet[Any]":
        return people.history(obj)


class SettingsForm(forms.Form):
    """The guards are `agency_settings.change`'s, which says each at its field."""

    name = forms.CharField(max_length=120, help_text="As your people read it. Clients read the brand's name.")
    four_eyes = forms.BooleanField(
        label="Four eyes", required=False, help_text="Whoever made the last edit cannot approve it."
    )
    approvers_by_role = forms.BooleanField(
        label="Approvers by role", required=False,
        help_text="Packs say by which role something was decided, and name nobody. For packs that are built from now on.",
    )  # fmt: skip
    time_zone = forms.ChoiceField(
        choices=lambda: [(zone, zone) for zone in agency_settings.zones()],
        help_text="Days and times on pages and in packs are this zone's.",
    )


@admin.register(Agency, site=agency_admin)
class SettingsAdmin(RoleAdmin):
    """The settings of the host's own agency: one page in the place of a list, with no id in its address."""

    may_view = staticmethod(roles.may_manage)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False  # a single page is no list; the index links to it by name

    def get_queryset(self, request: HttpRequest) -> Any:
        return Agency.objects.filter(pk=agency_of(request).pk)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.settings_view), name="tenants_agency_changelist"),
            path("history/", view(self.own_history_view), name="tenants_agency_history"),
        ]

    def settings_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        agency = agency_of(request)
        present = {name: getattr(agency, name) for name in SettingsForm.base_fields}
        form = SettingsForm(request.POST if request.method == "POST" else None, initial=present)
        if form.is_valid():
            try:
                agency_settings.change(agency, by=member_of(request), **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "The settings are saved.")
                return redirect("admin:tenants_agency_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "Agency settings",
            "opts": self.opts,
            "adminform": AdminForm(cast(Any, form), [(None, {"fields": list(form.fields)})], {}),
            "idle": agency_settings.four_eyes_idle(agency),
        }
        return render(request, "admin/tenants/agency/settings.html", context)

    def own_history_view(self, request: HttpRequest) -> HttpResponse:
        return self.history_view(request, str(agency_of(request).pk))


# --- The operator's site ---------------------------------------------------------------------------------------------


class OperatorAdmin(NamedAdmin):
    """Shared tables, for the operator alone. Deleting is not offered: an agency is switched off."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_entries(self, obj: Any) -> "QuerySet[Any]":
        kind = f"{obj._meta.model_name}."
        entries = PlatformEntry.objects.filter(action__startswith=kind, data__id=obj.pk)
        return entries.annotate(number=F("pk"))

    # In the transaction of what it tells of.
    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        self._record(request, obj, "added")

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        self._record(request, obj, "changed")

    def _record(self, request: HttpRequest, obj: Any, verb: str) -> None:
        PlatformEntry.objects.create(
            actor_name=known(request).user.get_full_name(),
            action=f"{obj._meta.model_name}.{verb}",
            data={"object": str(obj), "id": obj.pk},
        )


class AgencyForm(forms.ModelForm):
    name = LineField(max_length=120)

    class Meta:
        model = Agency
        fields = ["name", "is_active"]


class NewAgencyForm(AgencyForm):
    """The operator names the agency and its owner; `create_agency` does the rest."""

    owner_name = NameField(
        label="Owner's name", help_text="As it is to stand beside their decisions. They can change it."
    )
    owner_email = forms.EmailField(
        label="Owner's e-mail", max_length=MAX_EMAIL, help_text="Gets the agency's address and a way in."
    )

    class Meta:
        model = Agency
        fields = ["slug", "name"]


@admin.register(Agency, site=operator_admin)
class AgencyAdmin(OperatorAdmin):
    form = AgencyForm
    list_display = ["name", "slug", "is_active", "created_at"]
    search_fields = ["name", "slug"]
    fields = ["slug", "name", "is_active"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs) if obj else NewAgencyForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ["slug", "name", "owner_name", "owner_email"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["slug"] if obj else []

    def save_model(self, request: HttpRequest, obj: Agency, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        by = audit.By(audit.Actor.PLATFORM, known(request).user.get_full_name(), str(known(request).user.pk))
        with transaction.atomic():
            owner = {field: form.cleaned_data[field] for field in ("owner_name", "owner_email")}
            invitation = create_agency(slug=obj.slug, name=obj.name, **owner, by=by)
        obj.pk = invitation.membership.agency_id

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Nothing more: `create_agency` has written it down."""


@admin.register(Domain, site=operator_admin)
class DomainAdmin(OperatorAdmin):
    list_display = ["host", "agency", "verified_at"]
    fields = ["agency", "host", "verified"]

    class Form(forms.ModelForm):
        verified = forms.BooleanField(required=False, help_text="The agency has proved that the name is theirs.")

        class Meta:
            model = Domain
            fields = ["agency", "host"]
            error_messages = {"host": {"unique": "An agency has this name already."}}

        def clean_host(self) -> str:
            return clean_domain(self.cleaned_data["host"])

    form = Form

    def save_model(self, request: HttpRequest, obj: Domain, form: Any, change: bool) -> None:
        obj.verified_at = (obj.verified_at or timezone.now()) if form.cleaned_data["verified"] else None
        super().save_model(request, obj, form, change)


@admin.register(User, site=operator_admin)
class UserAdmin(OperatorAdmin):
    list_display = ["email", "name", "is_active", "is_operator", "last_login"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "is_active", "is_operator", "last_login"]
    readonly_fields = ["email", "last_login"]

    class Form(forms.ModelForm):
        name = NameField(required=False)

        class Meta:
            model = User
            fields = ["name", "is_active", "is_operator"]

    form = Form

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Never by password: Django would let the operator feel for the hash, letter by letter."""
        return not lookup.startswith(("password", "session_epoch")) and super().lookup_allowed(lookup, value, request)


@admin.register(PlatformEntry, site=operator_admin)
class PlatformEntryAdmin(OperatorAdmin):
    list_display = ["at", "actor_name", "action", "object_name"]
    fields = ["at", "actor_name", "action", "object_name"]

    @admin.display(description="Object")
    def object_name(self, entry: PlatformEntry) -> str:
        return str(entry.data.get("object", ""))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
