"""The API's addresses."""

from __future__ import annotations

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView

import mdm.web.converters  # noqa: F401 - it registers them
from mdm.web import (
    fact_urls,
    feed_urls,
    files,
    lookups,
    matching,
    proposals,
    records,
    reference,
    tokens,
    validation,
    views,
)

app_name = "api"
_RECORD = "sources/<slug:source>/records/<source_key:key>"

urlpatterns = [
    path("customers", views.SearchView.as_view(), name="customers"),
    path("customers/match", matching.MatchView.as_view(), name="match"),
    path("customers/lookup", lookups.LookupView.as_view(), name="lookup"),
    path("customers/<customer_id:customer_id>", views.CustomerView.as_view(), name="customer"),
    path("customers/<customer_id:customer_id>/lineage", views.LineageView.as_view(), name="lineage"),
    path("customers/<customer_id:customer_id>/history", views.HistoryView.as_view(), name="history"),
    path("customers/<customer_id:customer_id>/explanation", lookups.ExplanationView.as_view(), name="explanation"),
    path("proposals", proposals.ProposalsView.as_view(), name="proposals"),
    path("proposals/<int:proposal_id>", proposals.ProposalView.as_view(), name="proposal"),
    path(f"{_RECORD}/customer", records.RecordCustomerView.as_view(), name="record-customer"),
    path("sources/<slug:source>/records", records.RecordsView.as_view(), name="records"),
    path("sources/<slug:source>/files", files.FilesView.as_view(), name="files"),
    path("sources/<slug:source>/rejects", files.SourceRejectsView.as_view(), name="rejects"),
    path("jobs", files.JobsView.as_view(), name="jobs"),
    path("jobs/<int:job>", files.JobView.as_view(), name="job"),
    path("jobs/<int:job>/cancel", files.CancelView.as_view(), name="job-cancel"),
    path("jobs/<int:job>/resume", files.ResumeView.as_view(), name="job-resume"),
    path("jobs/<int:job>/rejects", files.RejectsView.as_view(), name="job-rejects"),
    path("jobs/<int:job>/rejects.csv", files.RejectsFileView.as_view(), name="job-rejects-file"),
    path(_RECORD, records.RecordView.as_view(), name="record"),
    *fact_urls.urlpatterns,
    *feed_urls.urlpatterns,
    path("validate", validation.ValidateView.as_view(), name="validate"),
    path("oauth/token", tokens.TokenView.as_view(), name="token"),
    path("docs", reference.ReferenceView.as_view(), name="docs"),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    re_path("", views.NowhereView.as_view(), name="nowhere"),
]
