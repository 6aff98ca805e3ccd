"""What the trail says was done with documents and uploaded files."""

from commissioning.access.verbs import Act, register


def register_all() -> None:
    register(Act.TAKEN, {"document-download": "Took a document"}, own_area=True)
    register(
        Act.TAKEN,
        {
            "documents-export": "Took the list of their own documents as a file",
            "document-request": "Asked for a document to be made",
            "document-retry": "Asked again for a document that had failed",
        },
    )
    register(
        Act.CHANGED,
        {
            "evidence-file-delete": "Deleted the file of a piece of evidence",
            "evidence-infected": "A virus was found in a file of evidence, which was deleted",
            "package-file-file-delete": "Deleted a file of a support package",
            "package-file-infected": "A virus was found in a file of a support package, which was deleted",
        },
    )
