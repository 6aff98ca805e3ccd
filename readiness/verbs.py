"""What the trail says was done with standards and self-assessments.

Partners give their view blind, and drafts belong to those who write them: neither is told in the area's own history.
"""

from commissioning.access.verbs import Act, register


def register_all() -> None:
    _reading()
    _taking()
    _deciding()
    _giving_views()
    _writing()
    _programme()


def _reading() -> None:
    register(
        Act.READ,
        {
            "report-read": "Read the feedback report",
            "share-read": "Read the levels shared with them",
            "agreement-read": "Read what each partner thinks, and the levels being agreed",
            "challenge-read": "Read levels, text and evidence, for the challenge",
            "response-read": "Read the challenge and the area’s response",
            "sign-read": "Read levels, text and evidence, for the signature",
            "thanks-read": "Read the agreed levels beside their own view",
            "over-time-read": "Read the signed levels over the years",
            "evidence-read": "Read the list of evidence",
        },
        own_area=True,
    )
    register(
        Act.READ,
        {
            "group-levels-read": "Read levels by group of areas",
            "campaign-areas-read": "Read the areas of a campaign, with their champions",
        },
    )


def _taking() -> None:
    register(
        Act.TAKEN,
        {
            "evidence-download": "Took a file of evidence",
            "plan-export": "Took an action plan as a file",
            "levels-export": "Took levels or the report by name, in an export",
            "report-render": "Made the feedback report as a file at the server",
            "looks-export": "Took who looked as a file",
        },
        own_area=True,
    )
    register(
        Act.TAKEN,
        {
            "assessments-export": "Took the list of self-assessments as a file",
            "campaign-areas-export": "Took the areas of a campaign, with their champions, as a file",
            "standards-export": "Took a version of the standards as a spreadsheet",
        },
    )


def _deciding() -> None:
    register(
        Act.CHANGED,
        {
            "assessment-open": "Opened a self-assessment",
            "assessment-agree": "Began to agree levels",
            "assessment-send-for-challenge": "Sent the self-assessment for challenge",
            "assessment-take-back": "Took the self-assessment back",
            "assessment-give-challenge": "Gave the challenge",
            "assessment-submit": "Sent the self-assessment to the director",
            "assessment-sign": "Signed the self-assessment",
            "assessment-return": "Returned the self-assessment with comments",
            "assessment-resume": "Took up the self-assessment again",
            "assessment-reopen": "Reopened a signed self-assessment",
            "assessment-end": "Ended a self-assessment",
            "assessment-hand-on": "A self-assessment passed to the area that follows",
            "plan-draft": "Drafted the action plan",
            "action-add": "Added an action",
            "action-save": "Changed an action",
            "action-update": "Said how far an action is",
            "action-drop": "Dropped an action",
            "action-remind": "Reminded of an action",
            "action-hand-on": "An action passed to the area that follows",
        },
        own_area=True,
    )
    register(
        Act.ACCESS,
        {
            "share": "Shared levels or the report with somebody",
            "share-end": "Ended a share",
        },
        own_area=True,
    )


def _giving_views() -> None:
    register(
        Act.CHANGED,
        {
            "partner-invite": "Invited a partner to give a view",
            "partner-link": "Sent a partner a fresh link",
            "partner-remind": "Reminded a partner",
            "partner-thank": "Thanked a partner",
            "partner-withdraw": "Withdrew a partner’s invitation",
            "view-link-open": "Opened their link to give a view",
            "view-link-renew": "Had their link to give a view renewed",
            "view-save": "Saved a view",
            "views-send": "Sent their views",
            "views-window": "Set until when partners give their views",
            "views-extend": "Gave partners more time",
            "workshop-add": "Added a workshop",
        },
    )


def _writing() -> None:
    register(
        Act.CHANGED,
        {
            "standard-save": "Saved a standard",
            "level-agree": "Agreed a level",
            "challenge-save": "Saved a point of the challenge",
            "challenge-agree-rest": "Agreed with all standards not challenged",
            "challenge-respond": "Answered a point of the challenge",
            "challenge-keep": "Kept a point of the challenge out of the report",
            "challenge-print": "Let a point of the challenge stand in the report",
            "evidence-add": "Added evidence",
            "evidence-use": "Used evidence for a standard",
            "evidence-weigh": "Said how strong evidence is",
            "evidence-remove": "Removed evidence",
            "evidence-hand-on": "Evidence passed to the area that follows",
            "support-form-answer": "Said which form of support would fit",
            "support-form-decide": "Decided which form of support fits",
            "playback-save": "Put down how the area was told what was found",
        },
    )
    register(
        Act.ACCESS,
        {
            "reader-name": "Named somebody who reads what partners think",
            "reader-end": "Ended somebody’s reading of what partners think",
        },
    )


def _programme() -> None:
    register(
        Act.CHANGED,
        {
            "campaign-create": "Set up a campaign",
            "campaign-change": "Changed a campaign",
            "campaign-remind": "Reminded areas of a campaign",
            "campaign-close": "Closed a campaign",
            "campaign-successors": "A campaign’s invitation passed to the areas that follow",
            "standards-import": "Brought in standards as a spreadsheet",
            "standards-compare": "Said how a version of the standards compares with the one before",
            "standards-discard": "Discarded a draft of the standards",
            "standards-publish": "Published a version of the standards",
        },
    )
