from django.urls import path, re_path

from tenants import views

app_name = "tenants"
urlpatterns = [
    path("account/security/", views.security, name="security"),
    path("account/sessions/end/", views.sign_out_everywhere, name="sessions"),
    re_path(r"^brand/(?P<version>\d{1,9})/(?P<ground>paper|colour)\.png$", views.logo, name="logo"),
]
