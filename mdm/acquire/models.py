"""What sources said, when, and what could not be read. Source records are never lost and never altered."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from mdm.editions.models import moves_edition


class SourceSystem(models.Model):
    """A system that knows customers. Code and label may change; records hang on the surrogate id."""

    class Kind(models.TextChoices):
        CRM = "crm", "CRM"
        SFA = "sfa", "Sales force automation"
        BILLING = "billing", "Billing"
        SUPPORT = "support", "Support"
        WEB = "web", "Web"
        SHOP = "shop", "Shop"
        PARTNER = "partner", "Partner"
        REFERENCE = "reference", "Reference data"
        STEWARD = "steward", "Stewards' own"
        OTHER = "other", "Other"

    code = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OTHER)
    owner = models.CharField(max_length=120, blank=True, default="")
    owner_email = models.EmailField(
        blank=True, default="", help_text="Who is written to when a delivery is out of line, where mail is set up."
    )
    trust = models.PositiveSmallIntegerField(
        default=50,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="0 to 100: how far survivorship prefers this source.",
    )
    default_country = models.CharField(max_length=2, blank=True, default="", help_text="ISO 3166 alpha-2.")
    language = models.CharField(max_length=8, blank=True, default="")
    date_formats = models.JSONField(
        default=list, blank=True, help_text="strptime formats, tried in order after ISO 8601."
    )
    time_zone = models.CharField(max_length=64, default="UTC")
    is_deduplicated = models.BooleanField(
        default=False, help_text="The source vouches that it holds no customer twice."
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("code",)
        constraints = (models.CheckConstraint(condition=Q(trust__lte=100), name="source_trust_at_most_100"),)
        triggers = (moves_edition(),)

    def __str__(self) -> str:
        return self.label


class SourceMapping(models.Model):
    """A source's declared mapping, versioned; one is active."""

    source = models.ForeignKey(SourceSystem, on_delete=models.PROTECT, related_name="mappings", db_index=False)
    version = models.PositiveIntegerField()
    declaration = models.JSONField()
    is_active = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("source", "-version")
        constraints = (
            models.UniqueConstraint(fields=("source", "version"), name="mapping_version_once"),
            models.UniqueConstraint(fields=("source",), condition=Q(is_active=True), name="mapping_one_active"),
        )
        triggers = (moves_edition(),)

    def __str__(self) -> str:
        return f"{self.source_id} mapping {self.version}"


class Batch(models.Model):
    """One delivery of a source, with its counts."""

    class State(models.TextChoices):
        LOADING = "loading", "Loading"
        DONE = "done", "Done"
        FAILED = "failed", "Stopped; load the file again to go on"
        HELD = "held", "Held for a decision; nothing of it counts yet"
        DISCARDED = "discarded", "Discarded; nothing of it was taken"

    source = models.ForeignKey(SourceSystem, on_delete=models.PROTECT, related_name="batches")
    mapping = models.ForeignKey(SourceMapping, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=255, blank=True, default="")
    file_digest = models.CharField(max_length=64, blank=True, default="")
    is_snapshot = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LOADING)
    reader_report = models.JSONField(default=dict, blank=True)
    read = models.PositiveBigIntegerField(default=0)
    new = models.PositiveBigIntegerField(default=0)
    changed = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)
    closed = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    problem = models.TextField(blank=True, default="")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return f"Batch {self.pk}"


class SourceRecord(models.Model):
    """One record of one source system; (source, key) is unique for ever, a deletion is a state."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed by the source"

    source = models.ForeignKey(SourceSystem, on_delete=models.PROTECT, related_name="records", db_index=False)
    key = models.CharField(max_length=255)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    content_hash = models.BinaryField(max_length=16)
    number = models.PositiveIntegerField(default=1, help_text="Of the current version.")
    opened_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("source", "key"), name="source_key_once"),)
        indexes = (models.Index(fields=("id",), condition=Q(state="closed"), name="source_record_closed"),)

    def __str__(self) -> str:
        return f"Source record {self.pk}"


class SourceVersion(models.Model):
    """A payload as it came. `stated_*` are the source's own times, `loaded_at` is ours."""

    record = models.ForeignKey(SourceRecord, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="versions")
    content_hash = models.BinaryField(max_length=16)
    payload = models.JSONField()
    stated_created_at = models.DateTimeField(null=True, blank=True)
    stated_updated_at = models.DateTimeField(null=True, blank=True)
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("record", "number")
        constraints = (models.UniqueConstraint(fields=("record", "number"), name="version_number_once"),)

    def __str__(self) -> str:
        return f"Version {self.number} of source record {self.record_id}"


class Reject(models.Model):
    """A row that could not be taken, kept whole with what is wrong and what to do."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        RESOLVED = "resolved", "Resolved by a later load"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="rejects")
    line = models.PositiveBigIntegerField()
    column = models.CharField(max_length=255, blank=True, default="")
    problem = models.CharField(max_length=40)
    message = models.TextField()
    remedy = models.TextField(blank=True, default="")
    key = models.CharField(max_length=255, blank=True, default="")
    row = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ("batch", "line")
        indexes = (models.Index(fields=("key",), condition=Q(state="open"), name="reject_open_key"),)

    def __str__(self) -> str:
        return f"Reject in line {self.line} of batch {self.batch_id}"
