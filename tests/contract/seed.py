"""Fills a throw-away database for the contract run.

Prints, as variables of a shell, the key of a client that may do everything, and a customer's id.

Run by `.ci/contract` after `manage.py setup`, as `manage.py shell < tests/contract/seed.py`.
"""

from django.utils import timezone

from mdm.access.models import ApiClient
from mdm.pipeline.access import issue_client_key
from mdm.pipeline.feed import subscriptions
from mdm.pipeline.intake import sent_files
from mdm.pipeline.intake.files import register_source
from mdm.pipeline.jobs import files
from mdm.pipeline.serving.online import take_in
from mdm.pipeline.stewardship import proposals
from tests.pipeline.people import BOB, MAPPING, ROBERT, STRANGER

source = register_source({"code": "crm", "label": "CRM", "default_country": "US"}, MAPPING)
for row in (ROBERT, BOB, STRANGER):
    taken = take_in("crm", row, today=timezone.localdate())
client, key = issue_client_key("contract", ApiClient.Scope.values, sources=[source.pk], requests_a_minute=0)

subscriptions.subscribe(client.pk, "first", url="https://192.0.2.1/", after=0)
proposals.propose_correction(
    client.pk, taken.customer, "email", {"value": "alice@new.example"}, reason="She wrote from there."
)
files.send(sent_files.take_down(client.pk, "crm", [b"id,kind,family\n7,p,Jones\n"], limit=100, name="x.csv"))
print(f"export KEY={key} CUSTOMER={taken.customer}")  # noqa: T201
