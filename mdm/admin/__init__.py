"""The admin's pages. Everything the pipeline owns is read-only here; what people change goes through `pipeline`."""

from django.contrib import admin

from mdm.admin import (
    accounts,
    customers,
    deliveries,
    delivery_alerts,
    desk,
    facts,
    jobs,
    ledger,
    match_models,
    pins,
    quality_rows,
    quality_rules,
    reference_lists,
    requests,
    rules,
    serving,
    source_records,
    sources,
    start,
    subscriptions,
)

__all__ = [
    "accounts",
    "customers",
    "deliveries",
    "delivery_alerts",
    "desk",
    "facts",
    "jobs",
    "ledger",
    "match_models",
    "pins",
    "quality_rows",
    "quality_rules",
    "reference_lists",
    "requests",
    "rules",
    "serving",
    "source_records",
    "sources",
    "start",
    "subscriptions",
]

admin.site.index_template = "mdm/start.html"
