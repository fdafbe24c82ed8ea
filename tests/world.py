"""A small world of source records and customers, written as rows: what the pipeline would have left behind."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils import timezone

from mdm.catalogue.defaults import default_catalogue
from mdm.cleanse.comparable import comparable
from mdm.cleanse.customers import standardise
from mdm.models import (
    Batch,
    Change,
    CleanRecord,
    Comparison,
    Entity,
    GoldenRecord,
    GoldenVersion,
    Membership,
    QualityResult,
    SourceMapping,
    SourceRecord,
    SourceSystem,
    SourceVersion,
)
from mdm.records import (
    COMPARABLE_COLUMNS,
    Candidate,
    CleanValue,
    CustomerKind,
    SaidRecord,
    SaidValue,
    SourceContext,
    new_customer_id,
)
from mdm.survive.actions import learn_street_words, learn_words
from mdm.survive.defaults import default_policy
from mdm.survive.documents import golden_document
from mdm.survive.search import search_name, search_street, search_terms, street_words
from mdm.survive.survivorship import survive

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CATALOGUE = default_catalogue()

# Column of every source here -> attribute and part.
COLUMNS = {
    "full_name": ("name", "full"),
    "born": ("birth_date", "value"),
    "mail": ("email", "value"),
    "tel": ("phone", "value"),
    "street": ("address", "street"),
    "zip": ("address", "postcode"),
    "town": ("address", "city"),
    "tax": ("tax_id", "value"),
    "vat": ("vat_id", "value"),
    "company": ("organisation_name", "value"),
}
DECLARATION = {
    "key": "id",
    "kind": "person",
    "entries": [
        {"column": column, "attribute": attribute, "part": part} for column, (attribute, part) in COLUMNS.items()
    ],
    "ignore_rest": True,
}


class World:
    """Makes rows on demand; everything is dated from NOON on."""

    def __init__(self):
        self._sources = {}

    def source(self, code="crm", **fields):
        if code not in self._sources:
            fields = {"label": code.upper(), "trust": 50, "default_country": "DE"} | fields
            source, is_new = SourceSystem.objects.get_or_create(code=code, defaults=fields)
            if is_new:
                SourceMapping.objects.create(source=source, version=1, declaration=DECLARATION, is_active=True)
            self._sources[code] = source
        return self._sources[code]

    def batch(self, source, **fields):
        mapping = source.mappings.get(is_active=True)
        return Batch.objects.create(source=source, mapping=mapping, **({"state": Batch.State.DONE} | fields))

    def received(self, code="crm", key="1", **payload):
        """A record that was read and no more."""
        source = self.source(code)
        record = SourceRecord.objects.create(source=source, key=key, content_hash=b"0" * 16, opened_at=NOON)
        SourceVersion.objects.create(
            record=record,
            number=1,
            batch=self.batch(source, read=1, new=1),
            content_hash=b"0" * 16,
            payload={"id": key, **payload},
            stated_updated_at=NOON,
            loaded_at=NOON,
        )
        return record

    def record(self, code="crm", key="1", **payload):
        """A record in clean form, graded."""
        record = self.received(code, key, **payload)
        kind = CustomerKind.ORGANISATION if "company" in payload else CustomerKind.PERSON
        clean = standardise(
            SaidRecord(key=key, kind=kind, values=_said(payload)),
            CATALOGUE,
            SourceContext(code=code, country="DE"),
            today=date(2026, 3, 1),
        )
        columns = comparable(clean, CATALOGUE)
        CleanRecord.objects.create(
            record=record,
            source_id=record.source_id,
            number=1,
            revision=1,
            rules="1",
            mapping_version=1,
            catalogue_version=1,
            customer_kind=clean.kind,
            country=clean.country,
            stated_updated_at=NOON,
            loaded_at=NOON,
            values=[one.as_json() for one in clean.values],
            **{name: getattr(columns, name) for name in COMPARABLE_COLUMNS},
        )
        QualityResult.objects.create(record=record, score=80, completeness=75, validity=100, failures=[])
        return record

    def customer(self, *records, **fields):
        """The customer that these records are."""
        kind = records[0].clean.customer_kind
        entity = Entity.objects.create(**{"id": new_customer_id(), "kind": kind} | fields)
        for record in records:
            Membership.objects.create(record=record, entity=entity, since=NOON)
        self.golden(entity)
        return entity

    def golden(self, entity):
        """Its golden record as its members make it, the former one moved to the history."""
        members = SourceRecord.objects.filter(memberships__entity=entity, memberships__until=None).order_by("pk")
        golden = survive(
            CustomerKind(entity.kind),
            [one for record in members for one in _candidates(record)],
            (),
            default_policy(CATALOGUE),
            CATALOGUE,
            now=NOON,
        )
        document = golden_document(golden)
        before = GoldenRecord.objects.filter(entity=entity).first()
        if before:
            GoldenVersion.objects.create(
                entity=entity,
                number=before.number,
                document=before.document,
                policy_version=1,
                since=before.since,
                until=timezone.now(),
            )
        learn_words(search_name(document, CATALOGUE).split())
        learn_street_words(street_words(search_street(document, CATALOGUE)))
        return GoldenRecord.objects.update_or_create(
            entity=entity,
            defaults={
                "number": before.number + 1 if before else 1,
                "kind": entity.kind,
                "name": golden.name,
                "document": document,
                "policy_version": 1,
                "member_count": len(members),
                "search_name": search_name(document, CATALOGUE),
                "search_street": search_street(document, CATALOGUE),
                "search_terms": search_terms(document, CATALOGUE),
            },
        )[0]

    def compared(self, one, other, **fields):
        low, high = sorted((one.pk, other.pk))
        fields = {"weight": 9.5, "probability": 0.93, "zone": "possible", "model_version": 1} | fields
        return Comparison.objects.create(low_id=low, high_id=high, low_revision=1, high_revision=1, **fields)

    def merged(self, entity, survivor):
        """One customer absorbed by another."""
        Membership.objects.filter(entity=entity, until=None).update(entity=survivor)
        GoldenRecord.objects.filter(entity=entity).delete()
        entity.state, entity.merged_into = Entity.State.MERGED, survivor
        entity.save()
        self.golden(survivor)

    def change(self, entity, **fields):
        fields = {"number": 1, "kind": "created", "attributes": ["name"]} | fields
        return Change.objects.create(entity=entity.pk, **fields)


def _said(payload):
    parts = {}
    for column, text in payload.items():
        if column in COLUMNS:
            attribute, part = COLUMNS[column]
            parts.setdefault(attribute, {})[part] = text
    return tuple(SaidValue(attribute=attribute, parts=said) for attribute, said in parts.items())


def _candidates(record):
    return [
        Candidate(
            record=record.pk,
            source=record.source.code,
            trust=record.source.trust,
            key=record.key,
            value=CleanValue.from_json(stored),
            created_at=None,
            updated_at=NOON,
            loaded_at=NOON,
        )
        for stored in record.clean.values
    ]
