"""What the trail says was done with support packages, advisers, days and money.

The area is told what its own three readers of a package all read; drafts, scoping, conflicts of interest and what is
the programme's own are not told.
"""

from commissioning.access.verbs import Act, register


def register_all() -> None:
    _reading_and_taking()
    _steps()
    _delivering()
    _area_closed()
    _programme()


def _reading_and_taking() -> None:
    register(
        Act.READ,
        {
            "package-read": "Read a page of a support package",
            "package-levels-read": "Read the signed levels of a support package’s standards",
            "scoping-read": "Read the scoping of a support package",
        },
        own_area=True,
    )
    register(
        Act.TAKEN,
        {
            "package-file-download": "Took a file of a support package",
            "sessions-export": "Took a package’s sessions as a file",
            "files-export": "Took the list of a package’s files as a file",
            "messages-export": "Took a package’s messages as a file",
            "timeline-export": "Took a timeline as a file",
            "ledger-export": "Took a package’s days and money as a file",
            "packages-export": "Took the list of support packages as a file",
        },
        own_area=True,
    )


def _steps() -> None:
    register(
        Act.CHANGED,
        {
            "package-send": "Asked for a support package",
            "package-take-up": "Took up a request for support",
            "package-scope": "Began to scope a support package",
            "package-agree": "Agreed a support package",
            "package-renegotiate": "Began to agree a support package anew",
            "package-deliver": "Began to deliver a support package",
            "package-review": "Began to review a support package",
            "package-go-on": "Let a support package go on",
            "package-close": "Closed a support package",
            "package-reopen": "Reopened a support package",
            "package-defer": "Deferred a support package",
            "package-revisit": "Came back to a deferred support package",
            "package-decline": "Declined a support package",
            "package-withdraw": "Withdrew a support package",
            "package-look-again": "Looked again at a request for support",
            "package-pause": "Paused a support package",
            "package-resume": "Resumed a support package",
            "package-sign": "Signed a support package",
            "package-lead-name": "Named the lead of a support package",
            "package-adviser-add": "Put an adviser on a support package",
            "package-adviser-end": "Took an adviser off a support package",
            "package-sponsor-name": "Named the sponsor of a support package",
            "package-areas": "Said which areas share a support package",
            "package-area-confirm": "Confirmed the area’s part in a support package",
            "package-area-leave": "Left a support package",
            "package-pass-on": "A support package passed to the area that follows",
        },
        own_area=True,
    )


def _delivering() -> None:
    register(
        Act.CHANGED,
        {
            "session-record": "Recorded a session",
            "session-correct": "Corrected a session",
            "session-take-back": "Took back a session",
            "plan-step-add": "Added a step to a package’s plan",
            "plan-step-save": "Changed a step of a package’s plan",
            "plan-step-finish": "Finished a step of a package’s plan",
            "plan-step-drop": "Dropped a step of a package’s plan",
            "plan-step-take-up": "Took up a step of a package’s plan again",
            "decision-record": "Recorded a decision",
            "message-write": "Wrote a message",
            "package-file-add": "Added a file to a support package",
            "package-file-remove": "Removed a file from a support package",
            "days-allocate": "Allocated days",
            "days-use": "Put down days used",
            "days-forecast": "Forecast days",
            "days-give-back": "Gave days back",
        },
        own_area=True,
    )


def _area_closed() -> None:
    register(
        Act.CHANGED,
        {
            "package-draft": "Drafted a request for support",
            "package-save": "Saved a request for support",
            "package-discard": "Discarded a request for support",
            "package-share": "Said what of the self-assessment a package shows",
            "package-terms": "Saved aims and criteria of a support package",
            "package-actions": "Said which actions a support package serves",
            "package-closing-assessment": "Named the closing self-assessment of a support package",
            "package-case-study": "Drafted a case study of a support package",
            "listening-add": "Put down whom scoping listened to",
            "listening-save": "Changed whom scoping listened to",
            "scoping-point-add": "Added a point of scoping",
            "scoping-point-save": "Changed a point of scoping",
            "scoping-remove": "Removed something from scoping",
            "checklist-answer": "Answered a question of the checklist",
            "picture-save": "Saved the shared picture",
            "picture-agree": "Agreed the shared picture",
            "risk-raise": "Raised a risk",
            "risk-save": "Changed a risk",
            "risk-escalate": "Brought a risk before the programme",
            "risk-close": "Closed a risk",
            "ledger-reverse": "Reversed an entry of days or money",
            "pounds-use": "Put down money spent",
            "closing-save": "Saved a package’s closing report",
            "criterion-facts": "Put down what shows whether a criterion is met",
            "criterion-rate": "Rated a criterion",
            "follow-up-finish": "Finished a follow-up",
            "figure-add": "Added a cost or benefit",
            "figure-save": "Changed a cost or benefit",
            "figure-verify": "Said whether finance verified a figure",
            "figure-remove": "Removed a cost or benefit",
            "measure-add": "Added an outcome measure",
            "measure-save": "Changed an outcome measure",
            "measure-points": "Saved the points of an outcome measure",
            "measure-point-remove": "Removed a point of an outcome measure",
            "measure-remove": "Removed an outcome measure",
            "outcome-begin": "Began an outcome",
            "outcome-save": "Saved an outcome",
            "outcome-remove": "Removed an outcome",
            "outcome-put-back": "Put an outcome back",
            "outcome-take": "Took an outcome into a support package",
            "outcome-hand-on": "An outcome passed to the area that follows",
            "conflict-add": "Put down an adviser’s conflict of interest",
            "conflict-check": "Checked an adviser for conflicts of interest",
            "conflict-end": "Ended an adviser’s conflict of interest",
            "joint-propose": "Proposed a package for several areas",
        },
    )


def _programme() -> None:
    register(
        Act.READ,
        {
            "adviser-read": "Read an adviser’s page",
            "advisers-read": "Read the adviser pool",
            "workload-read": "Read who carries how much",
        },
    )
    register(
        Act.TAKEN,
        {
            "advisers-export": "Took the adviser pool as a file",
            "workload-export": "Took who carries how much as a file",
            "desk-export": "Took the table of all packages as a file",
            "demand-export": "Took the support that would be welcomed, by area, as a file",
            "pots-export": "Took the list of pots as a file",
            "pot-export": "Took the packages of a pot as a file",
            "own-sessions-export": "Took their own sessions as a file",
        },
    )
    register(
        Act.CHANGED,
        {
            "adviser-add": "Added an adviser",
            "adviser-save": "Changed an adviser’s page",
            "away-add": "Put down when an adviser is away",
            "away-end": "Ended an adviser’s time away",
            "pot-add": "Added a pot",
            "pot-save": "Changed a pot",
            "pot-close": "Closed a pot",
            "pot-reopen": "Reopened a pot",
            "digest-send": "Sent the weekly digest",
            "saved-filter-save": "Kept a filter of the desk",
            "saved-filter-delete": "Deleted a kept filter of the desk",
        },
    )
    register(
        Act.ACCESS,
        {
            "calendar-renew": "Made the secret address of their calendar anew",
            "calendar-end": "Ended the secret address of their calendar",
        },
    )
