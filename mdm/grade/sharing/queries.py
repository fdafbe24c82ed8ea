"""Reading which values have lost their force, and by which limits."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q, QuerySet

from mdm.grade.models import SharedValue
from mdm.grade.queries import sharing_limits
from mdm.grade.sharing.models import SharedHolder

MUTED = Q(muted_at__isnull=False, released_at__isnull=True)


def too_shared() -> Q:
    """Values that so many customers have that they lose their force."""
    limits = sharing_limits().items()
    return reduce(or_, (Q(key__startswith=f"{kind}:", customers__gte=least) for kind, least in limits))


def muted_within_limits() -> QuerySet[SharedValue]:
    """Muted values that would not be muted today, because a limit was raised since."""
    return SharedValue.objects.filter(MUTED).exclude(too_shared())


# What records say now, and what they said when it was counted last, of values that were shared then.
_CONCERNED = """
WITH taken AS (SELECT record_id FROM mdm_touchedrecord WHERE job = %(job)s)
SELECT 'email:' || e FROM taken JOIN mdm_cleanrecord c USING (record_id), unnest(string_to_array(c.emails, '|')) e
UNION
SELECT 'phone:' || e FROM taken JOIN mdm_cleanrecord c USING (record_id), unnest(string_to_array(c.phones, '|')) e
UNION
SELECT 'identifier:' || e FROM taken JOIN mdm_cleanrecord c USING (record_id),
  unnest(string_to_array(c.identifiers, '|')) e
UNION
SELECT h.key FROM taken JOIN mdm_sharedholder h USING (record_id)
"""


def values_concerned(job: int) -> list[str]:
    """The values whose count may have moved with the records that the job has taken up."""
    with connection.cursor() as cursor:
        cursor.execute(_CONCERNED, {"job": job})
        return [key for (key,) in cursor.fetchall()]


def is_counted() -> bool:
    """Whether it is known who holds what is shared, as it is once all was counted."""
    shared = SharedValue.objects.exclude(MUTED)
    return SharedHolder.objects.exists() or not shared.exists()
