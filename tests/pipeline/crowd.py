"""Many records of few people, much of which hangs together, and what became of them."""

from __future__ import annotations

import random

from mdm.models import GoldenRecord, Membership

BASE = {
    "id": "", "kind": "p", "given": "", "family": "", "company": "", "born": "", "email": "", "phone": "",
    "street": "", "house": "", "postcode": "", "city": "",
}  # fmt: skip
GIVEN = ("Robert", "Bob", "Alice", "Alicia", "Maria", "John", "Jon", "Erika")
FAMILY = ("Miller", "Millar", "Smith", "Nguyen", "Garcia", "O'Neill")
STREETS = (("Main Street", "12"), ("Oak Avenue", "7"), ("High Road", "101"))


def crowd(seed, count):
    """Records of few people with few names at few addresses: much hangs together."""
    dice = random.Random(seed)
    found = []
    for number in range(count):
        given, family = dice.choice(GIVEN), dice.choice(FAMILY)
        street, house = dice.choice(STREETS)
        found.append(
            BASE
            | {
                "id": str(number),
                "given": given,
                "family": family,
                "born": dice.choice(("", f"198{dice.randrange(4)}-05-1{dice.randrange(3)}")),
                "email": dice.choice(("", f"{given}.{family}@example.org".lower().replace("'", ""))),
                "phone": dice.choice(("", f"650-253-000{dice.randrange(4)}")),
                "street": street,
                "house": house,
                "postcode": dice.choice(("94043", "94301")),
                "city": "Mountain View",
            }
        )
    return found


def customers():
    """The present partition, by source and key."""
    groups = {}
    for entity, source, key in Membership.objects.filter(until=None).values_list(
        "entity_id", "record__source__code", "record__key"
    ):
        groups.setdefault(entity, set()).add((source, key))
    return {frozenset(group) for group in groups.values()}


def names():
    return sorted(GoldenRecord.objects.values_list("name", "member_count"))
