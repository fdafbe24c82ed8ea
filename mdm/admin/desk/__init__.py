"""The desk at which people decide: the work list, and the page of each question."""

from mdm.admin.desk import rules, work_list

__all__ = ["rules", "work_list"]
