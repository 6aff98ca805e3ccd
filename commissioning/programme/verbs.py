"""What the trail says was done over the programme: the line of sight, visits, offers of contact, reorganisations,
the register’s refresh, alarms, personal data."""

from commissioning.access.verbs import Act, register


def register_all() -> None:
    _of_the_refresh()
    register(Act.READ, {"subject-look": "Looked at what is kept about a person"})
    register(
        Act.READ,
        {
            "line-of-sight-read": "Read the signed levels on the line of sight",
            "brief-read": "Read the signed levels in the brief before a visit",
        },
        own_area=True,
    )
    register(
        Act.TAKEN,
        {
            "area-brief-asked": "Asked for the brief before a visit, with signed levels, as a file",
            "area-profile-asked": "Asked for the area profile, with signed levels, as a file",
        },
        own_area=True,
    )
    register(
        Act.CHANGED,
        {
            "contact-offer": "An offer of contact was made",
            "contact-acknowledge": "Acknowledged an offer of contact",
            "contact-act": "Acted on an offer of contact",
            "contact-dismiss": "Set an offer of contact aside",
            "contact-welcome": "Said yes to an offer of contact",
            "contact-decline": "Said not now to an offer of contact",
            "contact-expire": "An offer of contact ran out",
            "reorganisation-apply": "Applied a reorganisation",
        },
        own_area=True,
    )
    register(
        Act.TAKEN,
        {
            "subject-access": "Asked for a copy of everything about a person",
            "contact-export": "Took the list of offers of contact as a file",
            "lines-of-sight-export": "Took the line of sight over the programme as a file",
            "reorganisations-export": "Took the list of reorganisations as a file",
        },
    )
    register(
        Act.CHANGED,
        {
            "contact-mail": "Told leads by email of offers of contact",
            "first-steps-put-away": "Put the first steps away",
            "first-steps-bring-back": "Brought the first steps back",
            "alarm-begin": "An alarm began",
            "alarm-end": "An alarm ended",
            "alarm-mail": "Told administrators by email of an alarm",
            "person-erase": "Erased a person",
            "reorganisation-record": "Recorded a reorganisation",
            "reorganisation-change": "Changed a reorganisation",
            "reorganisation-decide": "Decided what becomes of something in a reorganisation",
            "reorganisation-withdraw": "Withdrew a reorganisation",
        },
    )


def _of_the_refresh() -> None:
    changed = {"register-change": "Brought up to date what the register says of the council"}
    register(Act.CHANGED, changed, own_area=True)
    register(
        Act.TAKEN,
        {
            "refresh-download": "Took a file of the register as it was uploaded",
            "register-refreshes-export": "Took the list of register refreshes as a file",
        },
    )
    register(
        Act.CHANGED,
        {
            "refresh-upload": "Uploaded files of the register",
            "refresh-take-shipped": "Looked over the newer register files that came with the site",
            "refresh-apply": "Applied files of the register",
            "refresh-set-aside": "Set files of the register aside",
        },
    )
