from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    label = "evaluation"
    verbose_name = "Evaluation"

    def ready(self) -> None:
        from . import answer_documents, edition_documents

        answer_documents.register_kinds()
        edition_documents.register_kinds()
