"""What the pages have in common: read-only rows, bounded counts, pages of their own, sight by role."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.contrib.admin import ShowFacets
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.views import ChangeList

from mdm.access.roles import READS_REASONS, SEES_SENSITIVE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Shown = TypeVar("Shown", bound="Callable[..., Any]")

# Lists show no more rows than this; a search narrows them down. Counting a whole table takes longer than the page.
MOST_ROWS = 5000


class BoundedPaginator(Paginator):  # type: ignore[type-arg] # not subscriptable at run time
    """Counts no further than MOST_ROWS."""

    template_name = "mdm/pagination.html"

    @cached_property
    def _counted(self) -> int:
        rows = cast("QuerySet[Model]", self.object_list).order_by().values("pk")
        return rows[: MOST_ROWS + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST_ROWS)

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than the pages show."""
        return self._counted > MOST_ROWS


class BoundedList(ChangeList):  # type: ignore[misc]
    """A list that offers "show all" only where it shows a part."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count


def column(description: str, *, label: Mapping[str, str] | None = None) -> Callable[[Shown], Shown]:
    """Marks what shows a row in a list's column; `label` gives the colour of each value's badge."""
    return cast("Callable[[Shown], Shown]", display(description=description, label=label))


def moment(field: str, description: str) -> Callable[[Any], str]:
    """A list's column of times, told to the minute."""

    @column(description)
    def shown(row: Any) -> str:
        at = getattr(row, field)
        return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""

    return shown


class ListAdmin(ModelAdmin):  # type: ignore[misc]
    """A list that stays fast over large tables."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    list_fullwidth = True
    sortable_by: Sequence[str] = ()
    actions: Any = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[BoundedList]:  # noqa: ARG002 - Django's
        return BoundedList


class ReadOnlyAdmin(ListAdmin):
    """Rows that the pipeline owns: seen, never added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False


class PageAdmin(ReadOnlyAdmin):
    """A read-only row with a page of its own in place of a form."""

    page_template = ""

    def page(self, request: HttpRequest, row: Any) -> Mapping[str, Any]:
        """What the template shows of the row."""
        raise NotImplementedError

    def page_title(self, row: Any) -> str:
        return str(row)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",  # noqa: ARG002 - Django's signature
        extra_context: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        """The row's page; Django calls it so."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return cast("HttpResponse", self._get_obj_does_not_exist_redirect(request, self.opts, object_id))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.page_title(row),
            "row": row,
            **self.page(request, row),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.page_template, context)


def acting_user(request: HttpRequest) -> User:
    """Who acts; the admin lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def sees_sensitive(request: HttpRequest) -> bool:
    """Whether the user's role shows sensitive attributes."""
    return bool(request.user.has_perm(SEES_SENSITIVE))


def reads_reasons(request: HttpRequest) -> bool:
    """Whether the user's role shows what people wrote of decisions."""
    return bool(request.user.has_perm(READS_REASONS))


def may_see(request: HttpRequest, model: str) -> bool:
    """Whether the user's role shows that model's pages."""
    return bool(request.user.has_perm(f"mdm.view_{model}"))


def address(model: str, pk: Any) -> str:
    """The page of that row."""
    return reverse(f"admin:mdm_{model}_change", args=[pk])


def list_address(model: str) -> str:
    """The list of that model."""
    return reverse(f"admin:mdm_{model}_changelist")
