from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "Work"

    def ready(self) -> None:
        from campaigns.admin.waiting import rows, waiting_for
        from campaigns.domain import activity, evidence  # noqa: F401 -- they register themselves
        from campaigns.views.steps import first_steps
        from tenants import navigation, waiting
        from tenants.navigation import Place

        waiting.register(waiting_for, rows)
        waiting.register_steps(first_steps)
        ours = "work:campaign work:engagement work:board work:stage work:version work:decide work:compare work:pull delivery:order"
        navigation.register(Place("work:campaigns", "Campaigns", "campaign", ours))
        navigation.register(Place("work:clients", "Clients", "clients", "work:client work:contact"))
