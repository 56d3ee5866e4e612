"""Parts of a run: one territory each, and the whole that they are joined to. The rows are the queue."""

from typing import Final

from django.db import models
from django.db.models import Q

from backend.people.same_organisation import SameOrganisation

WHOLE: Final = 0  # the number of the part that all territories are joined to; they count from 1


class Task(models.TextChoices):
    """What is to be done next: by the whole (split, join, write) or by a territory."""

    SPLIT = "split"
    SEARCH = "search"
    JOIN = "join"
    PRICE = "price"
    EXPLAIN = "explain"
    WRITE = "write"


class RunPart(models.Model):
    """One piece of a run that is too large for one worker. Gone when the run is over.

    All that a worker needs lies here, so a part whose worker was lost is simply done again by the next.
    """

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    run = models.ForeignKey("matching.Run", models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField(help_text="0 is the whole, territories count from 1.")
    task = models.CharField(max_length=8, choices=Task)
    round = models.PositiveSmallIntegerField(default=0, help_text="How often territories were asked before.")
    is_due = models.BooleanField(help_text="To be done now; else it waits for the others.")
    leased_until = models.DateTimeField(null=True, help_text="Until then the worker of the last attempt has it.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often this task was begun in this round.")
    columns = models.BinaryField(default=bytes, help_text="npz: the people of a territory; what all have in common.")
    asked = models.BinaryField(default=bytes, help_text="npz: what the whole asks the territory.")
    found = models.BinaryField(default=bytes, help_text="What came of the task: npz, or compressed JSON.")

    class Meta:
        constraints = [
            SameOrganisation(name="runpart_run_same_organisation", field="run"),
            models.UniqueConstraint(name="runpart_number_once", fields=["run", "number"]),
            models.CheckConstraint(name="runpart_task_known", condition=Q(task__in=Task.values)),
        ]
        indexes = [models.Index(name="runpart_due", fields=["leased_until"], condition=Q(is_due=True))]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"
