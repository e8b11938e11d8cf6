from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "aicmo_site"

    def ready(self) -> None:
        from aicmo_site import checks, evidence  # noqa: F401 -- they register themselves
