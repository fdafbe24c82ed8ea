"""manage.py models export and import."""

from __future__ import annotations

import io
import json

import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from mdm.match import queries
from mdm.match.versions import queries as versions
from mdm.models import BlockingKey
from tests.pipeline.people import BOB, ROBERT

pytestmark = pytest.mark.django_db


def told(*arguments):
    out = io.StringIO()
    call_command("models", *(str(one) for one in arguments), stdout=out)
    return out.getvalue()


def test_out_and_back_with_records(installation, tmp_path):
    installation.take_in("crm", ROBERT)
    installation.take_in("shop", BOB)
    active = queries.active_version()
    said = told("export", active, tmp_path, "--records", 100)
    assert "Rival explanations" in said
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert len(manifest["not_expressed"]) == 5
    table = pq.read_table(tmp_path / "person.parquet")
    assert table.num_rows == 2
    assert {key for keys in table["keys"].to_pylist() for key in keys} == set(
        BlockingKey.objects.values_list("key", flat=True)
    )
    settings = json.loads((tmp_path / "person.json").read_text())
    settings["comparisons"][0]["comparison_levels"][1]["m_probability"] = 0.5
    (tmp_path / "person.json").write_text(json.dumps(settings))
    version = int(told("import", tmp_path, "--like", active).split()[1])
    assert versions.model_row(version).state == "draft"
    assert queries.model_of(version).kinds["person"].odds["given"][-1].match == 0.5
    assert queries.model_of(version).kinds["organisation"] == queries.model_of(active).kinds["organisation"]


@pytest.mark.parametrize(("content", "said"), [(None, "holds no person.json"), ("{", "person.json is no JSON"),
                                               ("[]", "person.json holds no settings")])  # fmt: skip
def test_what_is_no_export_is_refused(installation, tmp_path, content, said):
    if content is not None:
        (tmp_path / "person.json").write_text(content)
    with pytest.raises(CommandError, match=said):
        told("import", tmp_path, "--like", queries.active_version())
