"""Fills a throw-away database for the contract run and prints the key of a client that may do everything.

Run by `.ci/contract` after `manage.py setup`, as `manage.py shell < tests/contract/seed.py`.
"""

from django.utils import timezone

from mdm.access.models import ApiClient
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.intake.files import register_source
from mdm.pipeline.serving.online import take_in
from tests.pipeline.people import BOB, MAPPING, ROBERT, STRANGER

source = register_source({"code": "crm", "label": "CRM", "default_country": "US"}, MAPPING)
for row in (ROBERT, BOB, STRANGER):
    taken = take_in("crm", row, today=timezone.localdate())
_, key = issue_client_key("contract", ApiClient.Scope.values, sources=[source.pk], requests_a_minute=0)
print(f"KEY={key}")  # noqa: T201
print(f"CUSTOMER={taken.customer}")  # noqa: T201
