"""Reading which values have lost their force, and by which limits."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from mdm.grade.models import SharedValue
from mdm.grade.queries import sharing_limits

MUTED = Q(muted_at__isnull=False, released_at__isnull=True)


def too_shared() -> Q:
    """Values that so many customers have that they lose their force."""
    limits = sharing_limits().items()
    return reduce(or_, (Q(key__startswith=f"{kind}:", customers__gte=least) for kind, least in limits))


def muted_within_limits() -> QuerySet[SharedValue]:
    """Muted values that would not be muted today, because a limit was raised since."""
    return SharedValue.objects.filter(MUTED).exclude(too_shared())
