"""Clients, contacts, campaigns and engagements, to look up."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from campaigns.models import Campaign, Client, Contact, Engagement
from tenants.admin import TenantAdmin
from tenants.sites import agency_admin


@admin.register(Client, site=agency_admin)
class ClientAdmin(TenantAdmin):
    list_display = ["name", "industry", "website", "locale", "created_at"]
    search_fields = ["name", "industry"]


@admin.register(Contact, site=agency_admin)
class ContactAdmin(TenantAdmin):
    list_display = ["name", "email", "client", "title", "is_active"]
    list_select_related = ["client"]
    search_fields = ["name", "email", "client__name"]


@admin.register(Campaign, site=agency_admin)
class CampaignAdmin(TenantAdmin):
    list_display = ["name", "client", "objective", "status", "start_date", "end_date"]
    list_select_related = ["client"]
    list_filter = ["status", "objective"]
    search_fields = ["name", "client__name"]


@admin.register(Engagement, site=agency_admin)
class EngagementAdmin(TenantAdmin):
    list_display = ["name", "campaign", "client", "created_at"]
    list_select_related = ["campaign__client"]
    search_fields = ["name", "campaign__name", "campaign__client__name"]

    @admin.display(ordering="campaign__client__name")
    def client(self, engagement: Engagement) -> Any:
        return engagement.campaign.client

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("campaign__client")
