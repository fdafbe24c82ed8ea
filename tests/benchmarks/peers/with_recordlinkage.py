"""recordlinkage as its guide shows: several blockings, thresholded string comparisons, ECM, connected components."""

import sys

import pandas as pd
import recordlinkage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

BLOCKS = (
    "identifier", "email", "phone", ("given", "family"), ("family", "postcode"), ("given", "postcode"), "birth_date",
    "organisation", "website", ("street", "postcode"), ("street", "house"),
)  # fmt: skip
ALIKE = {"given": 0.85, "family": 0.85, "organisation": 0.85, "street": 0.85, "employer": 0.85, "city": 0.85}
EXACT = ("birth_date", "identifier", "email", "phone", "postcode", "house", "website", "middle", "gender", "extras")


def main(records, out):
    table = pd.read_csv(records, dtype=str, keep_default_na=False).replace("", None).set_index("id")
    present = {name for name in table.columns if table[name].notna().sum() > 1 and table[name].nunique() > 1}
    indexer = recordlinkage.Index()
    for rule in BLOCKS:
        columns = [rule] if isinstance(rule, str) else list(rule)
        if set(columns) <= present:
            indexer.block(columns)
    pairs = indexer.index(table)
    compare = recordlinkage.Compare()
    for name, threshold in ALIKE.items():
        if name in present:
            compare.string(name, name, method="jarowinkler", threshold=threshold, label=name)
    for name in EXACT:
        if name in present:
            compare.exact(name, name, label=name)
    features = compare.compute(pairs, table)
    features = features.loc[:, features.nunique() > 1]
    links = recordlinkage.ECMClassifier(init="jaro").fit_predict(features)
    place = {record: number for number, record in enumerate(table.index)}
    low, high = ([place[record] for record in links.get_level_values(level)] for level in (0, 1))
    graph = coo_matrix(([1] * len(low), (low, high)), shape=(len(table), len(table)))
    label = connected_components(graph, directed=False)[1]
    pd.DataFrame({"id": table.index, "setting": "ECM", "label": label}).to_csv(out, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:3])
