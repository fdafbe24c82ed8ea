"""The demo's parts. The whole of it is run by .ci/run, as a user would."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from mdm.access.queries import client_of_key
from mdm.management.demo import processes, sample
from mdm.management.demo.accounts import FILE, ensure_accounts
from mdm.management.demo.clearing import clear
from mdm.management.demo.processes import Child
from mdm.models import ApiClient, SourceRecord


@pytest.mark.django_db
class TestAccounts:
    @pytest.fixture(autouse=True)
    def quick(self, settings):
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def test_a_user_for_each_role_and_a_client_whose_secrets_only_the_owner_reads(self, tmp_path):
        accounts = ensure_accounts(tmp_path)

        assert accounts.is_new
        assert {"viewer", "steward", "senior-steward", "administrator", "auditor"} == set(accounts.passwords)
        for name, password in accounts.passwords.items():
            user = User.objects.get(username=name)
            assert user.check_password(password)
            assert [group.name.replace(" ", "-") for group in user.groups.all()] == [name]
            assert not user.is_superuser
        assert client_of_key(accounts.key).name == "demo"
        assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
        assert len(set(accounts.passwords.values())) == len(accounts.passwords)

    def test_a_second_run_finds_the_same_ones(self, tmp_path):
        first = ensure_accounts(tmp_path)
        written = (tmp_path / FILE).stat().st_mtime_ns
        second = ensure_accounts(tmp_path)
        assert (second.passwords, second.key, second.is_new) == (first.passwords, first.key, False)
        assert (tmp_path / FILE).stat().st_mtime_ns == written
        assert ApiClient.objects.count() == 1

    def test_a_password_that_somebody_changed_is_neither_told_nor_changed_back(self, tmp_path):
        ensure_accounts(tmp_path)
        user = User.objects.get(username="steward")
        user.set_password("their own choice")
        user.save()

        assert ensure_accounts(tmp_path).passwords["steward"] is None
        assert User.objects.get(username="steward").check_password("their own choice")

    def test_without_the_file_nothing_is_guessed(self, tmp_path):
        ensure_accounts(tmp_path)
        (tmp_path / FILE).unlink()
        accounts = ensure_accounts(tmp_path)
        assert set(accounts.passwords.values()) == {None}
        assert accounts.key is None


class TestProcesses:
    def child(self, tmp_path, code):
        return Child("child", ["-c", code], tmp_path / "child.log")

    def wait_for(self, is_so):
        deadline = time.monotonic() + 20
        while not is_so():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def test_a_child_ends_with_its_block_and_so_do_its_own_children(self, tmp_path):
        code = "import subprocess, time; subprocess.Popen(['sleep', '60']); print('up', flush=True); time.sleep(60)"
        with self.child(tmp_path, code) as child:
            self.wait_for(lambda: "up" in child.log.read_text())
            child.check()
            assert os.getpgid(child.pid) == child.pid
        self.wait_for(lambda: not is_alive(child.pid))

    def test_a_child_that_stopped_is_an_error_with_its_last_words(self, tmp_path):
        with self.child(tmp_path, "raise SystemExit('no such broker')") as child:
            self.wait_for(lambda: not is_alive(child.pid))
            with pytest.raises(CommandError, match=r"(?s)child stopped with code 1.*no such broker"):
                child.check()

    def test_a_taken_port_is_an_error_where_it_was_asked_for_and_passed_over_where_not(self):
        with socket.create_server((processes.HOST, 0)) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(CommandError, match=f"Port {port} is taken"):
                processes.free_port(port)
            assert processes.free_port(None, first=port) > port
            with pytest.raises(CommandError, match="are all taken"):
                processes.free_port(None, first=port, tries=1)


def is_alive(group):
    """Whether a process of the group lives; one that ended and waits to be reaped does not."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
    return any(int(pgid) == group and not state.startswith("Z") for pgid, state in map(str.split, listed.splitlines()))


@pytest.mark.django_db
class TestRefusals:
    def test_an_external_database_is_not_emptied_without_consent(self, tmp_path, settings):
        settings.MDM_DATABASE_IS_EMBEDDED = False
        (tmp_path / FILE).write_text("{}")
        with pytest.raises(CommandError, match="--yes"):
            clear(tmp_path, is_agreed=False)
        assert (tmp_path / FILE).exists()
        assert SourceRecord.objects.count() == 0  # the table stands

    def test_no_demo_in_production(self, settings):
        settings.MDM_IS_PRODUCTION = True
        with pytest.raises(CommandError, match="trial installations"):
            call_command("demo", "--no-serve")

    def test_missing_samples_are_named(self, tmp_path):
        with pytest.raises(CommandError, match=r"sources\.json is missing.*generate"):
            sample.load_samples(tmp_path)


def test_the_truth_is_read_by_source_and_key(tmp_path):
    (tmp_path / sample.TRUTH).write_text("source,key,customer\ncrm,1,a\nsfa,1,b\n")
    assert sample.truth(tmp_path) == {("crm", "1"): "a", ("sfa", "1"): "b"}


def test_the_shipped_samples_name_files_that_are_there():
    samples = processes.PROJECT / "fixtures" / "demo"
    declared = json.loads((samples / sample.SOURCES).read_text())
    assert len(declared) == 4
    assert all((samples / one[name]).is_file() for one in declared for name in sample.FILE_FIELDS)
