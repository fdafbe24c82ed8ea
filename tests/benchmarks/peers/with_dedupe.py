"""dedupe with its active learning: a person's answers to the pairs that it asks about are taken from the truth."""

import sys

import dedupe
import pandas as pd
from dedupe import variables

LABELS = 50


def definition(present):
    texts = [
        variables.String(name, has_missing=True)
        for name in ("given", "family", "organisation", "street", "city", "email", "employer", "website")
        if name in present
    ]
    exact = [
        variables.ShortString(name, has_missing=True)
        for name in ("birth_date", "identifier", "phone", "postcode", "house", "middle", "extras")
        if name in present
    ]
    return [*texts, *exact]  # fmt: skip


def main(records, out, labels):
    table = pd.read_csv(records, dtype=str, keep_default_na=False).set_index("id")
    truth = pd.read_csv(labels, dtype=str).set_index("id")["label"].to_dict()
    present = {name for name in table.columns if (table[name] != "").sum() > 1 and table[name].nunique() > 2}
    data = {
        record: {name: value or None for name, value in row.items() if name in present} | {"id": record}
        for record, row in table.to_dict("index").items()
    }
    deduper = dedupe.Dedupe(definition(present), num_cores=1, in_memory=True)
    deduper.prepare_training(data)
    for _ in range(LABELS):
        (pair,) = deduper.uncertain_pairs()
        is_match = truth[pair[0]["id"]] == truth[pair[1]["id"]]
        deduper.mark_pairs({"match": [pair] if is_match else [], "distinct": [] if is_match else [pair]})
    deduper.train()
    rows = [
        (record, f"{LABELS} labels", number)
        for number, (members, _) in enumerate(deduper.partition(data, 0.5))
        for record in members
    ]
    pd.DataFrame(rows, columns=["id", "setting", "label"]).to_csv(out, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:4])
