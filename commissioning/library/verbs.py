"""What the trail says was done in the resource bank. Drafts belong to those who write and review them."""

from commissioning.access.verbs import Act, register


def register_all() -> None:
    register(Act.READ, {"resource-levels-read": "Read the signed levels beside the resources used"}, own_area=True)
    register(Act.TAKEN, {"resource-uses-export": "Took the resources the area used as a file"}, own_area=True)
    register(
        Act.CHANGED,
        {
            "resource-use": "Said that the area used a resource",
            "resource-helped": "Said whether a resource helped",
            "resource-use-remove": "Took back that the area used a resource",
        },
        own_area=True,
    )
    register(
        Act.TAKEN,
        {
            "resources-export": "Took the list of resources as a file",
            "resources-in-hand-export": "Took the list of resources being written as a file",
        },
    )
    register(
        Act.CHANGED,
        {
            "resource-begin": "Began a resource",
            "resource-save": "Saved a resource",
            "resource-correct": "Began a corrected version of a resource",
            "resource-submit": "Sent a resource for review",
            "resource-take-back": "Took a resource back from review",
            "resource-return": "Returned a resource to whoever writes it",
            "resource-publish": "Published a resource",
            "resource-replace": "A resource was replaced by its next version",
            "resource-withdraw": "Withdrew a resource",
            "resource-drop": "Dropped a draft of a resource",
            "resource-hand-on": "A draft of a resource passed to the area that follows",
            "resource-ship": "Put a shipped resource into the bank",
            "resource-figure-add": "Added a sum to a resource",
            "resource-figure-save": "Changed a sum of a resource",
            "resource-figure-remove": "Removed a sum from a resource",
            "resource-keep": "Kept a resource for later",
            "resource-let-go": "No longer keeps a resource for later",
        },
    )
