"""A POST with an `Idempotency-Key` has its effect once, however often it is sent.

The key is claimed before the use case runs and settled after it, each in a transaction of its own: use cases
are durable and commit by themselves. So, when the process dies
  before the use case commits   nothing was done; after LOST_AFTER the same request does it.
  between commit and settling   it was done, but the answer is lost. After LOST_AFTER the same request runs once
                                more into the state it left behind, which refuses a second effect ("answered
                                already", "a run is going on") or has none (an import, a message read).
Kept and said again are answers of success and refusals of a use case. Not kept: what never reached one
(malformed, invalid, not signed in), and what broke (5xx), where the same holds as when the process dies.
A POST answers with states, ids, counts and texts of our own, never with a person: so nothing is said again, or kept
here, that somebody may no longer see.
"""

import json
import re
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.api.authentication import acting
from backend.api.errors import MEDIA_TYPE, refusal
from backend.api.models import IdempotentRequest
from backend.errors import Conflict, DomainError, Invalid

HEADER: Final = "Idempotency-Key"
KEY: Final = re.compile(r"[\x21-\x7e]{1,255}")

_View = TypeVar("_View", bound=APIView)
_P = ParamSpec("_P")
_Post = Callable[Concatenate[_View, Request, _P], Response]


def idempotent(post: "_Post[_View, _P]") -> Callable[..., HttpResponseBase]:
    """Let `post` have its effect once per key of the person who asks; without a key, each time."""

    @wraps(post)
    def once(view: _View, request: Request, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
        key = request.headers.get(HEADER)
        if key is None:
            return post(view, request, *args, **kwargs)
        claimed, is_ours = _claim(request, key)
        if not is_ours:
            return _said_before(claimed)
        try:
            response = _answer(post, view, request, *args, **kwargs)
        except Exception:
            IdempotentRequest.requests.release(claimed)
            raise
        return _settled(claimed, response)

    once.is_idempotent = True  # type: ignore[attr-defined]  # for the guard that looks at every POST
    return once


def _answer(post: "_Post[_View, _P]", view: _View, request: Request, *args: _P.args, **kwargs: _P.kwargs) -> Response:
    try:
        return post(view, request, *args, **kwargs)
    except DomainError as error:
        return refusal(error)


def _claim(request: Request, key: str) -> tuple[IdempotentRequest, bool]:
    if not KEY.fullmatch(key):
        raise Invalid("a key has 1 to 255 visible ASCII letters", code="bad_idempotency_key", facts={"field": HEADER})
    now = timezone.now()
    operation = f"{request.method} {request.path}"
    digest = sha256(json.dumps(request.data, sort_keys=True, default=_file_digest).encode()).hexdigest()
    claimed, is_ours = IdempotentRequest.requests.claim(
        acting(request), key, operation=operation, digest=digest, now=now
    )
    if (claimed.operation, claimed.digest) != (operation, digest):
        raise Invalid("this key was used for something else", code="idempotency_key_reused", facts={"field": HEADER})
    if claimed.status is None and not is_ours:
        raise Conflict("the same request is going on", code="in_progress")
    return claimed, is_ours


def _file_digest(file: "UploadedFile[Any]") -> str:
    """Return what stands for the content of a file in the digest of a body."""
    digest = sha256(file.read()).hexdigest()
    file.seek(0)
    return digest


def _settled(claimed: IdempotentRequest, response: Response) -> HttpResponse:
    answer = JSONRenderer().render(response.data)
    headers = {
        "Content-Type": MEDIA_TYPE if response.status_code >= 400 else "application/json",
        "Content-Language": translation.get_language() or settings.LANGUAGE_CODE,
        **{name: value for name, value in response.headers.items() if name in ("Location",)},
    }
    IdempotentRequest.requests.settle(claimed, response.status_code, headers, answer)
    return HttpResponse(answer, status=response.status_code, headers=headers)


def _said_before(first: IdempotentRequest) -> HttpResponse:
    headers = {**first.headers, "Idempotent-Replayed": "true"}
    return HttpResponse(bytes(first.answer), status=first.status, headers=headers)
