"""Values that many customers share: from how many on they lose their force in matching, unless declared otherwise."""

from __future__ import annotations

from collections.abc import Mapping

# Kind of value -> customers. A family shares a phone, a firm a switchboard; a hundred strangers share a mistake.
MUTED_FROM: Mapping[str, int] = {"email": 25, "phone": 25, "identifier": 10}
# A postcode is known when so many records have it, and a city belongs to it from this share of them on.
KNOWN_FROM = 10
CITY_SHARE = 0.05
