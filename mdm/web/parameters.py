"""Query parameters, typed and complete: a name that is not known is an error, not a wish that nobody hears."""

from __future__ import annotations

import re
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from mdm.errors import InvalidInputError
from mdm.records import CustomerKind
from mdm.understand.facts import INTERACTION_STATES

_PLAIN_NAME = re.compile(r"[A-Za-z_]{1,40}")
LARGEST_PAGE = 200


class Parameters(serializers.Serializer[Any]):
    """The parameters that a view knows."""

    @classmethod
    def of(cls, request: Request) -> dict[str, Any]:
        """The request's parameters. Raises ValidationError or InvalidInputError naming the wrong ones."""
        said = cls(data=request.query_params.dict())
        _refuse_strangers(request, set(said.fields))
        said.is_valid(raise_exception=True)
        return dict(said.validated_data)


def refuse_parameters(request: Request) -> None:
    """For addresses that take none."""
    if request.query_params:
        _refuse_strangers(request, set())


def _refuse_strangers(request: Request, known: set[str]) -> None:
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        named = ", ".join(one for one in unknown if _PLAIN_NAME.fullmatch(one)) or "(not a name)"
        remedy = f"Possible here: {', '.join(sorted(known))}." if known else "None are possible here."
        raise InvalidInputError(f"Unknown parameters: {named}.", remedy=remedy, data={"parameter": named})
    repeated = sorted(name for name, values in request.query_params.lists() if len(values) > 1)
    if repeated:
        raise InvalidInputError(
            f"Parameters stated more than once: {', '.join(repeated)}.",
            remedy="State each once.",
            data={"parameter": repeated[0]},
        )


class AsOfParameters(Parameters):
    """The time to look from."""

    as_of = serializers.DateTimeField(required=False, help_text="The profile as it stood at that time.")


class KindField(serializers.ChoiceField):
    """A kind of customer. The message does not repeat what was sent."""

    default_error_messages = {"invalid_choice": f"Must be one of {', '.join(CustomerKind)}."}  # noqa: RUF012

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=[kind.value for kind in CustomerKind], **options)


class PageParameters(Parameters):
    """Paging."""

    cursor = serializers.CharField(required=False, max_length=400, help_text="`next_cursor` of the page before.")
    page_size = serializers.IntegerField(required=False, default=20, min_value=1, max_value=LARGEST_PAGE)


CRITERIA = ("name", "email", "phone", "identifier", "postcode", "city", "street", "segment")


class SearchParameters(PageParameters):
    """What to search customers by; all that is stated must fit."""

    name = serializers.CharField(required=False, max_length=200, help_text="Resembles; typing errors are forgiven.")
    email = serializers.CharField(required=False, max_length=254, help_text="Any spelling of the mailbox.")
    phone = serializers.CharField(
        required=False, max_length=40, help_text="With its country code, or with `country` beside it."
    )
    identifier = serializers.CharField(
        required=False, max_length=120, help_text="A number under any identifier, or `attribute:number` for one."
    )
    postcode = serializers.CharField(required=False, max_length=20)
    city = serializers.CharField(required=False, max_length=120, help_text="Of an address.")
    street = serializers.CharField(
        required=False, max_length=200, help_text="With or without the house; resembles, abbreviated or mistyped."
    )
    segment = serializers.CharField(required=False, max_length=120, help_text="As sources or rules state it.")
    country = serializers.RegexField(
        r"^[A-Za-z]{2}$",
        required=False,
        help_text="Where a national telephone number and a street are read. ISO 3166 alpha-2.",
    )
    kind = KindField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not any(name in attrs for name in CRITERIA):
            raise InvalidInputError(
                "A search needs something to search by.",
                remedy=f"State at least one of {', '.join(CRITERIA)}.",
                data={"parameters": list(CRITERIA)},
            )
        return attrs


class StateField(serializers.ChoiceField):
    """Whether something is still to be done. The message does not repeat what was sent."""

    default_error_messages = {"invalid_choice": f"Must be one of {', '.join(INTERACTION_STATES)}."}  # noqa: RUF012

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=INTERACTION_STATES, **options)


class InteractionParameters(PageParameters):
    """Paging through interactions, and which ones."""

    channel = serializers.SlugField(required=False, max_length=40, help_text="Only of this channel.")
    state = StateField(required=False, help_text="Only open, or closed ones.")


class MayContactParameters(Parameters):
    """What one would contact the customer about."""

    purpose = serializers.SlugField(max_length=40, help_text="A declared purpose.")
    channel = serializers.SlugField(max_length=40, help_text="A declared channel of contact.")
    at = serializers.DateTimeField(required=False, help_text="When; now where it is left out.")
