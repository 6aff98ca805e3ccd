from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "evaluation"
    label = "evaluation"
    verbose_name = "Evaluation"

    def ready(self) -> None:
        from . import answer_documents, area_report_document, edition_documents, panels, timeline, verbs

        answer_documents.register_kinds()
        edition_documents.register_kinds()
        area_report_document.register_kind()
        verbs.register_all()
        panels.register_all()
        timeline.register_sources()
