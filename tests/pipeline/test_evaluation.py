"""manage.py evaluate: the truth as a column, as part of one, as pairs of keys and as pairs of rows."""

import json
import re

import pytest
from django.core.management import CommandError, call_command

from mdm.errors import InvalidInputError
from mdm.pipeline.identity.truth import Place, TruePairs, TruthColumn, labels_by_pairs

pytestmark = pytest.mark.django_db

MAPPING = {
    "key": "id",
    "kind": "person",
    "entries": [
        {"column": "given", "attribute": "name", "part": "given"},
        {"column": "family", "attribute": "name", "part": "family"},
        {"column": "born", "attribute": "birth_date"},
        {"column": "mail", "attribute": "email"},
    ],
}
PEOPLE = [
    ("rec-1-org", "Ottilie", "Penhaligon", "1971-06-24", "ottilie.p@example.net"),
    ("rec-1-dup", "Ottilie", "Penhaligon", "1971-06-24", "ottilie.p@example.net"),
    ("rec-2-org", "Bartholomew", "Quist", "1950-01-02", "bq1950@example.net"),
    ("rec-2-dup", "Bartholomew", "Quist", "1950-01-02", ""),
    ("rec-3-org", "Zenobia", "Ashdown", "1988-11-30", "zen@example.net"),
]


@pytest.fixture
def files(tmp_path):
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING))
    rows = ["id,given,family,born,mail", *map(",".join, PEOPLE)]
    (tmp_path / "all.csv").write_text("\n".join(rows))
    (tmp_path / "left.csv").write_text("\n".join([rows[0], *rows[1::2]]))
    (tmp_path / "right.csv").write_text("\n".join([rows[0], *rows[2::2]]))
    return tmp_path


def evaluate(files, capsys, *names, **options):
    call_command(
        "evaluate", *(files / name for name in names), mapping=[files / "mapping.json"], json=True, untrained=True,
        **options,
    )  # fmt: skip
    return json.loads(capsys.readouterr().out)


PAIRS = {
    "key": "one,other\nrec-1-org,rec-1-dup\nrec-2-org,rec-2-dup\n",
    "row": "a;b\n0;1\n2;3\n",
}


@pytest.mark.parametrize("by", list(PAIRS))
def test_pairs_are_the_truth(files, capsys, by):
    (files / "pairs.csv").write_text(PAIRS[by])
    found = evaluate(files, capsys, "all.csv", true_pairs=files / "pairs.csv", pairs_by=by)
    assert (found["customers"], found["records"]) == (3, 5)
    assert (found["true_pairs"] + found["missed_pairs"], found["lost_true_pairs"]) == (2, 0)
    assert found["false_pairs"] == 0


def test_part_of_a_column_is_the_truth_and_may_be_the_key(files, capsys):
    found = evaluate(files, capsys, "all.csv", truth="id", truth_pattern=r"^rec-(\d+)")
    assert (found["customers"], found["clusters"], found["true_pairs"]) == (3, 3, 2)


def test_two_files_are_linked_by_their_keys(files, capsys):
    (files / "pairs.csv").write_text(PAIRS["key"] + "rec-9-org,rec-9-dup\n")
    found = evaluate(files, capsys, "left.csv", "right.csv", true_pairs=files / "pairs.csv")
    assert (found["customers"], found["true_pairs"], found["lost_true_pairs"]) == (3, 2, 1)


def test_the_figures_and_the_chart_are_for_people_too(files, capsys):
    chart = files / "chart.svg"
    call_command("evaluate", files / "all.csv", mapping=[files / "mapping.json"], truth="id", truth_pattern="^rec-.",
                 chart=chart)  # fmt: skip
    told = capsys.readouterr().out
    assert "expected calibration error" in told
    assert re.search(r"pairwise\s+1\.0000\s+1\.0000\s+1\.0000", told)
    assert "<svg" in chart.read_text()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"truth": "no_such"}, "no column 'no_such'"),
        ({"truth": "id", "truth_pattern": "zzz"}, "says of no row"),
        ({"truth": "id", "truth_pattern": "("}, "no regular expression"),
        ({"true_pairs": "all.csv", "pairs_by": "row"}, "names no pair of records"),
        ({"true_pairs": "absent.csv"}, "absent.csv"),
    ],
)
def test_a_wrong_truth_is_refused_by_name(files, options, said):
    if "true_pairs" in options:
        options = {**options, "true_pairs": files / options["true_pairs"]}
    with pytest.raises(CommandError, match=re.escape(said)):
        call_command("evaluate", files / "all.csv", mapping=[files / "mapping.json"], **options)


@pytest.mark.parametrize(
    ("pattern", "said", "label"),
    [
        (None, " 7 ", "7"),
        (re.compile(r"\d+"), "a12b", "12"),
        (re.compile(r"c-(\d+)"), "c-5", "5"),
        (re.compile("x"), "y", ""),
        (None, None, ""),
    ],
)
def test_the_label_of_a_row(pattern, said, label):
    assert TruthColumn("c", pattern).label({"c": said}) == label


def test_one_key_in_two_files_is_told_apart_by_its_column(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("left,right\n1,2\n2,1\n")
    places = [Place(0, 0, "1"), Place(0, 1, "2"), Place(1, 2, "1"), Place(1, 3, "2")]
    (one, two, other_one, other_two), lost = labels_by_pairs(TruePairs(path), places)
    assert (one == other_two, two == other_one, one != two, lost) == (True, True, True, 0)


def test_pairs_need_two_columns(tmp_path):
    path = tmp_path / "pairs.csv"
    path.write_text("only\n1\n")
    with pytest.raises(InvalidInputError, match="no two columns"):
        labels_by_pairs(TruePairs(path), [Place(0, 0, "1")])
