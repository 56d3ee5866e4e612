"""An organisation that somebody names at the command line."""

from django.core.management.base import CommandError

from backend.people.models import Organisation


def organisation_named(slug: str) -> Organisation:
    """Return the organisation. Raises CommandError that names those there are."""
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Organisation.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no organisation {slug!r}. There are: {known}.")
    return found
