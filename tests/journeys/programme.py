"""A programme with a coordinator, and the people of a journey, each signed in for real and using only HTTP."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import time_machine
from django.core import mail
from django.core.management import call_command

from backend.journey.tasks import plan_missing_steps
from backend.people.models import Organisation, Person, Requirement
from backend.people.models.helper import HelperKind
from matching.models import Run
from matching.tasks import execute_run
from tests.api.client import Api
from tests.api.sign_in import token_by_code, token_by_password_and_totp
from tests.factories.people import a_coordinator, an_organisation
from tests.factories.places import a_municipality
from tests.people.import_files import MEMBER, VOLUNTEER, csv_of

FAMILY = MEMBER | {"languages": "ar:C2 en:A2", "arrives_on": "2026-03-05"}
FRIEND = VOLUNTEER | {
    "languages": "nl:C2 ar:B2",
    "skills": "housing_search",
    "phone": "+32 400 00 00 02",
    "share_contact": "yes",
    "reads": "nl",
    "checks_met_on": "identity:2026-01-10",
}


@dataclass
class Programme:
    """An organisation with one requirement for volunteers, in Gent, and its coordinator at work."""

    organisation: Organisation
    coordinator: Api

    def signed_in(self, email: str) -> Api:
        """Return the API as the person with this address uses it, who signs in with the code from their mail."""
        return Api(token=token_by_code(Person.objects.get(email=email)))

    def run(self) -> Any:
        """Return the run that the coordinator asks for, done by a worker."""
        asked = self.coordinator.post("runs", {"helper_kind": "volunteer"})
        assert asked.status_code == 202
        execute_run(Run.objects.get(uuid=asked.json()["id"]).pk)
        return self.coordinator.get(asked.headers["Location"]).json()


def a_programme() -> Programme:
    """Return a programme whose coordinator has signed in with password and authenticator app, and has imported
    one family and one volunteer."""
    a_municipality(code="44021", names={"nl": "Gent", "fr": "Gand"})
    organisation = an_organisation()
    Requirement.objects.create(organisation=organisation, helper_kind=HelperKind.VOLUNTEER, code="identity")
    coordinator = Api(token=token_by_password_and_totp(a_coordinator(organisation)))
    for path, row in (("families/import", FAMILY), ("volunteers/import", FRIEND)):
        report = coordinator.post(path, {"csv": csv_of(row)}, Idempotency_Key=f"first-{path}")
        assert report.json()["created"] == 1, report.json()
    plan_missing_steps()  # as beat does each minute
    return Programme(organisation, coordinator)


def reminders_are_sent_at(instant: datetime) -> None:
    """Let the planner and the senders do what beat and a worker do each minute; twice, as it may happen."""
    with time_machine.travel(instant, tick=False):
        for _ in range(2):
            call_command("send_reminders", verbosity=0)


def letters_to(address: str) -> list[str]:
    """Return what was mailed to `address`: subject and body."""
    return [f"{letter.subject}\n{letter.body}" for letter in mail.outbox if letter.to == [address]]
