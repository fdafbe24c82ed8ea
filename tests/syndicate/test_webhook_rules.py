"""Addresses, patience and signatures: the rules without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from mdm.syndicate.webhooks.addresses import AddressError, check, resolved, target_of
from mdm.syndicate.webhooks.outcomes import Health, Tried, health_after, outcome
from mdm.syndicate.webhooks.patience import PAUSES, next_attempt, rest
from mdm.syndicate.webhooks.sending import Answer
from mdm.syndicate.webhooks.signing import new_salt, secret_of, signed_headers

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
GOOD, BAD, GONE = Answer(204), Answer(500, "Answered with status 500."), Answer(410)
DAY = timedelta(days=1)

PRIVATE = (
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1",
    "2002:0a00:0001::1",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public_are_refused(address):
    with pytest.raises(AddressError):
        check(ip_address(address), ())


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_ones_are_not_but_only_by_https(address):
    check(ip_address(address), ())
    with pytest.raises(AddressError):
        check(ip_address(address), (), scheme="http")


def test_the_operator_may_allow_a_network():
    check(ip_address("10.1.2.3"), ("10.1.0.0/16",), scheme="http")
    check(ip_address("::ffff:10.1.2.3"), ("10.1.0.0/16",))
    with pytest.raises(AddressError):
        check(ip_address("10.2.0.1"), ("10.1.0.0/16",))


@pytest.mark.parametrize(
    "url",
    [
        "", "crm.example.com", "ftp://crm.example.com/", "https://", "https://a:b@crm.example.com/", "https://x/#y",
        "https://x:99999/", "https://[::1/", "https://exämple.com/", "https://x/\n", "https://x/" + "a" * 1000,
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(url):
    with pytest.raises(AddressError):
        target_of(url)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "localhost", "127.1"])
def test_odd_spellings_of_private_hosts_are_seen_through(host):
    with pytest.raises(AddressError):
        resolved(target_of(f"https://{host}/"), ())


def test_the_connection_goes_to_the_number_under_the_name():
    target = target_of("https://crm.example.com:8443/hook?a=1")
    assert target.at(ip_address("8.8.8.8")) == "https://8.8.8.8:8443/hook?a=1"
    assert target.at(ip_address("2606:4700::1111")) == "https://[2606:4700::1111]:8443/hook?a=1"
    assert target.authority == "crm.example.com:8443"
    assert target_of("https://crm.example.com/").authority == "crm.example.com"


@given(st.integers(1, len(PAUSES)), st.floats(0, 1))
def test_pauses_grow_and_stray_by_a_fifth(attempts, chance):
    pause = next_attempt(attempts, NOW, chance=chance) - NOW
    assert PAUSES[attempts - 1] * 0.79 < pause < PAUSES[attempts - 1] * 1.21


def test_after_the_last_attempt_there_is_none():
    assert next_attempt(len(PAUSES) + 1, NOW, chance=0.5) is None
    assert outcome(Tried(1, 1, len(PAUSES) + 1), BAD, NOW, chance=0.5, pauses=PAUSES).state == "dead"


def test_one_or_two_failures_may_be_the_messages_own_fault():
    assert rest(2, NOW) is None
    assert NOW < rest(3, NOW) <= rest(50, NOW) <= NOW + timedelta(minutes=5)


# Before, answers -> failures, disabled.
@pytest.mark.parametrize(
    ("before", "answers", "failures", "is_disabled"),
    [
        (Health(), [BAD], 1, False),
        (Health(failures=9, failing_since=NOW - DAY), [BAD], 10, True),
        (Health(failures=8, failing_since=NOW - DAY), [BAD], 9, False),
        (Health(failures=500, failing_since=NOW - DAY / 2), [BAD], 501, False),
        (Health(failures=500, failing_since=NOW - DAY), [BAD, GOOD], 0, False),
        (Health(), [GONE], 1, True),
    ],
)
def test_a_subscription_is_disabled_after_a_long_row_of_failures(before, answers, failures, is_disabled):
    after = health_after(before, answers, NOW, pauses=PAUSES)
    assert (after.failures, after.is_disabled) == (failures, is_disabled)


@given(st.binary(max_size=50).map(lambda raw: raw.hex().encode()))
def test_every_standard_library_can_verify_it(body):
    salt = new_salt()
    now = datetime.now(UTC)
    headers = signed_headers("msg_1_1", body, salts=[salt], keys=["key"], now=now)
    Webhook(secret_of(salt, "key")).verify(body, headers, json_parse=False)
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(secret_of(new_salt(), "key")).verify(body, headers, json_parse=False)
