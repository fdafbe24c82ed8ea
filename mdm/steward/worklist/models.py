"""What waits for people, what they said of it, and the rules of the desk."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

_OPEN = Q(state="open")


def _person() -> models.ForeignKey:  # type: ignore[type-arg] # not subscriptable at run time
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


class ReviewItem(models.Model):
    """A question for people. `signature` keeps one open item a question; `version` moves with whatever people do to it.

    `rank` is when the item is treated as if due: its due date, brought forward by what is at stake. Deferred items
    are open, but wait. A lease says who has the item before their eyes; it bars nobody.
    """

    class Kind(models.TextChoices):
        POSSIBLE_MATCH = "possible_match", "Possible match"
        VETOED_MATCH = "vetoed_match", "Match with a contradiction in the data"
        OVER_MERGE = "over_merge", "Over-merge suspicion"
        OVER_SIZE = "over_size", "Group too large"
        CONTRADICTION = "contradiction", "Contradicting judgements"
        IDENTIFIER_LIMIT = "identifier_limit", "Too many identifiers"
        QUALITY = "quality", "Severe quality failure"
        CHANGE_REQUEST = "change_request", "Change request"
        CORRECTION = "correction", "Proposed correction"
        DUPLICATE = "duplicate", "Proposed duplicate"
        PRIVACY = "privacy", "Privacy request"
        SECOND_REVIEW = "second_review", "Second review"
        DISAGREEMENT = "disagreement", "Two stewards differ"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DECIDED = "decided", "Decided"
        OBSOLETE = "obsolete", "No longer a question"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    signature = models.CharField(max_length=64)
    records = ArrayField(models.BigIntegerField())
    sources = ArrayField(models.BigIntegerField(), default=list, blank=True, help_text="Of the records.")
    customer = models.UUIDField(null=True, blank=True, help_text="Where the question is about one customer.")
    subject = models.CharField(
        max_length=80, blank=True, default="", help_text="What has a page of its own, as model:id."
    )
    sentence = models.TextField()
    probability = models.FloatField(null=True, blank=True)
    priority = models.PositiveSmallIntegerField(default=3, help_text="1 first.")
    value = models.FloatField(null=True, blank=True, help_text="At stake, in the declared attribute's unit.")
    stake = models.FloatField(default=0, help_text="Points for what is at stake.")
    rank = models.DateTimeField(default=timezone.now, help_text="As if due then; the earliest comes first.")
    facts = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, blank=True)
    deferred_until = models.DateTimeField(null=True, blank=True)
    assignee = _person()
    assigned_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalated_by = _person()
    leased_by = _person()
    leased_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    barred = _person()
    is_kept = models.BooleanField(default=False, help_text="A person reopened it, so that only a person closes it.")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = _person()
    outcome = models.CharField(max_length=20, blank=True, default="")
    seconds = models.FloatField(null=True, blank=True, help_text="From looking at it to the answer.")

    class Meta:
        ordering = ("rank", "id")
        permissions = (("assign_reviewitem", "Can give review items to others and take them away"),)
        constraints = (models.UniqueConstraint(fields=("signature",), condition=_OPEN, name="review_item_open_once"),)
        indexes = (
            GinIndex(fields=("records",), name="review_item_records"),
            GinIndex(fields=("sources",), condition=_OPEN, name="review_item_sources"),
            models.Index(fields=("rank", "id"), condition=_OPEN, name="review_item_work_list"),
            models.Index(fields=("kind", "rank", "id"), condition=_OPEN, name="review_item_kind"),
            models.Index(
                fields=("assignee", "rank", "id"), condition=_OPEN & Q(assignee__isnull=False), name="review_item_mine"
            ),
            models.Index(fields=("due_at",), condition=_OPEN, name="review_item_due"),
            models.Index(fields=("opened_at",), condition=_OPEN, name="review_item_age"),
            models.Index(
                fields=("deferred_until",),
                condition=_OPEN & Q(deferred_until__isnull=False),
                name="review_item_deferred",
            ),
            models.Index(
                fields=("rank", "id"), condition=_OPEN & Q(escalated_at__isnull=False), name="review_item_escalated"
            ),
            models.Index(
                fields=("customer",), condition=_OPEN & Q(customer__isnull=False), name="review_item_customer"
            ),
            models.Index(fields=("-closed_at", "-id"), condition=~_OPEN, name="review_item_closed"),
        )

    def __str__(self) -> str:
        return f"Review item {self.pk}"


class ItemComment(models.Model):
    """What somebody said about an item. Appended, never changed."""

    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="comments")
    author = _person()
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"Comment {self.pk}"


class DeskRule(models.Model):
    """One line of the desk's rules: what, of what, how much. `mdm.steward.worklist.rules` says what each means."""

    class What(models.TextChoices):
        DUE = "due_days", "Due after so many days (of a priority)"
        LEASE = "lease_minutes", "Minutes that an opened item is kept from others' queues"
        SHARE = "second_share", "Share of decisions reviewed again (of a kind)"
        MOST = "second_most", "At most so many second reviews a night (of a kind, or automatic)"
        LIMIT = "identifier_limit", "Most live values a customer may have (of an identifier)"
        VALUE = (
            "value_attribute",
            "Value at stake: points for each tenfold of a number, or for attribute=value",
        )

    what = models.CharField(max_length=20, choices=What.choices)
    of = models.CharField(max_length=120, blank=True, default="")
    amount = models.FloatField()

    class Meta:
        ordering = ("what", "of")
        verbose_name = "rule of the desk"
        verbose_name_plural = "rules of the desk"
        constraints = (models.UniqueConstraint(fields=("what", "of"), name="desk_rule_once"),)

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.of}".strip()


class SecondReview(models.Model):
    """A decision, or an automatic merge (nobody's), that somebody else looks at again without seeing the answer."""

    AUTOMATIC = "automatic"

    item = models.OneToOneField(ReviewItem, on_delete=models.PROTECT, primary_key=True, related_name="second_review")
    of = models.ForeignKey(
        ReviewItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=16, help_text="Of the first item; automatic for what nobody decided.")
    first = models.CharField(max_length=20, help_text="The first answer.")
    second = models.CharField(max_length=20, blank=True, default="")
    drawn_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("of",), name="second_review_once"),)
        indexes = (models.Index(fields=("answered_at",), name="second_review_answered"),)

    def __str__(self) -> str:
        return f"Second review {self.pk}"


class DeskMeasure(models.Model):
    """One figure of one day, reckoned by the nightly job: what the start page draws."""

    pk = models.CompositePrimaryKey("day", "name", "of")
    day = models.DateField()
    name = models.CharField(max_length=30)
    of = models.CharField(max_length=40, blank=True, default="")
    amount = models.FloatField()

    def __str__(self) -> str:
        return f"{self.name} of {self.day}"
