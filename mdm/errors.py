"""Every error this service raises on purpose: a stable code, an HTTP status, a place and a remedy.

Messages never carry customer values; `data` holds names of places (file, line, column, setting), counts and ids only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class MdmError(Exception):
    """Base of all deliberate errors. `code` is stable for machines, `remedy` says what the reader can do."""

    code = "error"
    status = 500

    def __init__(self, message: str, *, remedy: str = "", data: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.data = dict(data or {})

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class NotFoundError(MdmError):
    """Nothing answers to that id, key or code."""

    code = "not_found"
    status = 404


class ConflictError(MdmError):
    """The state has moved on since the caller looked."""

    code = "conflict"
    status = 409


class InvalidInputError(MdmError):
    """A request, argument or declaration can't be taken as it is."""

    code = "invalid_input"
    status = 400


class NotAllowedError(MdmError):
    """The caller may not do this, whether or not what it names exists."""

    code = "not_allowed"
    status = 403


class GoneError(MdmError):
    """What is asked for was kept, and is no longer."""

    code = "gone"
    status = 410


class StaleError(MdmError):
    """A stated precondition does not hold any more."""

    code = "precondition_failed"
    status = 412


class UnconditionalError(MdmError):
    """The request must state what it expects to find."""

    code = "precondition_required"
    status = 428


class TooLargeError(InvalidInputError):
    """More was sent than is taken at once."""

    code = "body_too_large"
    status = 413


class LengthError(InvalidInputError):
    """The request must state how long its body is."""

    code = "length_required"
    status = 411


class MappingError(InvalidInputError):
    """A declared mapping contradicts itself, the catalogue or the file's columns."""

    code = "invalid_mapping"


class FileRefusedError(InvalidInputError):
    """A file as a whole is unusable; nothing of it was written."""

    code = "file_refused"


class CatalogueError(InvalidInputError):
    """An attribute catalogue contradicts itself or the records that use it."""

    code = "invalid_catalogue"


class RuleError(InvalidInputError):
    """A quality rule is not well-formed, or names what does not exist."""

    code = "invalid_rule"


class PolicyError(InvalidInputError):
    """A survivorship policy names what does not exist or contradicts itself."""

    code = "invalid_policy"


class ModelError(InvalidInputError):
    """A match model is incomplete, or failed the gates that guard its activation."""

    code = "invalid_model"


class JobError(ConflictError):
    """A job can't start, or can't do what was asked in the state it is in."""

    code = "job_conflict"
