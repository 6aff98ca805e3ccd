"""What the trail says was done with surveys, interviews, coding, editions and listening to an area.

Nothing of who was asked, interviewed or heard is told to the area: it could lead back to a person.
"""

from commissioning.access.verbs import Act, register


def register_all() -> None:
    _rounds()
    _answers()
    _editions()
    _listening()


def _rounds() -> None:
    register(Act.READ, {"frame-read": "Read who is asked in a survey, by name"})
    register(
        Act.TAKEN,
        {
            "frame-export": "Took who is asked in a survey, by name, as a file",
            "rounds-export": "Took the list of survey rounds as a file",
            "instrument-download": "Took the workbook of a questionnaire",
        },
    )
    register(
        Act.CHANGED,
        {
            "instrument-import": "Brought in a questionnaire",
            "round-create": "Made a survey round",
            "round-days": "Changed the days of a survey round",
            "round-draw": "Drew the frame of a survey round again",
            "round-instrument": "Gave a group of a survey round its questionnaire",
            "round-open": "Opened a survey round",
            "round-remind": "Reminded those who have not answered",
            "round-close": "Closed a survey round",
            "invitation-link": "Sent somebody a fresh link to a survey",
            "invitation-outcome": "Put down what became of an invitation",
            "interview-begin": "Began an interview",
            "interview-save": "Saved an interview",
            "interview-send": "Sent an interview to be checked",
            "interview-count": "Counted an interview as an answer",
            "passage-add": "Noted a passage of an interview",
            "passage-remove": "Removed a passage of an interview",
        },
    )


def _answers() -> None:
    register(
        Act.READ,
        {
            "answers-read": "Read answers one by one",
            "quotes-read": "Read the bank of quotes",
            "unsuppressed-read": "Read figures of which nothing is withheld",
        },
    )
    register(
        Act.TAKEN,
        {
            "responses-export": "Took answers one by one as a file",
            "quotes-export": "Took the bank of quotes as a file",
            "impact-unsuppressed": "Took figures of which nothing is withheld as a file",
        },
    )
    register(
        Act.CHANGED,
        {
            "responses-import": "Brought in answers",
            "coding-begin": "Began to code answers",
            "coding-sample": "Drew a sample for coding twice",
            "coding-sample-end": "Ended the sample for coding twice",
            "coding-adopt": "Adopted a coding",
            "answer-code": "Coded an answer",
            "answer-settle": "Settled how an answer is coded",
            "themes-start": "Began a version of the themes",
            "themes-draw": "Took over the themes of an earlier version",
            "themes-freeze": "Froze a version of the themes",
            "theme-add": "Added a theme",
            "theme-save": "Changed a theme",
            "theme-move": "Moved a theme",
            "theme-merge": "Merged two themes",
            "theme-split": "Split a theme",
            "theme-remove": "Removed a theme",
            "quote-add": "Put a quote into the bank",
            "quote-save": "Changed a quote",
            "quote-mask": "Masked what tells who speaks in a quote",
            "quote-approve": "Approved a quote",
            "quote-override": "Approved a quote against the check, with the reason",
            "quote-withdraw": "Withdrew a quote",
        },
    )


def _editions() -> None:
    register(
        Act.CHANGED,
        {
            "edition-create": "Made an edition of the impact report",
            "edition-change": "Changed an edition",
            "edition-section-add": "Added a section to an edition",
            "edition-section-save": "Changed a section of an edition",
            "edition-section-move": "Moved a section of an edition",
            "edition-section-remove": "Removed a section of an edition",
            "edition-freeze": "Froze the figures of an edition",
            "edition-publish": "Published an edition",
            "headline-name": "Named a headline figure",
            "headline-drop": "Dropped a headline figure",
        },
    )


def _listening() -> None:
    register(
        Act.READ,
        {
            "listening-read": "Read who is to be heard in the area",
            "area-report-read": "Read the report of what was heard",
        },
        own_area=True,
    )
    register(Act.READ, {"area-notes-read": "Read the notes of an interview in an area"})
    register(Act.TAKEN, {"listenings-export": "Took the list of areas listened to as a file"})
    register(
        Act.CHANGED,
        {
            "listening-begin": "Began to listen to the area",
            "listening-end": "Ended listening to the area",
            "area-report-release": "Released the report of what was heard",
        },
        own_area=True,
    )
    register(
        Act.CHANGED,
        {
            "listening-name": "Named somebody who listens to an area",
            "listening-leave": "Somebody no longer listens to an area",
            "area-interview-add": "Planned an interview in an area",
            "area-interview-save": "Changed an interview in an area",
            "area-interview-count": "Counted an interview in an area",
            "area-notes-save": "Saved notes of an interview in an area",
            "area-notes-send": "Sent notes to be checked by those heard",
            "area-notes-check": "Somebody heard checked their notes",
            "area-consent-open": "Somebody heard allowed quotes",
            "area-consent-close": "Somebody heard no longer allows quotes",
            "area-passage-add": "Put a passage of the notes under a theme",
            "area-passage-save": "Changed a passage of the notes",
            "area-passage-mask": "Masked what tells who speaks in a passage",
            "area-passage-approve": "Approved a passage",
            "area-passage-override": "Approved a passage against the check, with the reason",
            "area-passage-withdraw": "Withdrew a passage",
            "area-passage-remove": "Removed a passage",
            "theme-summary-save": "Saved what was heard on a theme",
            "area-report-make": "Made the report of what was heard",
            "playback-add": "Put down that the area was told what was heard",
        },
    )
