from django.urls import path

from portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.code, name="code"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("client/", views.client, name="client"),
    path("allowed_signers", views.allowed_signers, name="allowed_signers"),
    path("packs/<uuid:public_id>/", views.pack, name="pack"),
    path("packs/<uuid:public_id>/summary/", views.summary, name="summary"),
    path("packs/<uuid:public_id>/summary.html", views.summary_page, name="summary_page"),
    path("packs/<uuid:public_id>/pages/", views.pages, name="pages"),
    path("packs/<uuid:public_id>/pictures/<str:preview>.webp", views.picture, name="picture"),
    path("packs/<uuid:public_id>/files/<path:name>", views.file, name="file"),
]
