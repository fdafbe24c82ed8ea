"""A small installation: set up, with sources whose columns are those of `ROW`."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Group, User

from mdm.pipeline.intake.files import load_file, register_source
from mdm.pipeline.jobs import running, working
from mdm.pipeline.serving import online
from tests.pipeline.people import MAPPING, TODAY


class Installation:
    """What tests do with it."""

    def __init__(self, folder):
        self.folder = folder
        for code, trust in (("crm", 80), ("shop", 40)):
            register_source({"code": code, "label": code, "default_country": "US", "trust": trust}, MAPPING)

    def take_in(self, source, row):
        return online.take_in(source, row, today=TODAY)

    def load(self, source, rows, **options):
        path = self.folder / f"{source}.json"
        path.write_text(json.dumps(rows))
        return load_file(source, path, **options)

    def nightly(self, **options):
        job = running.start_nightly(options)
        working.work_for(60)
        job.refresh_from_db()
        assert job.state == "done", job.problem
        return job


@pytest.fixture
def installation(db, tmp_path):
    return Installation(tmp_path)


@pytest.fixture
def people(db):
    roles = {"ada": "steward", "bea": "steward", "sue": "senior steward", "vic": "viewer"}
    found = {name: User.objects.create(username=name, is_staff=True) for name in roles}
    for name, role in roles.items():
        found[name].groups.set([Group.objects.get(name=role)])
    return found


@pytest.fixture
def ada(people):
    return people["ada"]


@pytest.fixture
def bea(people):
    return people["bea"]


@pytest.fixture
def sue(people):
    return people["sue"]
