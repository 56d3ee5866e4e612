"""Runs: one execution of matching over one scope."""

import uuid
from typing import Final

from django.db import models
from django.db.models import Q

from backend.people.models.helper import HelperKind


class RunState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


GOING_ON: Final = (RunState.QUEUED, RunState.RUNNING)


class RunTrigger(models.TextChoices):
    COMMAND = "command"
    API = "api"
    CONSOLE = "console"
    NIGHTLY = "nightly"


class Run(models.Model):
    """One execution of matching for the families of one organisation: its rules, input, result and proof."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="runs")
    helper_kind = models.CharField(max_length=16, choices=HelperKind)
    trigger = models.CharField(max_length=16, choices=RunTrigger)
    started_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    is_dry = models.BooleanField(default=False, help_text="Reports what it would propose and writes no proposal.")
    tried_weights = models.JSONField(default=dict, help_text="Of a dry run, in place of the organisation's; or empty.")
    state = models.CharField(max_length=16, choices=RunState, default=RunState.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent.")
    phase = models.CharField(max_length=16, blank=True, help_text="What it is doing: read, plan, prove, write.")
    parameters = models.JSONField(default=dict, help_text="Weights, rules and bands, as used.")
    input_fingerprint = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the columns read.")
    engine_version = models.CharField(max_length=16, blank=True)
    counts = models.JSONField(default=dict, help_text="families, helpers, pairs, served, kept, proposed, withdrawn…")
    certificate = models.JSONField(default=dict, help_text="Primal, dual, violations: what the checker found.")
    unserved = models.JSONField(default=list, help_text="Per unserved family: its uuid and what blocks it.")
    municipalities = models.JSONField(
        default=list,
        help_text="Per municipality, the least served first: its uuid, families, served, price of fairness.",
    )
    recruitment = models.JSONField(
        null=True, help_text="Volunteers, not there yet, who would help most; null: not told."
    )
    seconds = models.FloatField(null=True)
    error = models.CharField(max_length=240, blank=True, help_text="What went wrong; never personal data.")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="run_of_organisation", fields=["organisation", "id"]),
            models.UniqueConstraint(
                name="run_one_at_a_time",
                fields=["organisation", "helper_kind"],
                condition=Q(state__in=list(GOING_ON)),
            ),
            models.CheckConstraint(name="run_proposes_by_the_rules", condition=Q(is_dry=True) | Q(tried_weights={})),
            models.CheckConstraint(name="run_state_known", condition=Q(state__in=RunState.values)),
            models.CheckConstraint(name="run_progress_percent", condition=Q(progress__lte=100)),
        ]
        indexes = [models.Index(name="run_latest", fields=["organisation", "-created_at"])]

    def __str__(self) -> str:
        return str(self.uuid)
