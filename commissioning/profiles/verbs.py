"""What the trail says was done with an area's profile, its people and services, and with events.

How organisations get on, and entries of which each says for itself who may read it, are not told to the area: that
one was written is told on its own page, to those who may read it.
"""

from commissioning.access.verbs import Act, register


def register_all() -> None:
    _profile()
    _people_and_services()
    _events()


def _profile() -> None:
    register(
        Act.TAKEN,
        {
            "history-export": "Took the area’s history as a file",
            "insight-export": "Took pitfalls, opportunities and mindset as a file",
            "priority-export": "Took the area’s priorities as a file",
            "welcomed-export": "Took the support that would be welcomed as a file",
            "structures-export": "Took the list of structures as a file",
            "relations-export": "Took what binds the structures as a file",
        },
        own_area=True,
    )
    register(
        Act.CHANGED,
        {
            "structure-add": "Added a structure",
            "structure-save": "Changed a structure",
            "structure-remove": "Removed a structure",
            "relation-add": "Added what binds two structures",
            "relation-save": "Changed what binds two structures",
            "relation-remove": "Removed what binds two structures",
        },
        own_area=True,
    )
    register(
        Act.CHANGED,
        {
            "history-add": "Added an entry of an area’s history",
            "history-save": "Changed an entry of an area’s history",
            "history-remove": "Removed an entry of an area’s history",
            "insight-add": "Added a pitfall, an opportunity or what people think",
            "insight-save": "Changed a pitfall, an opportunity or what people think",
            "insight-remove": "Removed a pitfall, an opportunity or what people think",
            "priority-add": "Added a priority",
            "priority-save": "Changed a priority",
            "priority-remove": "Removed a priority",
            "welcomed-add": "Added support that would be welcomed",
            "welcomed-save": "Changed support that would be welcomed",
            "welcomed-remove": "Removed support that would be welcomed",
            "relationship-add": "Added how two organisations get on",
            "relationship-save": "Changed how two organisations get on",
            "relationship-remove": "Removed how two organisations get on",
        },
    )


def _people_and_services() -> None:
    register(
        Act.READ,
        {
            "stakeholders-read": "Read the list of people who matter here",
            "stakeholder-read": "Read the entry of one person who matters here",
            "commissioners-read": "Read the list of those who commission here",
            "commissioner-read": "Read the entry of one person who commissions here",
            "service-use-read": "Read the services used, by name",
        },
        own_area=True,
    )
    register(
        Act.TAKEN,
        {
            "stakeholders-export": "Took the list of people who matter here as a file",
            "commissioners-export": "Took the list of those who commission here as a file",
            "service-use-export": "Took the services used, by name, as a file",
        },
        own_area=True,
    )
    register(
        Act.CHANGED,
        {
            "stakeholder-add": "Added somebody who matters here",
            "stakeholder-save": "Changed the entry of somebody who matters here",
            "stakeholder-remove": "Removed somebody who matters here",
            "stakeholder-agree": "Agreed the list of people who matter here",
            "commissioner-add": "Added somebody who commissions here",
            "commissioner-save": "Changed the entry of somebody who commissions here",
            "commissioner-leave": "Noted that somebody no longer commissions here",
            "commissioner-remove": "Removed somebody who commissions here",
            "commissioners-confirm": "Confirmed the list of those who commission here",
            "commissioners-import": "Brought in a list of those who commission here",
            "service-use-add": "Put down a service as used",
            "service-use-correct": "Corrected a service put down as used",
            "service-use-remove": "Removed a service put down as used",
        },
        own_area=True,
    )
    register(Act.TAKEN, {"service-reach-export": "Took how far each area used the services as a file"})
    register(
        Act.CHANGED,
        {
            "service-use-bring-in": "Brought in a file of services used, to look at",
            "service-use-import": "Saved a file of services used",
            "service-use-discard": "Put a file of services used aside",
        },
    )


def _events() -> None:
    register(Act.READ, {"bookings-read": "Read who is booked for an event, and who came"})
    register(
        Act.TAKEN,
        {
            "bookings-export": "Took who is booked for an event, and who came, as a file",
            "events-export": "Took the list of events as a file",
            "event-download": "Took an event for their own calendar",
            "own-bookings-export": "Took their own bookings as a file",
        },
    )
    register(
        Act.CHANGED,
        {
            "booking-add": "Booked a place at an event",
            "booking-cancel": "Cancelled a place at an event",
            "booking-confirm": "Said again that they come to an event",
            "booking-hand-on": "A booking passed to the area that follows",
            "booking-move-up": "Moved up from an event’s waiting list",
            "booking-remind": "Reminded of an event",
            "event-add": "Planned an event",
            "event-save": "Changed an event",
            "event-open": "Opened an event for booking",
            "event-cancel": "Cancelled an event",
            "event-attendance": "Put down who came to an event",
            "event-feedback": "Somebody said what an event was like; who it was is not kept",
        },
    )
