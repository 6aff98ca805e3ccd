from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    name = "readiness"
    label = "readiness"
    verbose_name = "Self-assessment"

    def ready(self) -> None:
        from . import (
            board_document,
            campaign_reports,
            comparison_document,
            panels,
            report_document,
            report_workbook,
            timeline,
            verbs,
            workshop_pack,
        )

        verbs.register_all()
        panels.register_all()
        timeline.register_source()
        report_document.register_kind()
        board_document.register_kind()
        report_workbook.register_kind()
        campaign_reports.register_kind()
        comparison_document.register_kind()
        workshop_pack.register_kind()
