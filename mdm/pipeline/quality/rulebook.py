"""Rules as files: tried without keeping them, brought in as drafts, and taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from mdm.catalogue.queries import catalogue
from mdm.errors import RuleError
from mdm.grade import queries
from mdm.grade.defaults import default_rules
from mdm.grade.rulebook import queries as book
from mdm.grade.rules import Rule, fingerprint, in_order, ruleset
from mdm.pipeline.quality.grading import declare_rule
from mdm.pipeline.transactions import unit_of_work

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

# A person reads so many problems at once.
_TOLD = 10


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file of rules brought: drafts of rules that are new or changed, and rules that stand so already."""

    drafts: tuple[int, ...]
    unchanged: tuple[str, ...]


def try_declaration(declaration: Mapping[str, Any]) -> dict[str, Any]:
    """Test a declaration on the stored records; nothing is kept. Raises RuleError naming the place."""
    _check([declaration])
    return book.trial(queries.read_declaration(declaration, sources=queries.source_codes()))


def declarations_of(stated: Any) -> Sequence[Any]:
    """The declarations that a file holds: a list of them, or one. Raises RuleError."""
    declarations = stated.get("rules") if isinstance(stated, Mapping) and "rules" in stated else stated
    if isinstance(declarations, Mapping):
        declarations = [declarations]
    if not isinstance(declarations, list) or not declarations:
        raise RuleError("The file holds no rules.", remedy="Write a list of declarations, or one declaration.")
    return declarations


@unit_of_work
def import_rules(stated: Any, *, actor: AbstractBaseUser | None) -> Imported:
    """Keep each declaration that differs from the latest version of its rule as a draft: all of them, or none.

    Raises RuleError naming every rule that can't be read, or an attribute with more rules than fit.
    """
    declarations = declarations_of(stated)
    _check(declarations)
    latest = {row.code: fingerprint({**row.declaration, "code": row.code}) for row in book.latest_rules()}
    changed = [one for one in declarations if latest.get(one["code"]) != fingerprint(one)]
    drafts = tuple(declare_rule(one, actor=actor) for one in changed)
    return Imported(drafts, tuple(one["code"] for one in declarations if one not in changed))


def exported_rules() -> list[dict[str, Any]]:
    """The declarations of the rules in force, by code, as `import_rules` takes them."""
    return [in_order({"code": row.code, **row.declaration}) for row in book.active_rows()]


def shipped_rules() -> list[dict[str, Any]]:
    """The declarations that a new installation starts with, by code, as `import_rules` takes them."""
    return sorted((in_order(one) for one in default_rules(catalogue())), key=itemgetter("code"))


def _check(declarations: Sequence[Any]) -> None:
    read: list[Rule] = []
    wrong: list[str] = []
    sources = queries.source_codes()
    for number, one in enumerate(declarations, 1):
        try:
            if not isinstance(one, Mapping):
                raise RuleError("It is no object.", remedy="Write a declaration in braces.")  # noqa: TRY301 - gathered
            read.append(queries.read_declaration(one, sources=sources))
        except RuleError as error:
            wrong.append(f"{number}. {error}")
    codes = [one.code for one in read]
    wrong += [f"{code} stands in the file twice." for code in sorted({one for one in codes if codes.count(one) > 1})]
    if wrong:
        more = f" And {len(wrong) - _TOLD} more." if len(wrong) > _TOLD else ""
        raise RuleError(
            " ".join(wrong[:_TOLD]) + more, remedy="Nothing of the file was kept.", data={"wrong": len(wrong)}
        )
    others = [one for one in queries.active_rules().rules if one.code not in codes]
    ruleset([*others, *read])
