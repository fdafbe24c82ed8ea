"""The desk at which people decide: the work list, and the page of each question."""

from mdm.admin.desk import work_list

__all__ = ["work_list"]
