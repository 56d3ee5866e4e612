"""The inbox in the product: the message is brought by being there, and rendered when it is read."""

from backend.people.models import Person
from notifications.channels.port import Letter


class InboxChannel:
    """Reaches everybody who can sign in."""

    is_silent = True

    def address_of(self, person: Person) -> str:
        """Return the person's own id: there is nowhere else to bring it."""
        return str(person.uuid)

    def send(self, letter: Letter) -> None:
        """Do nothing: once the delivery is settled, `notifications.inbox` shows the message."""
