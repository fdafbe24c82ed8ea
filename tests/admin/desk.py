"""Acts on items, as the list's form sends them."""

from __future__ import annotations

from django.urls import reverse

LIST = "admin:mdm_reviewitem_changelist"
ACT = "admin:mdm_reviewitem_act"


def picked(*items):
    return [f"{one.pk}:{one.version}" for one in items]


def act(browser, name, items, **fields):
    answer = browser.post(reverse(ACT), {"act": name, "pick": picked(*items), **fields}, follow=True)
    return answer.content.decode()
