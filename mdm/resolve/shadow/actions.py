"""Writing what a shadow run makes of customers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import connection

from mdm.bulk import copy_in
from mdm.resolve.difference import Finding
from mdm.resolve.held import Held
from mdm.resolve.shadow.models import ShadowFinding, ShadowMember, ShadowQuestion


def write_members(job: int, customers: Mapping[int, UUID]) -> None:
    """Store whom these records would belong to; replaces an earlier attempt."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM mdm_shadowmember WHERE job = %s AND record = ANY(%s)", [job, list(customers)])
    rows = ((job, record, customer) for record, customer in customers.items())
    copy_in("mdm_shadowmember", ("job", "record", "customer"), rows)


def write_questions(job: int, questions: Collection[Held]) -> None:
    """Store what would be asked, each question once."""
    rows = [
        ShadowQuestion(job=job, signature=one.signature, kind=str(one.kind), left=one.left, right=one.right)
        for one in sorted(questions, key=lambda held: held.signature)
    ]
    ShadowQuestion.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)


def write_findings(job: int, number: int, findings: Sequence[Finding]) -> None:
    """Store a slice's examples; replaces an earlier attempt."""
    ShadowFinding.objects.filter(job=job, slice=number).delete()
    ShadowFinding.objects.bulk_create(
        ShadowFinding(job=job, slice=number, kind=one.kind, place=one.place, detail=dict(one.detail))
        for one in findings
    )


def clear(job: int) -> None:
    """Drop what the job kept for its own use."""
    for table in (ShadowMember, ShadowQuestion, ShadowFinding):
        table.objects.filter(job=job).delete()
