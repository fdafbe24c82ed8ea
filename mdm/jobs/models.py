"""Long work as short idempotent chunks. The state is here, the broker only knocks on doors."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Job(models.Model):
    """One run of long work. At most one live job a kind and lane."""

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"

    kind = models.CharField(max_length=40)
    lane = models.CharField(
        max_length=40, blank=True, default="", help_text="What the job concerns, where several of a kind may run."
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    stage = models.CharField(max_length=20, blank=True, default="")
    stages = models.JSONField(
        default=list, blank=True, help_text="What the job goes through, in order: name, label and weight of each stage."
    )
    options = models.JSONField(default=dict, blank=True)
    result = models.JSONField(default=dict, blank=True)
    problem = models.TextField(blank=True, default="")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "lane"), condition=Q(state="running"), name="job_one_live_a_kind_and_lane"
            ),
        )

    def __str__(self) -> str:
        return f"Job {self.pk} ({self.kind})"


class Chunk(models.Model):
    """A piece of one stage of a job. Claimed with a lease; whoever finds the lease expired may take over."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="chunks", db_index=False)
    stage = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    payload = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    worker = models.CharField(max_length=120, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)
    problem = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("job", "id")
        constraints = (models.UniqueConstraint(fields=("job", "stage", "number"), name="chunk_once"),)
        indexes = (
            models.Index(fields=("job", "id"), condition=Q(state__in=("waiting", "running")), name="chunk_open"),
        )

    def __str__(self) -> str:
        return f"Chunk {self.number} of {self.stage}, job {self.job_id}"
