"""What people read when a document that they hand in is not taken."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_TOO_LARGE: Final = _("This file is too large: it may have 8 MB. A normal photo of the page is enough.")
_UNREADABLE: Final = _("We cannot read this file. Please save it again, or take a photo of the page.")

DOCUMENT_SENTENCES: Final[dict[str, Promise]] = {
    "file_missing": _("Please choose a file first."),
    "document_empty": _UNREADABLE,
    "document_unreadable": _UNREADABLE,
    "document_kind": _("Only PDF files and photos (JPEG or PNG) can be handed in."),
    "document_too_large": _TOO_LARGE,
    "photo_too_large": _TOO_LARGE,
    "document_locked": _(
        "This PDF is locked with a password. Please save it without one, or take a photo of the page."
    ),
    "document_active": _("There are programs or other files in this PDF. Please take a photo of the page instead."),
    "document_not_asked": _("Nobody asks for this document now. Nothing was kept."),
    "too_many_documents": _("There are 20 documents of you here. Please delete one first."),
    "too_many_uploads": _("You have sent many files in a short time. Please go on in an hour."),
}
