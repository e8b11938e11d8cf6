from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "Work"

    def ready(self) -> None:
        from campaigns.admin.waiting import waiting_for
        from tenants import waiting

        waiting.register(waiting_for)
