"""Who holds a profile is answered 304 by version numbers alone: the number of its form must move with the form."""

from __future__ import annotations

import json
from hashlib import blake2b

import pytest
from rest_framework import serializers

from mdm.syndicate.profiles import FORM
from mdm.web.shapes import Profile

# The form's number -> the digest of what is declared. A new form takes the next number and a line of its own.
FORMS = {1: "241aa7e83ac90646", 2: "6fc930ef0dd289c2", 3: "f74c17dbfc160cf7"}


def _form(field):
    if isinstance(field, serializers.ListSerializer | serializers.ListField):
        return [_form(field.child)]
    if isinstance(field, serializers.DictField):
        return {"*": _form(field.child)}
    if isinstance(field, serializers.BaseSerializer):
        return {name: _form(one) for name, one in field.fields.items()}
    choices = [str(one) for one in getattr(field, "choices", ())]
    return [type(field).__name__, field.required, field.allow_null, choices]


def _digest(shape):
    return blake2b(json.dumps(_form(shape), sort_keys=True).encode(), digest_size=8).hexdigest()


def test_another_form_has_another_number():
    remedy = "Raise FORM in mdm/syndicate/profiles.py, and note the new form's digest here under the new number."
    assert FORMS.get(FORM) == _digest(Profile()), remedy
    assert max(FORMS) == FORM, remedy


@pytest.mark.parametrize("place", [(), ("attributes", "*", 0)])
def test_one_more_member_is_another_form(place):
    shape = Profile()
    inner = shape.fields["attributes"].child.child if place else shape
    inner.fields["more"] = serializers.CharField()
    assert _digest(shape) != _digest(Profile())


def test_what_is_sent_has_the_form_that_is_declared(api, world):
    anna = world.customer(world.record("crm", "1", full_name="Anna Schmidt", mail="anna@schmidt-berlin.de"))
    profile, declared = api.get(f"/api/v1/customers/{anna.pk}").json(), _form(Profile())
    assert profile.keys() == declared.keys() - {"until"}
    assert profile["members"][0].keys() == declared["members"][0].keys()
    (mail,) = profile["attributes"]["email"]
    assert mail.keys() == declared["attributes"]["*"][0].keys()
