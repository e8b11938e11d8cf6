from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "aicmo_site"
