"""What every operation of the API has in common: sign-in, language, size limit, caching. No rules of the domain."""

from hashlib import sha256
from http import HTTPStatus
from typing import Any, ClassVar, Final

from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from rest_framework.exceptions import APIException
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.authentication import BrowserSession, PhoneSession, acting
from backend.api.languages import answer_language
from backend.api.parsing import ShallowJSONParser

MEBIBYTE: Final = 2**20


class TooLarge(APIException):
    """The body is larger than the operation takes."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = "the body is too large"
    default_code = "too_large"


class Endpoint(APIView):
    """One address of the API. Only for people who are signed in; answers are kept by nobody on the way."""

    authentication_classes = [PhoneSession, BrowserSession]
    permission_classes = [IsAuthenticated]
    parser_classes = [ShallowJSONParser]
    metadata_class = None
    largest_body: ClassVar[int] = MEBIBYTE
    counted: ClassVar[frozenset[str]] = frozenset()  # methods that may be used only so often: else 429
    refuses_to_read: ClassVar[bool] = False  # whether even a GET may be answered by 409

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse giants and strangers; then speak the language asked for, else the person's own.

        Giants first: a browser's sign-in looks for its token in the body, and would read all of it.
        """
        if int(request.META.get("CONTENT_LENGTH") or 0) > self.largest_body:
            raise TooLarge
        super().initial(request, *args, **kwargs)
        translation.activate(answer_language(request.headers.get("Accept-Language", ""), acting(request).language))

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Say how the answer may be kept (not at all) and what it depends on."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ["Accept-Language"])
        return response


class PolledEndpoint(Endpoint):
    """An address that phones ask again and again: GET answers carry an ETag, and nothing new is a 304."""

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Let the phone, and nobody on the way, keep what it was told, to be asked about each time."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if request.method in ("GET", "HEAD") and response.status_code == HTTPStatus.OK:
            response.headers["Cache-Control"] = "private, no-cache"
            patch_vary_headers(response, ["X-Session-Token", "Cookie"])
            known = request.headers.get("If-None-Match", "")
            response.add_post_render_callback(lambda rendered: _unless_known(rendered, known))
        return response


def _unless_known(response: Response, known: str) -> HttpResponseBase | None:
    digest = sha256(f"{translation.get_language()}\n".encode() + response.rendered_content).hexdigest()
    etag = f'"{digest[:32]}"'
    response.headers["ETag"] = etag
    given = {one.removeprefix("W/") for one in parse_etags(known)}
    if etag not in given and "*" not in given:
        return None
    answer = HttpResponseNotModified()
    for name in ("Cache-Control", "ETag", "Vary"):
        answer.headers[name] = response.headers[name]
    return answer
