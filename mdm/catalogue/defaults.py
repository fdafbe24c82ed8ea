"""The catalogue a new installation starts with. An administrator extends it as data."""

from __future__ import annotations

from mdm.records import Attribute, AttributeKind, Catalogue, CustomerKind, Sensitivity

_PERSON = frozenset({CustomerKind.PERSON})
_ORGANISATION = frozenset({CustomerKind.ORGANISATION})
_BOTH = frozenset(CustomerKind)
_K = AttributeKind
_S = Sensitivity

# code, kind, label, applies to, sensitivity, multiple, matched, authority, quality weight, description
_ROWS: tuple[tuple[str, AttributeKind, str, frozenset[CustomerKind], Sensitivity, bool, bool, str, int, str], ...] = (
    ("name", _K.PERSON_NAME, "Name", _PERSON, _S.PERSONAL, False, True, "", 3, "The name a person goes by today."),
    ("former_name", _K.PERSON_NAME, "Former name", _PERSON, _S.PERSONAL, True, True, "", 0, "Maiden or earlier name."),
    ("organisation_name", _K.ORGANISATION_NAME, "Organisation name", _ORGANISATION, _S.PUBLIC, False, True, "", 3,
     "The registered or trading name."),
    ("birth_date", _K.BIRTH_DATE, "Birth date", _PERSON, _S.SENSITIVE, False, True, "", 2, "Date of birth."),
    ("gender", _K.GENDER, "Gender", _PERSON, _S.PERSONAL, False, True, "", 0, "As stated to us."),
    ("email", _K.EMAIL, "E-mail", _BOTH, _S.PERSONAL, True, True, "", 2, "Mailboxes the customer can be reached at."),
    ("phone", _K.PHONE, "Phone", _BOTH, _S.PERSONAL, True, True, "", 2, "Telephone numbers."),
    ("address", _K.ADDRESS, "Address", _BOTH, _S.PERSONAL, True, True, "", 2, "Postal addresses, each kept whole."),
    ("website", _K.WEBSITE, "Website", _BOTH, _S.PUBLIC, True, True, "", 0, "Web presence."),
    ("employer", _K.ORGANISATION_NAME, "Employer", _PERSON, _S.PERSONAL, False, True, "", 0,
     "The organisation a contact works for."),
    ("tax_id", _K.IDENTIFIER, "Tax number", _BOTH, _S.SENSITIVE, False, True, "tax", 1, "Issued by the tax authority."),
    ("national_id", _K.IDENTIFIER, "National id", _PERSON, _S.SENSITIVE, False, True, "national", 1,
     "Social security or national identity number."),
    ("passport", _K.IDENTIFIER, "Passport", _PERSON, _S.SENSITIVE, True, True, "passport", 0, "Passport number."),
    ("vat_id", _K.IDENTIFIER, "VAT id", _BOTH, _S.INTERNAL, False, True, "vat", 1, "Value added tax number."),
    ("register_number", _K.IDENTIFIER, "Register number", _ORGANISATION, _S.PUBLIC, False, True, "register", 1,
     "Number in the company register."),
    ("loyalty_card", _K.IDENTIFIER, "Loyalty card", _BOTH, _S.PERSONAL, True, True, "loyalty", 0, "Card of a scheme."),
    ("customer_number", _K.IDENTIFIER, "Customer number", _BOTH, _S.INTERNAL, True, True, "customer", 0,
     "Number under which a system keeps the customer, where systems share it."),
    ("occupation", _K.TEXT, "Occupation", _PERSON, _S.PERSONAL, False, False, "", 0, "Job or role."),
    ("industry", _K.CODE, "Industry", _ORGANISATION, _S.PUBLIC, False, False, "", 0, "Line of business."),
    ("employee_count", _K.NUMBER, "Employees", _ORGANISATION, _S.PUBLIC, False, False, "", 0, "Number of employees."),
    ("segment", _K.CODE, "Segment", _BOTH, _S.INTERNAL, False, False, "", 0, "As the source files the customer."),
    ("status", _K.CODE, "Status", _BOTH, _S.INTERNAL, False, False, "", 0, "Standing in the source system."),
    ("language", _K.CODE, "Language", _BOTH, _S.INTERNAL, False, False, "", 0, "Language to address the customer in."),
)  # fmt: skip


def default_catalogue(version: int = 1) -> Catalogue:
    """The shipped attributes under that version number."""
    attributes = {
        code: Attribute(
            code=code,
            kind=kind,
            label=label,
            description=description,
            owner="Customer data office",
            sensitivity=sensitivity,
            is_multiple=multiple,
            applies_to=applies_to,
            is_matched=matched,
            authority=authority,
            quality_weight=weight,
            position=position,
        )
        for position, (code, kind, label, applies_to, sensitivity, multiple, matched, authority, weight, description)
        in enumerate(_ROWS)
    }  # fmt: skip
    return Catalogue(version=version, attributes=attributes)
