"""How the admin looks: django-unfold's settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy

TITLE = "Customer master data"

# Group -> title, icon, model of each entry, in the order of a steward's day. After an @ stands a page of its own,
# for those who may see the model, or have the right that stands in its place.
_NAVIGATION: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Customers",
        (
            ("Customers", "group", "mdm.goldenrecord"),
            ("Enter a customer", "person_add", "mdm.add_sourcerecord@mdm-act-enter"),
            ("Source records", "contact_page", "mdm.sourcerecord"),
            ("Contacts", "forum", "mdm.interaction"),
            ("Consents", "verified_user", "mdm.consent"),
            ("Relations", "hub", "mdm.relationship"),
            ("Work list", "rule", "mdm.reviewitem"),
            ("Pins", "push_pin", "mdm.pin"),
            ("Change requests", "how_to_reg", "mdm.changerequest"),
        ),
    ),
    (
        "Deliveries",
        (
            ("Source systems", "dns", "mdm.sourcesystem"),
            ("Profile a file", "troubleshoot", "mdm.sourcesystem@mdm-profile"),
            ("Batches", "inventory_2", "mdm.batch"),
            ("Rejects", "report", "mdm.reject"),
            ("Jobs", "schedule", "mdm.job"),
        ),
    ),
    (
        "Quality",
        (
            ("Scorecards", "scoreboard", "mdm.scorecard@mdm-quality"),
            ("Quality rules", "checklist", "mdm.qualityrule"),
            ("Reference lists", "list_alt", "mdm.referencelist"),
            ("Delivery alerts", "notification_important", "mdm.batchquality"),
            ("Shared values", "share", "mdm.sharedvalue"),
            ("Limits of sharing", "groups", "mdm.sharinglimit"),
            ("Watch over sources", "visibility", "mdm.sourcewatch"),
            ("Cost rates", "payments", "mdm.costrate"),
        ),
    ),
    (
        "Rules",
        (
            ("Attributes", "label", "mdm.attributedefinition"),
            ("Data dictionary", "menu_book", "mdm.attributedefinition@mdm-dictionary"),
            ("Second person", "group_add", "mdm.approvalrule"),
            ("Match models", "compare_arrows", "mdm.matchmodel"),
            ("Survivorship policies", "account_tree", "mdm.survivorshippolicy"),
            ("Rules of the desk", "rule_settings", "mdm.deskrule"),
            ("Channels", "cell_tower", "mdm.channel"),
            ("Purposes of contact", "flag", "mdm.purpose"),
            ("Types of relationship", "family_history", "mdm.relationshiptype"),
        ),
    ),
    (
        "Administration",
        (
            ("API clients", "key", "mdm.apiclient"),
            ("API reference", "api", "mdm.sourcesystem@api:docs"),
            ("Webhooks", "webhook", "mdm.subscription"),
            ("Webhook deliveries", "outgoing_mail", "mdm.delivery"),
            ("Users", "person", "auth.user"),
            ("Roles", "badge", "auth.group"),
            ("Ledger", "history", "mdm.ledgerentry"),
            ("Changes of rows", "difference", "mdm.history"),
        ),
    ),
)


def _may_view(model: str) -> Callable[[HttpRequest], bool]:
    app, _, name = model.partition(".")
    right = name if "_" in name else f"view_{name}"
    return lambda request: request.user.has_perm(f"{app}.{right}")


def _entry(title: str, icon: str, model: str) -> dict[str, Any]:
    model, _, page = model.partition("@")
    link = reverse_lazy(page or f"admin:{model.replace('.', '_')}_changelist")
    return {"title": title, "icon": icon, "link": link, "permission": _may_view(model)}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": TITLE,
    "SITE_HEADER": TITLE,
    "SITE_SYMBOL": "group",
    "SITE_URL": reverse_lazy("admin:index"),
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("mdm/favicon.svg")},
    ],
    "STYLES": [lambda _request: static("mdm/admin.css")],
    "SCRIPTS": [lambda _request: static("mdm/landmarks.js")],
    "DASHBOARD_CALLBACK": "mdm.admin.start.start_page",
    "COLORS": {
        "primary": {
            "50": "oklch(97% .013 236)",
            "100": "oklch(94% .03 236)",
            "200": "oklch(89% .055 236)",
            "300": "oklch(81% .09 236)",
            "400": "oklch(72% .12 238)",
            "500": "oklch(62% .13 241)",
            "600": "oklch(53% .12 243)",
            "700": "oklch(46% .105 244)",
            "800": "oklch(40% .09 244)",
            "900": "oklch(35% .075 245)",
            "950": "oklch(27% .06 246)",
        }
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {"title": title, "separator": True, "items": [_entry(*one) for one in entries]}
            for title, entries in _NAVIGATION
        ],
    },
}
