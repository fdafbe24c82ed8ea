"""What a sender may state, and what is wrong with the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mdm.errors import InvalidInputError
from mdm.understand.facts import ChannelTerm, FactKind, PurposeTerm, Terms, TypeTerm
from mdm.understand.reading import Ground, from_texts, read

TERMS = Terms(
    channels={"email": ChannelTerm("E-mail", True, True), "web": ChannelTerm("Web", False, True),
              "fax": ChannelTerm("Fax", True, False)},
    purposes={"marketing": PurposeTerm("Advertising", True, True)},
    types={"contact_of": TypeTerm("is contact of", "has contact", True)},
)  # fmt: skip
GROUND = Ground("crm", TERMS, datetime(2026, 3, 1, 12, tzinfo=UTC), "Europe/Berlin")
GOOD = {
    FactKind.INTERACTION: {"record": {"key": "1"}, "at": "2026-03-01T11:00:00Z", "channel": "web"},
    FactKind.CONSENT: {"record": {"key": "1"}, "purpose": "marketing", "channel": "email", "state": "granted",
                       "stated_at": "2026-02-01T08:00:00Z"},
    FactKind.RELATIONSHIP: {"record": {"key": "1"}, "type": "contact_of", "to": {"source": "sfa", "key": "K1"}},
}  # fmt: skip


def test_what_is_left_out_is_the_senders_own_or_nothing():
    said = read(FactKind.INTERACTION, GOOD[FactKind.INTERACTION] | {"note": None, "subject": ""}, GROUND)
    assert (said["record_source"], said["state"], said["note"], said["subject"]) == ("crm", "closed", None, None)
    said = read(FactKind.RELATIONSHIP, GOOD[FactKind.RELATIONSHIP], GROUND)
    assert (said["record_source"], said["to_source"], said["since"]) == ("crm", "sfa", None)


def test_times_without_a_zone_are_local_to_the_source():
    said = read(FactKind.INTERACTION, GOOD[FactKind.INTERACTION] | {"at": "2026-03-01T11:00"}, GROUND)
    assert said["at"] == datetime(2026, 3, 1, 10, tzinfo=UTC)


WRONG = [
    (FactKind.INTERACTION, {"at": None}, "/at"),
    (FactKind.INTERACTION, {"at": "soon"}, "/at"),
    (FactKind.INTERACTION, {"at": 5}, "/at"),
    (FactKind.INTERACTION, {"at": "2026-03-03T12:00:00Z"}, "/at"),
    (FactKind.INTERACTION, {"ended_at": "2026-03-01T10:00:00Z"}, "/ended_at"),
    (FactKind.INTERACTION, {"channel": "pigeon"}, "/channel"),
    (FactKind.INTERACTION, {"channel": "fax"}, "/channel"),
    (FactKind.INTERACTION, {"direction": "up"}, "/direction"),
    (FactKind.INTERACTION, {"direction": []}, "/direction"),
    (FactKind.INTERACTION, {"score": "5"}, "/score"),
    (FactKind.INTERACTION, {"score": True}, "/score"),
    (FactKind.INTERACTION, {"score": 101}, "/score"),
    (FactKind.INTERACTION, {"score": float("nan")}, "/score"),
    (FactKind.INTERACTION, {"reason": "A Complaint"}, "/reason"),
    (FactKind.INTERACTION, {"subject": "x" * 201}, "/subject"),
    (FactKind.INTERACTION, {"mood": "bad"}, "/mood"),
    (FactKind.INTERACTION, {"record": {}}, "/record"),
    (FactKind.INTERACTION, {"record": {"key": 7}}, "/record/key"),
    (FactKind.INTERACTION, {"record": "1"}, "/record"),
    (FactKind.CONSENT, {"channel": "web"}, "/channel"),
    (FactKind.CONSENT, {"state": "expired"}, "/state"),
    (FactKind.CONSENT, {"stated_at": "2027-01-01T00:00:00Z"}, "/stated_at"),
    (FactKind.CONSENT, {"valid_until": "2026-01-01T00:00:00Z"}, "/valid_until"),
    (FactKind.RELATIONSHIP, {"to": {"key": "1"}}, "/to/key"),
    (FactKind.RELATIONSHIP, {"since": "2026-02-30"}, "/since"),
    (FactKind.RELATIONSHIP, {"since": "2026-02-02", "until": "2026-02-01"}, "/until"),
]


@pytest.mark.parametrize(("kind", "change", "pointer"), WRONG)
def test_what_is_wrong_is_named_with_its_place(kind, change, pointer):
    with pytest.raises(InvalidInputError) as refused:
        read(kind, {**GOOD[kind], **change}, GROUND)
    assert refused.value.data["pointer"] == pointer
    assert refused.value.remedy


def test_rows_of_files_are_read_as_their_json():
    row = {"record.key": "1", "record.source": "", "at": "2026-03-01T11:00:00Z", "channel": "email", "score": " 7.5 "}
    said = read(FactKind.INTERACTION, from_texts(FactKind.INTERACTION, row), GROUND)
    assert (said["record_key"], said["record_source"], said["score"]) == ("1", "crm", 7.5)
    row = {"record.key": "1", "type": "contact_of", "to.key": "2", "since": "2026-01-02"}
    said = read(FactKind.RELATIONSHIP, from_texts(FactKind.RELATIONSHIP, row), GROUND)
    assert said["since"] == date(2026, 1, 2)
