"""The addresses of facts: where senders tell them, and where readers find them at a customer."""

from __future__ import annotations

from django.urls import path

import mdm.web.converters  # noqa: F401 - it registers them
from mdm.web import facts, understanding

_CUSTOMER = "customers/<customer_id:customer_id>"
_KEY = "<source_key:key>"
_SOURCE = "sources/<slug:source>"

urlpatterns = [
    path(f"{_CUSTOMER}/interactions", understanding.CustomerInteractionsView.as_view(), name="customer-interactions"),
    path(f"{_CUSTOMER}/relations", understanding.CustomerRelationsView.as_view(), name="customer-relations"),
    path(f"{_CUSTOMER}/consents", understanding.CustomerConsentsView.as_view(), name="customer-consents"),
    path(f"{_CUSTOMER}/may-contact", understanding.MayContactView.as_view(), name="may-contact"),
    path(f"{_SOURCE}/interactions", facts.InteractionsView.as_view(), name="interactions"),
    path(f"{_SOURCE}/interactions/{_KEY}", facts.InteractionView.as_view(), name="interaction"),
    path(f"{_SOURCE}/consents", facts.ConsentsView.as_view(), name="consents"),
    path(f"{_SOURCE}/consents/{_KEY}", facts.ConsentView.as_view(), name="consent"),
    path(f"{_SOURCE}/relationships", facts.RelationshipsView.as_view(), name="relationships"),
    path(f"{_SOURCE}/relationships/{_KEY}", facts.RelationshipView.as_view(), name="relationship"),
]
