"""Documents that prove that a requirement is met: private, short-lived, and every read is on record.

Their content lies in the database, in parts, because then a document and its row are saved, deleted and backed up
together, and nothing can be left over.
"""

import uuid

from django.db import models
from django.db.models import Q

from backend.people.same_organisation import SameOrganisation


class DocumentKind(models.TextChoices):
    """What its content says it is; the name that came with it is not kept."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


class Document(models.Model):
    """One document of one person, for one requirement (`code`)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    helper = models.ForeignKey("people.Helper", models.CASCADE, related_name="documents")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="documents", help_text="Whose it is.")
    code = models.CharField(max_length=32, help_text="Code of backend.people.vocabulary.REQUIREMENTS.")
    kind = models.CharField(max_length=32, choices=DocumentKind)
    size = models.PositiveIntegerField(help_text="Bytes, as kept.")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True, help_text="When what it proves was recorded, or turned down.")
    delete_on = models.DateField(help_text="Day on which its content goes, judged or not.")
    deleted_at = models.DateTimeField(null=True, help_text="When its content went; the row stays.")
    deleted_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", help_text="None = its day had come."
    )

    class Meta:
        constraints = [
            SameOrganisation(name="document_same_organisation", field="helper"),
            models.CheckConstraint(name="document_kind_known", condition=Q(kind__in=DocumentKind.values)),
            models.CheckConstraint(name="document_not_empty", condition=Q(size__gt=0)),
            models.UniqueConstraint(
                name="document_kept_once",
                fields=["helper", "person", "code", "sha256"],
                condition=Q(deleted_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(name="document_retention", fields=["delete_on"], condition=Q(deleted_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class DocumentPart(models.Model):
    """One piece of a document's content, at most 256 KiB, so that it is streamed and never held whole."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField(help_text="0, 1, …")
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(name="documentpart_once", fields=["document", "number"])]

    def __str__(self) -> str:
        return f"{self.number} of {self.document_id}"


class DocumentRead(models.Model):
    """The record that somebody was given a document. Committed before its first byte leaves."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="reads")
    reader = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="documentread_by_document", fields=["document", "-at"])]

    def __str__(self) -> str:
        return f"{self.document_id} by {self.reader_id}"
