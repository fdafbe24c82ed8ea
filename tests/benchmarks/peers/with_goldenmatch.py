"""GoldenMatch without configuration, in both ways in which it configures itself."""

import sys

import goldenmatch
import pandas as pd
import pyarrow as pa


def labelled(ids, result, setting):
    label = {number: number for number in range(len(ids))}
    for cluster in result.clusters.values():
        for member in cluster["members"]:
            label[member] = min(cluster["members"])
    return pd.DataFrame({"id": ids, "setting": setting, "label": [label[number] for number in range(len(ids))]})


def main(records, out):
    table = pd.read_csv(records, dtype=str, keep_default_na=False).replace("", None)
    told = table.drop(columns=["id", "kind"])
    told = told[[name for name in told.columns if told[name].notna().any()]]
    arrow = pa.Table.from_pandas(told, preserve_index=False)
    found, problems = [], []
    for setting in ("zero-config", "probabilistic"):
        try:
            config = goldenmatch.auto_configure_probabilistic_df(arrow) if setting == "probabilistic" else None
            result = goldenmatch.dedupe_df(arrow, config=config, confidence_required=False, allow_red_config=True)
            found.append(labelled(table["id"], result, setting))
        except Exception as problem:  # noqa: BLE001 - a mode that refuses the data is a result, told as such
            problems.append(f"{setting}: {type(problem).__name__}: {problem}")
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201
    pd.concat(found).to_csv(out, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:3])
