"""The outcome report of a dialogue: its draft, what was said of it, and the versions published."""

from parley.apps.reports.models.comments import CommentPeriod, Disposition, ReportComment
from parley.apps.reports.models.reports import (
    IN_WORK,
    Doing,
    Report,
    Revision,
    RevisionKind,
    Stage,
)
from parley.apps.reports.models.versions import Edition, Version, file_path

__all__ = [
    "IN_WORK",
    "CommentPeriod",
    "Disposition",
    "Doing",
    "Edition",
    "Report",
    "ReportComment",
    "Revision",
    "RevisionKind",
    "Stage",
    "Version",
    "file_path",
]
