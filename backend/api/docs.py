"""The API's document, and pages to read it: from our own files, so they work offline."""

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from backend.api.endpoint import Endpoint
from backend.errors import NotFound


class Document(SpectacularAPIView):
    """OpenAPI 3.1, as YAML, or as JSON for those who accept that."""

    authentication_classes: list[Any] = []


@method_decorator(csp_update({"style-src": [SELF, UNSAFE_INLINE]}), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    """Swagger UI. It sets styles on its elements, so this page alone may; its scripts are files of ours."""

    authentication_classes: list[Any] = []


class NothingHere(Endpoint):
    """Every other address below /api/: a problem like any other, for those who are signed in."""

    schema = None

    def get(self, request: Request) -> Response:
        """Refuse."""
        raise NotFound("there is nothing here")

    post = put = patch = delete = get
