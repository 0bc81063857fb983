"""The routes of reports; see routes.py."""

from tests.access import reports
from tests.access.route import CONVENER, POSTED, Route, route

REPORT_ROUTES: dict[str, Route] = {
    # what was published
    "report": route(reports.pages),
    "report-version": route(reports.versions()),
    "report-file": route(reports.files()),
    # while it is open for comments
    "report-draft": route(reports.drafts()),
    "report-comment-add": route(reports.drafts()),
    "report-comment-on": route(reports.drafts(block=reports.BLOCK)),
    "report-comment": route(reports.own_comments),
    "report-comment-withdraw": route(reports.own_comments, **POSTED),
    "report-comments": route(reports.ended),
    # the desk of who writes it
    **{
        f"desk-report{part}": route(reports.at_the_desk())
        for part in ("", "-settings", "-compose", "-text", "-block-add", "-history", "-comments")
    },
    "desk-report-progress": route(reports.at_the_desk()),
    "desk-report-begin": route(reports.at_the_desk(), **POSTED),
    "desk-report-block-new": route(reports.at_the_desk(kind="text")),
    "desk-report-block": route(reports.at_the_desk(uid=reports.BLOCK)),
    **{
        f"desk-report-block-{act}": route(reports.at_the_desk(uid=reports.BLOCK), **POSTED)
        for act in ("preview", "act")
    },
    # What comes without saying what it has seen, was seen by nobody.
    "desk-report-block-autosave": route(
        reports.at_the_desk(uid=reports.BLOCK), method="post", ok={409}
    ),
    "desk-report-block-back": route(reports.at_the_desk(uid=reports.BLOCK, number=1), **POSTED),
    "desk-report-difference": route(reports.at_the_desk(), query="?from=1&to=2"),
    "desk-report-revision": route(reports.at_the_desk(number=1)),
    "desk-report-restore": route(reports.at_the_desk(number=1)),
    "desk-report-comments-open": route(reports.at_the_desk()),
    "desk-report-comments-extend": route(reports.commented_at_the_desk),
    "desk-report-comments-end": route(reports.commented_at_the_desk),
    # Of no period.
    "desk-report-comments-note": route(reports.commented_at_the_desk, method="post", ok={404}),
    "desk-report-comments-file": route(reports.commented_at_the_desk),
    "desk-report-comment": route(reports.comments_at_the_desk),
    # what conveners answer for
    "desk-report-publish": route(reports.at_the_desk()),
    "desk-report-publish-progress": route(reports.at_the_desk()),
    "desk-report-approve": route(reports.at_the_desk(), CONVENER, **POSTED),
    "desk-report-unapprove": route(reports.at_the_desk(), CONVENER, **POSTED),
    "desk-report-publish-sure": route(reports.at_the_desk(), CONVENER, ok={200, 302}),
    "desk-report-withdraw": route(reports.versions_at_the_desk, CONVENER, ok={200, 302}),
    "desk-report-doi": route(reports.versions_at_the_desk, CONVENER, ok={200, 302}),
}
