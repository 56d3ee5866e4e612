"""Every address of the site."""

from django.urls import include, path

from backend.project.health import healthz, readyz

handler500 = "backend.project.server_error.server_error"
urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/", include("backend.api.urls")),
    path("", include("backend.web.urls")),
]
