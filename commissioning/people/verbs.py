"""What the trail says was done about people and their accounts, and with the trail itself."""

from commissioning.access.verbs import Act, register


def register_all() -> None:
    register(
        Act.ACCESS,
        {
            "appoint": "Appointed somebody to a role",
            "appointment-end": "Ended somebody’s role",
        },
        own_area=True,
    )
    register(
        Act.ACCESS,
        {
            "handover-note-write": "Wrote a note for whoever comes next",
            "invitation-accept": "Accepted an invitation",
            "password-change": "Changed their password",
            "password-reset": "Chose a new password by a link from an email",
            "password-reset-send": "Sent somebody a link to choose a new password",
            "person-add": "Added a person",
            "person-invite": "Invited somebody to open their account",
            "person-rename": "Put right somebody’s name",
            "person-address-change": "Changed the address somebody signs in with",
            "person-merge": "Merged two rows of one person: the row that is no more",
            "person-merged-into": "Merged two rows of one person: the row that stays",
            "recovery-codes-renew": "Made new recovery codes",
            "second-factor-add": "Set up an authenticator app",
            "second-factor-remove": "Took off their own authenticator app",
            "second-factor-take-off": "Took off somebody’s authenticator app",
            "single-sign-on-link": "Signed in through single sign-on for the first time",
            "single-sign-on-unlink": "Took single sign-on off somebody’s account",
        },
    )
    register(Act.READ, {"person-read": "Read the page of a person in role"}, own_area=True)
    register(
        Act.READ,
        {
            "appointments-read": "Read the list of people in role",
            "directory-read": "Read the roles by area, with names",
            "trail-read": "Read who did and read what",
        },
    )
    register(
        Act.TAKEN,
        {
            "appointments-export": "Took the list of people in role as a file",
            "directory-export": "Took the roles by area, with names, as a file",
            "trail-export": "Took who did and read what as a file",
        },
    )
    register(Act.READ, {"area-trail-read": "Read the area’s record of who did and read what"}, own_area=True)
    register(Act.TAKEN, {"area-trail-export": "Took the area’s record as a file"}, own_area=True)
