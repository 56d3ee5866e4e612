"""Every address of the site."""

from django.urls import include, path

from backend.project.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/", include("backend.api.urls")),
    path("", include("backend.web.urls")),
]
