"""Splink on DuckDB as its tutorial advises: u from random pairs, m by EM under several blockings, term frequencies."""

import sys

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THRESHOLDS = (0.5, 0.95, 0.99)

PERSON = {
    "given": lambda: cl.NameComparison("given").configure(term_frequency_adjustments=True),
    "family": lambda: cl.NameComparison("family").configure(term_frequency_adjustments=True),
    "middle": lambda: cl.ExactMatch("middle"),
    "birth_date": lambda: cl.DateOfBirthComparison("birth_date", input_is_string=True, datetime_format="%Y-%m-%d"),
    "gender": lambda: cl.ExactMatch("gender"),
    "employer": lambda: cl.JaroWinklerAtThresholds("employer", [0.9, 0.8]).configure(term_frequency_adjustments=True),
}
ORGANISATION = {
    "organisation": lambda: cl.JaroWinklerAtThresholds("organisation", [0.95, 0.88, 0.7]).configure(
        term_frequency_adjustments=True
    ),
    "legal_form": lambda: cl.ExactMatch("legal_form"),
    "website": lambda: cl.JaroWinklerAtThresholds("website", [0.9]),
}
BOTH = {
    "identifier": lambda: cl.DamerauLevenshteinAtThresholds("identifier", [1, 2]),
    "email": lambda: cl.EmailComparison("email"),
    "phone": lambda: cl.DamerauLevenshteinAtThresholds("phone", [1]),
    "street": lambda: cl.JaroWinklerAtThresholds("street", [0.9, 0.8]),
    "house": lambda: cl.ExactMatch("house"),
    "postcode": lambda: cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
    "city": lambda: cl.JaroWinklerAtThresholds("city", [0.9]).configure(term_frequency_adjustments=True),
    "extras": lambda: cl.ExactMatch("extras").configure(term_frequency_adjustments=True),
}

PERSON_BLOCKS = (
    ("identifier",), ("email",), ("phone",), ("given", "family"), ("birth_date", "family"), ("birth_date", "given"),
    ("family", "postcode"), ("given", "postcode"), ("birth_date", "city"), ("birth_date", "postcode"),
    ("street", "given"), ("street", "family"), ("family", "city"), ("employer", "given"),
)  # fmt: skip
ORGANISATION_BLOCKS = (
    ("identifier",), ("email",), ("phone",), ("website",), ("organisation",), ("substr(organisation, 1, 5)",),
    ("street", "postcode"), ("substr(organisation, 1, 3)", "city"), ("extras", "city"),
)  # fmt: skip
# For EM: every comparison must be left out by one of them.
PERSON_TRAINING = (("given", "family"), ("birth_date",), ("street", "house"))
ORGANISATION_TRAINING = (("organisation",), ("street",), ("city",), ("extras",))
PERSON_CERTAIN = (("given", "family", "birth_date"), ("identifier",), ("email", "family"))
ORGANISATION_CERTAIN = (("organisation", "city"), ("website", "organisation"), ("identifier",))


def columns_of(rule):
    return [part.split("(")[-1].split(",")[0] for part in rule]


def usable(rules, present):
    return [rule for rule in rules if set(columns_of(rule)) <= present]


def main(records, out):
    table = pd.read_csv(records, dtype=str, keep_default_na=False).replace("", None).rename(columns={"id": "unique_id"})
    is_person = table["kind"].iloc[0] == "person"
    present = {name for name in table.columns if table[name].notna().sum() > 1 and table[name].nunique() > 1}
    own = PERSON if is_person else ORGANISATION
    comparisons = [build() for name, build in {**own, **BOTH}.items() if name in present]
    blocks = usable(PERSON_BLOCKS if is_person else ORGANISATION_BLOCKS, present)
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in blocks],
    )
    database = DuckDBAPI()
    linker = Linker(database.register(table), settings)
    certain = usable(PERSON_CERTAIN if is_person else ORGANISATION_CERTAIN, present)
    linker.training.estimate_probability_two_random_records_match([block_on(*rule) for rule in certain], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for rule in usable(PERSON_TRAINING if is_person else ORGANISATION_TRAINING, present):
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
        except Exception as problem:  # noqa: BLE001 - a session that fails on the data is left out, as a user would
            print(f"training on {rule}: {problem}", file=sys.stderr)  # noqa: T201
    predicted = linker.inference.predict(threshold_match_probability=0.4)
    found = []
    for threshold in THRESHOLDS:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_probability=threshold
        ).as_pandas_dataframe()
        rows = clusters[["unique_id", "cluster_id"]].rename(columns={"unique_id": "id", "cluster_id": "label"})
        found.append(rows.assign(setting=f"p ≥ {threshold}"))
    pd.concat(found)[["id", "setting", "label"]].to_csv(out, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:3])
