"""Makers of a scope that is worth cutting: towns in a row, more families than places."""

from datetime import timedelta
from typing import Any

from backend.people.models import Organisation
from tests.factories.clock import NOON
from tests.factories.people import a_family, a_volunteer, an_organisation
from tests.factories.places import a_municipality

WAITING_DAYS = [400, 30, 90, 10, 200]


def a_row_of_towns() -> Organisation:
    """Return an organisation in six towns: helpers who go to the next town and some who go far, families of whom
    not all can be served, six whose language nobody speaks, and one that lives too far away."""
    organisation = an_organisation()
    for town in range(6):
        place = a_municipality(latitude=51.0, longitude=4.0 + town * 0.2)
        for number in range(3):
            offer: dict[str, Any] = {"travel_km": 15 if number else 60, "capacity": 1 + number % 2}
            a_volunteer(organisation, municipality=place, languages={"en": 3 + number}, **offer)
        for number in range(5):
            since = NOON - timedelta(days=WAITING_DAYS[(town + number) % 5])
            a_family(organisation, municipality=place, waiting_since=since)
        a_family(organisation, municipality=place, languages={"ti": 6})
    a_family(organisation, municipality=a_municipality(latitude=49.5, longitude=5.8))
    return organisation
