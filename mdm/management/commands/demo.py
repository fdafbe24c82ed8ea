"""manage.py demo."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mdm.errors import JobError, MdmError
from mdm.jobs.queries import latest_jobs
from mdm.management.demo import processes, sample
from mdm.management.demo.accounts import Accounts, ensure_accounts
from mdm.management.demo.clearing import clear
from mdm.management.demo.summary import place_lines, result_lines
from mdm.management.watching import duration, keep_quiet, watch
from mdm.pipeline import starting
from mdm.pipeline.jobs import running
from mdm.pipeline.setup import set_up
from mdm.pipeline.summary import accuracy, summary


class Command(BaseCommand):
    help = (
        "Try it out: set up a trial installation, load the sample source systems, run the nightly job on a worker, "
        "print what came of it, and serve admin and API until Ctrl-C. A second run finds everything in place."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="End after the summary.")
        parser.add_argument("--reset", action="store_true", help="Start over: empties the database first.")
        parser.add_argument("--yes", action="store_true", help="With --reset: agree to empty an external database.")
        parser.add_argument("--port", type=int, help="Of the web server; by default the first free one from 8000.")
        parser.add_argument(
            "--samples", type=Path, default=processes.PROJECT / "fixtures" / "demo", help="Folder with sources.json."
        )

    def handle(self, *_: Any, **options: Any) -> None:
        if settings.MDM_IS_PRODUCTION:
            raise CommandError("The demo is for trial installations. Unset MDM_MODE, or use another data folder.")
        keep_quiet()
        port = None if options["no_serve"] else processes.free_port(options["port"])
        folder = Path(settings.MDM_DATA_DIR) / "demo"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            if options["reset"]:
                clear(folder, is_agreed=options["yes"])
            self._run(folder, options["samples"], port)
        except MdmError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self._say("", "Stopped.")

    def _run(self, folder: Path, samples: Path, port: int | None) -> None:
        began = time.monotonic()
        call_command("migrate", interactive=False, verbosity=0)
        made = set_up()
        accounts = ensure_accounts(folder)
        news = [batch for batch in sample.load_samples(samples) if sample.is_news(batch)]
        told = sample.load_facts(samples)
        is_due = bool(news) or not _is_matched()
        if not (made or accounts.is_new or is_due or told):
            self._say("Everything was in place; nothing was changed.")
        with ExitStack() as children:
            workers = [children.enter_context(processes.worker(folder))] if is_due or port is not None else []
            if is_due:
                self._match(*workers)
            self._say("", *result_lines(summary(), accuracy(sample.truth(samples))))
            self._say("", f"Ready in {duration(time.monotonic() - began)}.")
            if port is not None:
                self._serve(folder, port, accounts, *workers)

    def _match(self, worker: processes.Child) -> None:
        try:
            job_id = running.start_nightly().pk
        except JobError as error:
            job_id = int(error.data["job"])
        last = watch(job_id, check=worker.check)
        if last.state != "done":
            raise CommandError(f"The nightly job {last.state}: {last.problem}. See {worker.log}.")
        self._say(f"Nightly job {job_id} done in {duration(last.elapsed)}.")

    def _serve(self, folder: Path, port: int, accounts: Accounts, worker: processes.Child) -> None:
        with processes.web_server(folder, port) as server:
            processes.wait_until_it_answers(server, port)
            self._say("", *place_lines(accounts, port), "", "Ctrl-C stops everything.")
            while True:
                server.check()
                worker.check()
                time.sleep(0.5)

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()


def _is_matched() -> bool:
    latest = next((job for job in latest_jobs() if job.kind == starting.NIGHTLY), None)
    return latest is not None and latest.state == latest.State.DONE
