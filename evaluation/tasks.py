"""What the worker does for surveys. Each task finds its work in the database, so a lost or doubled one does no harm."""

from celery import shared_task

from commissioning.jobs.locks import only_one

from .actions import closing, inviting, pooling, tabulating, withholding


@shared_task(name="evaluation.send")
def send() -> None:
    """Beat, each minute: invitations, reminders, and what became of them."""
    with only_one("evaluation-send") as free:
        if free:
            inviting.note_refusals()
            inviting.send_invitations()
            inviting.send_reminders()


@shared_task(name="evaluation.collect")
def collect() -> None:
    """Beat: pools that are large enough, rounds whose last day is over, figures and tables still to be made."""
    with only_one("evaluation-collect") as free:
        if free:
            pooling.move_ready()
            closing.close_those_over()
            withholding.decide_missing()
            tabulating.requeue_waiting()


@shared_task(name="evaluation.withhold")
def withhold(group_id: int) -> None:
    withholding.decide(group_id)


@shared_task(name="evaluation.tabulate")
def tabulate(tabulation_id: int) -> None:
    from . import tabulating as tables  # here, because it loads the statistics

    tables.tabulate(tabulation_id)
