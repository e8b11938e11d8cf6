from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = "Agency"

    def ready(self) -> None:
        from tenants import checks, signals  # noqa: F401 -- they register themselves
