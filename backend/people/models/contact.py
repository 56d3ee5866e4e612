"""How to reach a person: kept apart from all else, read through one door (`matching.services.disclosure`)."""

import uuid

from django.db import models
from django.db.models import Q


class ContactKind(models.TextChoices):
    PHONE = "phone"
    EMAIL = "email"
    WHATSAPP = "whatsapp"
    ADDRESS = "address"


class ContactDetail(models.Model):
    """One way to reach a person, and whether they share it with the people they are matched with."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="contact_details")
    kind = models.CharField(max_length=16, choices=ContactKind)
    value = models.CharField(max_length=240)
    is_shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="contactdetail_once", fields=["person", "kind", "value"]),
            models.CheckConstraint(name="contactdetail_kind_known", condition=Q(kind__in=ContactKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"


class Disclosure(models.Model):
    """The record that a reader was shown a contact detail. Ids only; written in the transaction that reads."""

    reader = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    owner = models.ForeignKey("people.Person", models.PROTECT, related_name="disclosures")
    kind = models.CharField(max_length=16, choices=ContactKind)
    match_uuid = models.UUIDField(help_text="The running match that gave the right to read.")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="disclosure_by_owner", fields=["owner", "-at"])]

    def __str__(self) -> str:
        return f"{self.kind} of {self.owner_id} to {self.reader_id}"
