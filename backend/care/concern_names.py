"""What those whom a concern names are called, for its readers: they must know who it is."""

from backend.care.models import Concern
from backend.people.models.helper import HelperKind


def family_of(concern: Concern) -> str:
    """Return the organisation's own number of the family that `concern` names through its match; "" for none."""
    return concern.match.family.reference if concern.match else ""


def helper_of(concern: Concern) -> str:
    """Return the name of the volunteer or group that `concern` names; "" for none. No query: see `with_names`."""
    helper = concern.match.helper if concern.match else concern.helper
    if helper is None:
        return ""
    is_group = helper.kind == HelperKind.SPONSOR_GROUP
    return helper.sponsor_group.name if is_group else helper.volunteer.person.name
