"""Municipalities: where families live and helpers can reach. Distances are in `distance`."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Municipality(models.Model):
    """One municipality of one country, under the code its own statistics office gives it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2.")
    code = models.CharField(max_length=16, help_text="National code; REFNIS in Belgium.")
    names = models.JSONField(help_text="Name by language code, at least one.")
    province = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField(help_text="WGS84, degrees.")
    longitude = models.FloatField(help_text="WGS84, degrees.")
    population = models.PositiveIntegerField(null=True)
    postal_codes = ArrayField(models.CharField(max_length=12), default=list)
    coordinate_source = models.CharField(max_length=16, blank=True)
    local_language = models.CharField(max_length=3, blank=True, help_text="Whose name readers of others see.")

    class Meta:
        verbose_name_plural = "municipalities"
        constraints = [
            models.UniqueConstraint(name="municipality_code_once_per_country", fields=["country", "code"]),
            models.CheckConstraint(
                name="municipality_on_earth",
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country}-{self.code}"

    def name_in(self, language: str) -> str:
        """Return the name in `language` (a code such as "nl" or "fr-be"), else the local one, else any."""
        for wanted in (language.split("-")[0], self.local_language):
            if name := self.names.get(wanted):
                return str(name)
        return str(next(iter(self.names.values())))
