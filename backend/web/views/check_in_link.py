"""The page behind a signed link: one question and four buttons, for whoever holds the link, without signing in.

Nothing personal stands on it. It is safe without a CSRF token: what is sent is done in the name of the link alone, and
only who holds the link can send it; no cookie counts.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from backend.care.models.check_in import CheckInValue
from backend.care.services.check_ins import Asked, answer_by_link, asked_by_link
from backend.care.texts import CHECK_IN_ANSWERS
from backend.errors import Conflict, NotFound


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
@never_cache
def check_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the question in the language of whom it asks; POST answers. Mail programs that look ahead change
    nothing.

    What was said is shown once, to who says it: who opens the letter later, perhaps on a phone that is shared, does not
    learn that somebody wants to talk.
    """
    now = timezone.now()
    try:
        asked = asked_by_link(token, now=now)
        said = request.POST.get("value", "")
        if request.method == "POST" and said in CheckInValue.values:
            answer_by_link(token=token, value=CheckInValue(said), now=now)
            return _page(request, asked, said, HTTPStatus.OK)
    except NotFound:
        return _over(request, HTTPStatus.NOT_FOUND)
    except Conflict:
        return _over(request, HTTPStatus.GONE)
    return _page(request, asked, "", HTTPStatus.BAD_REQUEST if request.method == "POST" else HTTPStatus.OK)


def _page(request: HttpRequest, asked: Asked, answer: str, status: HTTPStatus) -> HttpResponse:
    with translation.override(asked.person.language):
        context = {
            "answers": [(value, str(text)) for value, text in CHECK_IN_ANSWERS.items()],
            "answer": answer,
            "said": CHECK_IN_ANSWERS.get(answer, ""),
            "is_answered": bool(answer or asked.answer),
        }
        return _kept_private(render(request, "web/check_in.html", context, status=status))


def _over(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    return _kept_private(render(request, "web/check_in_over.html", status=status))


def _kept_private(response: HttpResponse) -> HttpResponse:
    """Let nobody learn the address from where its reader goes next, nor find the page."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
