"""Figures of what is shared and learnt: values that many customers have, entries of reference lists."""

from __future__ import annotations

from collections.abc import Mapping

# Kind of value -> from how many customers on it loses its force in matching, unless declared otherwise.
# A family shares a phone, a firm a switchboard; a hundred strangers share a mistake.
MUTED_FROM: Mapping[str, int] = {"email": 25, "phone": 25, "identifier": 10}
# A postcode is known when so many records have it, and a city belongs to it from this share of them on.
KNOWN_FROM = 10
CITY_SHARE = 0.05
# Both are learnt anew when this share of the records has changed since.
LEARN_FROM = 0.05
# A declared list has no more entries, so that it is at hand at every write.
MOST_ENTRIES = 200_000
