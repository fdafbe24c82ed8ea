"""How many statements a request may take, whatever stands in the store. A budget is raised only with a reason."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from mdm import prepared
from tests.pipeline.people import ROBERT, STRANGER

MOST = {
    "read": 3,
    "read again": 3,
    "match": 6,
    "match nobody": 5,
    "put the same": 8,
    "put a new one": 40,
    "put a changed one": 40,
}


def body(row):
    return {name: value for name, value in row.items() if name != "id"}


def put(client, row):
    return client.put(f"/api/v1/sources/crm/records/{row['id']}", body(row), "application/json")


def match(client, row):
    said = {"source": "crm", "record": body(row)}
    return client.post("/api/v1/customers/match", said, "application/json")


@pytest.fixture
def acts(writer):
    """What each budget is for. What processes remember is read before."""
    customer = f"/api/v1/customers/{put(writer, ROBERT).json()['customer_id']}"
    put(writer, {**ROBERT, "id": "2"})
    match(writer, ROBERT)
    tag = writer.get(customer)["ETag"]
    numbers = iter(range(3, 1000))
    return {
        "read": lambda: writer.get(customer),
        "read again": lambda: writer.get(customer, headers={"If-None-Match": tag}),
        "match": lambda: match(writer, ROBERT),
        "match nobody": lambda: match(writer, STRANGER),
        "put the same": lambda: put(writer, ROBERT),
        "put a new one": lambda: put(writer, {**ROBERT, "id": str(next(numbers))}),
        "put a changed one": lambda: put(writer, {**ROBERT, "id": "2", "phone": "650-253-0011"}),
    }


@pytest.mark.parametrize("what", MOST)
def test_statements_of_a_request(acts, what):
    told = []

    def note(execute, statement, *arguments):
        told.append(str(statement)[:100])
        return execute(statement, *arguments)

    with connection.execute_wrapper(note):
        answer = acts[what]()
    assert answer.status_code in {200, 201, 304}
    assert len(told) <= MOST[what], told


def test_prepared_statements_are_planned_once_a_connection(db):
    for number in range(4):
        assert prepared.rows("SELECT %s::bigint + 7000", [number]) == [(7000 + number,)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%+ 7000'")
        assert cursor.fetchone() == (1,)


def test_errors_and_broken_transactions_are_django_s(db):
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            prepared.run("INSERT INTO mdm_edition (id, token) VALUES (%s, gen_random_uuid())", [2])
        connection.needs_rollback = True
        with pytest.raises(TransactionManagementError):
            prepared.rows("SELECT 1", ())
