"""Forms with a file: refused by their size before a byte of them is read."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from backend.errors import Invalid
from backend.people.documents.content import LARGEST_BODY
from backend.people.documents.uploads_an_hour import count_upload
from backend.web.doors import acting, member_page
from backend.web.refusals import View

P = ParamSpec("P")


def upload_page(*, back: str, is_back_to_same: bool = False) -> Callable[[View[P]], View[P]]:
    """Let in who is signed in and sends a file that is not too large, not too often; the others go `back`.

    The check of the form's token reads the whole body, so it comes after the look at the size, not in the middleware.
    """

    def door(view: View[P]) -> View[P]:
        checked = csrf_protect(view)

        @wraps(view)
        def measured(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
                raise Invalid("the file is too large", code="document_too_large")
            count_upload(acting(request), now=timezone.now())
            return checked(request, *args, **kwargs)

        member = member_page(back=back, is_back_to_same=is_back_to_same)(measured)
        return csrf_exempt(require_POST(member))

    return door


def file_of(request: HttpRequest) -> bytes:
    """Return the content of the file that was chosen. Raises Invalid when none was."""
    file = request.FILES.get("file")
    if file is None:
        raise Invalid("no file was chosen", code="file_missing")
    content: bytes = file.read()
    return content
