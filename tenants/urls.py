from django.urls import re_path

from tenants import views

app_name = "tenants"
urlpatterns = [
    re_path(r"^brand/(?P<version>\d{1,9})/(?P<ground>paper|colour)\.png$", views.logo, name="logo"),
]
