"""The start page's figures of the desk: what waits by kind and age, throughput, agreement, overturned answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from mdm.admin.base import acting_user, list_address
from mdm.admin.charts import Chart, bars, line
from mdm.models import ReviewItem
from mdm.steward.listing.filters import View, Wanted
from mdm.steward.listing.queries import Counted, counts
from mdm.steward.measuring.queries import Past, by_kind_and_age, past, today
from mdm.steward.worklist.triage import FROM_EVIDENCE

_DAYS = 30
_TILES = {
    "mine": Wanted(view=View.MINE), "waiting": Wanted(), "overdue": Wanted(view=View.OVERDUE),
    "escalated": Wanted(view=View.ESCALATED), "deferred": Wanted(view=View.DEFERRED),
}  # fmt: skip
_MANUAL = "judgement"


@dataclass(frozen=True, slots=True)
class Cell:
    """A count with the list behind it."""

    count: int
    url: str
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work: how much there is, how old, how much of it is overdue."""

    label: str
    is_of_evidence: bool
    """Whether it is this kind of work because of all that is compared."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with what it means and the list behind it."""

    label: str
    figure: str
    told: str
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page shows of the desk."""

    tiles: Mapping[str, Counted]
    addresses: Mapping[str, str]
    mine_today: int
    all_today: int
    seconds: float
    charts: tuple[Chart, ...]
    measures: tuple[Measure, ...]


def work() -> list[Work]:
    """What is open, by kind and age."""
    labels = dict(ReviewItem.Kind.choices)
    found = []
    for one in by_kind_and_age(timezone.now()):
        asked = Wanted(kind=one.kind)
        ages = [Cell(count, _list(asked, days=days)) for days, count in one.older.items()]
        overdue = Cell(one.overdue, _list(asked, view=View.OVERDUE), is_bad=one.overdue > 0)
        label = str(labels.get(one.kind, one.kind))
        found.append(Work(label, one.kind in FROM_EVIDENCE, (Cell(one.waiting, _list(asked)), *ages, overdue)))
    return found


def _list(asked: Wanted, **changed: object) -> str:
    return list_address("reviewitem") + asked.address(**changed)


def desk(request: HttpRequest) -> Desk:
    """The signed-in person's work today, and the desk's figures of the last days."""
    person, now = acting_user(request).pk, timezone.now()
    done, kept = today(person, now), past(timezone.localdate(now), _DAYS)
    return Desk(
        tiles=counts(_TILES, person=person, now=now),
        addresses={name: _list(wanted) for name, wanted in _TILES.items()},
        mine_today=done.mine,
        all_today=done.all,
        seconds=done.seconds,
        charts=tuple(_charts(kept)),
        measures=tuple(_measures(kept)),
    )


def _charts(kept: Past) -> list[Chart]:
    closed = _list(Wanted(view=View.CLOSED))
    timed = [
        seconds / count if count else None
        for seconds, count in zip(kept.daily("seconds"), kept.daily("timed"), strict=True)
    ]
    stock = [amount if day in kept.figures.get("open", {}) else None
             for day, amount in zip(kept.days, kept.daily("open"), strict=True)]  # fmt: skip
    return [
        bars("Answers a day", kept.days, kept.daily("decided"), unit="answers", url=closed),
        line("Seconds an answer", kept.days, timed, unit="seconds", url=closed),
        line("Open items, night by night", kept.days, stock, unit="open", url=_list(Wanted())),
    ]


def _measures(kept: Past) -> list[Measure]:
    found = (_joined(kept), _precision(kept), _agreement(kept), _overturned(kept))
    return [one for one in found if one is not None]


def _joined(kept: Past) -> Measure | None:
    joined = kept.latest("joined")
    whole = sum(joined.values())
    if not whole:
        return None
    told = f"of {whole:,.0f} records that share a customer; people joined the others"
    manual = joined.get(_MANUAL, 0.0)
    share = min((whole - manual) / whole, 0.999 if manual else 1.0)
    return Measure("Joined automatically", f"{share:.1%}", told, list_address("goldenrecord"))


def _precision(kept: Past) -> Measure | None:
    found = kept.latest("precision")
    if not found:
        return None
    bounds = f"{found['low']:.1%} to {found['high']:.1%} with 95 % confidence"
    told = f"{bounds}, from {found['of']:,.0f} looked at again"
    return Measure("Automatic merges that are right", f"{found['share']:.1%}", told, _second_looks())


def _agreement(kept: Past) -> Measure | None:
    found = kept.latest("second")
    if not found:
        return None
    kappa = f"kappa {found['kappa']:.2f}" if "kappa" in found else "no kappa yet"
    told = f"{kappa}, from {found['pairs']:,.0f} answers given twice"
    return Measure("Agreement of two reviewers", f"{found['raw']:.1%}", told, _second_looks())


def _overturned(kept: Past) -> Measure | None:
    decided = kept.total("decided")
    if not decided:
        return None
    told = f"judged otherwise later; {decided:,.0f} answers in {len(kept.days)} days"
    url = f"{list_address('ledgerentry')}?overturned={_DAYS}"
    return Measure("Overturned answers", f"{kept.total('overturned'):,.0f}", told, url)


def _second_looks() -> str:
    return _list(Wanted(view=View.CLOSED, kind="second_review"))
