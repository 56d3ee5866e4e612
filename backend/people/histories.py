"""What happened to a helper, and the holds of helpers and families: for staff."""

from django.db.models import QuerySet

from backend.people.models import Family, Helper, HelperEvent, Hold


def history_of_helper(helper: Helper) -> QuerySet[HelperEvent]:
    """Return its moves with who made them, newest first."""
    return helper.events.select_related("actor").order_by("-version")


def holds_of(row: Family | Helper) -> QuerySet[Hold]:
    """Return its holds with who set and lifted them, newest first."""
    return row.holds.select_related("set_by", "lifted_by").order_by("-set_at", "-pk")
