"""The quality rules that a new installation starts with: what cleansing can tell of a value, and more.

An administrator changes them as data. Weights: 1 small, 3 plain, 5 heavy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mdm.records import Catalogue

OFFICE = "Customer data office"

# code, dimension, targets, severity, weight, flags that fail it, label, message, remedy
_BY_FLAG: tuple[tuple[str, str, str, str, int, tuple[str, ...], str, str, str], ...] = (
    ("name_real", "validity", "kind:person_name", "warn", 5, ("placeholder", "malformed", "overlong"),
     "Name is a name", "The name is a placeholder or no name.", "Ask for the name, or leave the field empty."),
    ("name_form", "accuracy", "kind:person_name", "inform", 1, ("misread", "mended", "ambiguous"),
     "Name reads in one way", "The name could be read in several ways.", "Deliver given and family name apart."),
    ("organisation_real", "validity", "kind:organisation_name", "warn", 5, ("placeholder", "malformed", "overlong"),
     "Organisation name is a name", "The organisation's name is a placeholder.", "Take the name from the register."),
    ("birth_date_real", "validity", "kind:birth_date", "warn", 5,
     ("placeholder", "malformed", "impossible", "overlong"),
     "Birth date is a date", "The birth date is a placeholder or no date.", "Ask again, or leave the field empty."),
    ("birth_date_plausible", "accuracy", "kind:birth_date", "warn", 3, ("implausible",),
     "Birth date is plausible", "Nobody alive was born then.", "Check the century, and day against month."),
    ("birth_date_order", "consistency", "kind:birth_date", "inform", 1, ("day_month_swapped", "ambiguous"),
     "Birth date reads in one way", "Day and month may be swapped.", "Deliver dates as YYYY-MM-DD."),
    ("birth_date_whole", "completeness", "kind:birth_date", "inform", 1, ("partial",),
     "Birth date has day and month", "Only the year or month of birth is known.", "Ask for the full date."),
    ("email_form", "validity", "kind:email", "warn", 5, ("malformed", "placeholder", "impossible", "overlong"),
     "E-mail is well-formed", "The e-mail address can't work.", "Ask for the address again."),
    ("email_domain", "accuracy", "kind:email", "warn", 3,
     ("mistyped_domain", "reserved_domain", "disposable", "mended"),
     "E-mail domain is real", "The domain is mistyped, reserved or disposable.", "Check the part behind the @."),
    ("email_own", "uniqueness", "kind:email", "inform", 1, ("role_mailbox", "shared"),
     "E-mail is the customer's own", "The mailbox is a role's or shared by many.", "Ask for a personal address."),
    ("phone_valid", "validity", "kind:phone", "warn", 5, ("malformed", "placeholder", "impossible", "overlong"),
     "Phone is possible in its country", "Nobody can be reached under it.", "Check the number and its country."),
    ("phone_assigned", "accuracy", "kind:phone", "inform", 1, ("unassigned", "implausible", "without_area_code"),
     "Phone range is in use", "No operator uses this range, or the area code is missing.", "Ask for the full number."),
    ("phone_own", "uniqueness", "kind:phone", "inform", 1, ("shared",),
     "Phone is the customer's own", "The number is shared by many customers.", "Ask for a number of their own."),
    ("address_real", "validity", "kind:address", "warn", 5, ("malformed", "placeholder", "impossible", "overlong"),
     "Address is an address", "The address is a placeholder or can't be read.", "Ask for the address again."),
    ("postcode_form", "validity", "kind:address", "warn", 3, ("postcode_form",),
     "Postcode has its country's form", "The postcode is not of its country's form.", "Check postcode and country."),
    ("identifier_valid", "validity", "kind:identifier", "warn", 5,
     ("failed_check_digit", "malformed", "placeholder", "impossible", "overlong"),
     "Identifier and check digit fit", "The number is no number of this kind.", "Compare it with the document."),
    ("website_form", "validity", "kind:website", "inform", 1, ("malformed", "placeholder", "overlong"),
     "Website is an address", "The website's address can't work.", "State it as www.example.org."),
    ("gender_known", "validity", "kind:gender", "inform", 1, ("unknown_code", "placeholder", "malformed"),
     "Gender is a known code", "The code is not known.", "Map the source's codes, or send m, f or x."),
    ("code_known", "validity", "kind:code", "inform", 1, ("unknown_code", "placeholder", "malformed", "overlong"),
     "Code is a code", "The code is unknown or a placeholder.", "Send a code of the agreed list."),
    ("number_form", "validity", "kind:number", "inform", 1, ("malformed", "placeholder", "overlong"),
     "Number is a number", "The field holds no number.", "Send digits only."),
    ("date_form", "validity", "kind:date", "inform", 1, ("malformed", "impossible", "placeholder"),
     "Date is a date", "The field holds no date.", "Send dates as YYYY-MM-DD."),
)  # fmt: skip

_VALUE = {"part": "value"}
_COMPANY = r".*[ ,](GmbH|AG|KG|OHG|Ltd|LLC|Inc|SARL|SA|BV|NV|sp\. z o\.o\.)\.?"

_A_PLACE = {"any": [{"present": {"part": part}} for part in ("street", "po_box", "city", "postcode")]}

# The rules whose conditions are more than flags.
_OWN: tuple[Mapping[str, Any], ...] = (
    {
        "code": "name_whole", "label": "Name has given and family name", "dimension": "completeness",
        "targets": ["name"], "weight": 1, "when": {"is": "valid"},
        "holds": {"all": [{"present": {"part": "given"}}, {"present": {"part": "family"}},
                          {"not": {"flag": ["partly_placeholder"]}}]},
        "message": "A part of the name is missing.", "remedy": "Ask for the missing part.",
    },
    {
        "code": "postcode_city", "label": "Postcode fits the city", "dimension": "accuracy",
        "targets": ["kind:address"], "severity": "inform", "weight": 1,
        "when": {"listed": [{"join": [{"part": "country"}, {"part": "postcode"}]}, "known_postcodes"]},
        "holds": {
            "listed": [{"join": [{"part": "country"}, {"part": "postcode"}, {"part": "city"}]}, "postcode_cities"],
        },
        "message": "Others with this postcode live in another city.", "remedy": "Check postcode and city.",
    },
    {
        "code": "address_country", "label": "Address has a country", "dimension": "completeness",
        "targets": ["kind:address"], "weight": 1, "holds": {"present": {"part": "country"}},
        "message": "The address has no country.", "remedy": "Send the country, or set the source's default.",
    },
    {
        "code": "address_place", "label": "Address is more than a country", "dimension": "completeness",
        "targets": ["kind:address"], "weight": 3, "when": {"not": {"is": "empty"}}, "holds": _A_PLACE,
        "message": "Of the address only the country or region is known.", "remedy": "Ask for the address.",
    },
    {
        "code": "address_postcode", "label": "Address has a postcode", "dimension": "completeness",
        "targets": ["kind:address"], "severity": "warn", "weight": 3, "when": _A_PLACE,
        "holds": {"present": {"part": "postcode"}},
        "message": "The address has no postcode.", "remedy": "Complete it from the postal directory.",
    },
    {
        "code": "address_deliverable", "label": "Address has city and street or box", "dimension": "completeness",
        "targets": ["kind:address"], "weight": 3, "when": _A_PLACE,
        "holds": {"all": [{"present": {"part": "city"}},
                          {"any": [{"present": {"part": "street"}}, {"present": {"part": "po_box"}}]}]},
        "message": "A letter to this address can't arrive.", "remedy": "Ask for street and city.",
    },
    {
        "code": "country_list", "label": "Country is an ISO country", "dimension": "validity",
        "targets": ["kind:address"], "weight": 1, "when": {"present": {"part": "country"}},
        "holds": {"listed": [{"part": "country"}, "countries"]},
        "message": "The country is not in the list of countries.", "remedy": "Send the ISO 3166 code.",
    },
    {
        "code": "birth_before_created", "label": "Birth comes before the record", "dimension": "consistency",
        "targets": ["birth_date"], "severity": "warn", "weight": 3,
        "holds": {"lt": [_VALUE, {"record": "created"}]},
        "message": "The record was created before the customer was born.", "remedy": "Check both dates.",
    },
    {
        "code": "birth_of_age", "label": "Customer is of age", "dimension": "consistency", "targets": ["birth_date"],
        "weight": 1, "when": {"matches": [_VALUE, r"\d{4}-\d\d-\d\d"]},
        "holds": {"lt": [_VALUE, {"today": -5113}]},
        "message": "The customer would be under 14.", "remedy": "Check the year of birth.",
    },
    {
        "code": "person_is_company", "label": "A person's name is no company's", "dimension": "consistency",
        "targets": ["name"], "severity": "warn", "weight": 3, "kinds": ["person"],
        "holds": {"not": {"matches": [{"own": "display"}, _COMPANY]}},
        "message": "The person's name reads like a company.", "remedy": "File the record as an organisation.",
    },
    {
        "code": "company_is_person", "label": "A company has a company's name", "dimension": "consistency",
        "targets": ["organisation_name"], "severity": "warn", "weight": 3, "kinds": ["organisation"],
        "holds": {"not": {"matches": [{"own": "display"}, r"(Mr|Mrs|Ms|Herr|Frau|Monsieur|Madame)\.? .+"]}},
        "message": "The organisation's name reads like a person.", "remedy": "File the record as a person.",
    },
    {
        "code": "person_name_on_company", "label": "No birth date on an organisation", "dimension": "consistency",
        "targets": ["birth_date", "gender"], "weight": 1, "holds": {"ne": [{"record": "kind"}, "organisation"]},
        "message": "An organisation has a person's attribute.", "remedy": "Check the kind of customer.",
    },
    {
        "code": "identifier_one_customer", "label": "One identifier, one customer", "dimension": "uniqueness",
        "targets": ["tax_id", "national_id", "vat_id", "register_number"], "severity": "review", "weight": 5,
        "when": {"is": "identifying"}, "holds": {"le": [{"fact": "customers"}, 1]}, "due_days": 7,
        "message": "Several customers have this identifier.", "remedy": "Decide whose it is, or merge the customers.",
    },
    {
        "code": "contact_few_customers", "label": "Contact is shared by few", "dimension": "uniqueness",
        "targets": ["kind:email", "kind:phone"], "weight": 1, "when": {"is": "identifying"},
        "holds": {"le": [{"fact": "customers"}, 4]},
        "message": "More than four customers have this contact.", "remedy": "Ask for a contact of their own.",
    },
    {
        "code": "sources_agree", "label": "Sources agree", "dimension": "consistency",
        "targets": ["birth_date", "gender", "tax_id", "national_id", "vat_id", "register_number"],
        "weight": 1, "when": {"is": "valid"}, "holds": {"eq": [_VALUE, {"golden": "value"}]},
        "message": "Another source says something else, and counts more.", "remedy": "Compare with the golden record.",
    },
    {
        "code": "contact_fresh", "label": "Contact is fresh", "dimension": "timeliness",
        "targets": ["kind:email", "kind:phone"], "weight": 1,
        "holds": {"le": [{"age": "updated"}, {"half_life": 1095}]},
        "message": "Nobody has confirmed this contact for longer than its half-life.",
        "remedy": "Confirm it at the next contact.",
    },
    {
        "code": "address_fresh", "label": "Address is fresh", "dimension": "timeliness", "targets": ["kind:address"],
        "weight": 1, "holds": {"le": [{"age": "updated"}, {"half_life": 2555}]},
        "message": "Nobody has confirmed the address for longer than its half-life.",
        "remedy": "Compare it with the postal service.",
    },
    {
        "code": "code_is_code", "label": "No free text in code fields", "dimension": "validity",
        "targets": ["kind:code"],
        "weight": 1, "when": {"present": _VALUE}, "holds": {"le": [{"length": _VALUE}, 40]},
        "message": "The code field holds a sentence.", "remedy": "Send the code; put remarks elsewhere.",
    },
)  # fmt: skip

# Attribute -> severity where it is missing; its weight is that of the catalogue.
# Others may have one, but nothing is wrong without it.
_WANTED_OF = {"vat_id": ["organisation"]}
_WANTED_SEVERITY: Mapping[str, str] = {"name": "warn", "organisation_name": "warn"}


def default_rules(catalogue: Catalogue) -> list[dict[str, Any]]:
    """The shipped declarations that fit the catalogue: every attribute with a quality weight is wanted."""
    flagged = [
        {
            "code": code, "label": label, "dimension": dimension, "targets": [target], "severity": severity,
            "weight": weight, "message": message, "remedy": remedy, "holds": {"not": {"flag": list(flags)}},
        }
        for code, dimension, target, severity, weight, flags, label, message, remedy in _BY_FLAG
    ]  # fmt: skip
    wanted = [
        {
            "code": f"{one.code.replace('-', '_')}_there", "label": f"{one.label} is there",
            "dimension": "completeness",
            "scope": "record", "targets": [one.code],
            "kinds": _WANTED_OF.get(one.code, sorted(map(str, one.applies_to))),
            "severity": _WANTED_SEVERITY.get(one.code, "inform"), "weight": min(10, one.quality_weight),
            "holds": {"ge": [{"count": one.code}, 1]},
            "message": f"There is no usable value: {one.label}.", "remedy": "Ask the customer, or map the column.",
        }
        for one in catalogue.attributes.values() if one.quality_weight
    ]  # fmt: skip
    declared = [*wanted, *flagged, *map(dict, _OWN)]
    return [{**one, "owner": OFFICE} for one in declared if _fits(one, catalogue)]


def _fits(rule: Mapping[str, Any], catalogue: Catalogue) -> bool:
    return all(target.startswith("kind:") or target in catalogue.attributes for target in rule["targets"])
