"""Files to send, and what a sender and a worker do with them."""

from __future__ import annotations

import csv
import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq

from mdm.pipeline.jobs import files, working
from tests.pipeline.people import ROBERT, STRANGER

COLUMNS = list(ROBERT)
WRONG = {**ROBERT, "id": "9", "kind": "z"}
ROWS = [ROBERT, STRANGER]


def people(count, start=0, **other):
    return [
        {**ROBERT, "id": f"n{start + one}", "email": f"person{start + one}@example.org",
         "phone": f"650-253-{start + one:04}", **other}
        for one in range(count)
    ]  # fmt: skip


def as_csv(rows):
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode()


def zipped(content, name="x.csv"):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, content)
    return made.getvalue()


def parquet(rows):
    made = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), made)
    return made.getvalue()


def send(client, content, kind="text/csv", source="crm", query="", **headers):
    return client.post(f"/api/v1/sources/{source}/files{query}", content, kind, headers=headers)


def work():
    while working.work_for(5) or files.start_waiting():
        pass


def job(client, number):
    return client.get(f"/api/v1/jobs/{number}").json()
