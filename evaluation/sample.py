"""A small questionnaire as an XLSForm, to start from: the kinds of question that most need, and columns of our own."""

import io

from commissioning.reporting.spreadsheets import open_book

_YES_NO, _HELP = "select_one yes_no", "select_one effect"
SHEETS = {
    "survey": (
        (
            "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "csp_measure",
            "csp_scale",
        ),
        ("begin_group", "about", "About the service", "", "", "", "", "", "", ""),
        (_YES_NO, "used", "Did you use the service this year?", "", "yes", "", "", "", "reach", ""),
        (
            _HELP, "now", "How far has it helped your work?", "", "yes", "${used} = 'yes'", "", "", "effectiveness_now",
            "impact",
        ),
        (
            "integer", "times", "How many times did you use it?", "A guess will do", "", "${used} = 'yes'",
            ". >= 1 and . <= 100", "Enter a number from 1 to 100", "", "",
        ),
        ("end_group", "", "", "", "", "", "", "", "", ""),
        ("select_multiple topics", "wanted", "What should there be more of?", "Choose any", "", "", "", "", "", ""),
        ("text", "words", "Is there anything else to say?", "Please name nobody", "", "", "", "", "", ""),
    ),
    "choices": (
        ("list_name", "name", "label", "csp_value"),
        ("yes_no", "yes", "Yes", ""),
        ("yes_no", "no", "No", ""),
        ("effect", "very", "Very positive", "2"),
        ("effect", "quite", "Quite positive", "1"),
        ("effect", "none", "No difference", "0"),
        ("effect", "worse", "Quite negative", "-1"),
        ("effect", "much_worse", "Very negative", "-2"),
        ("effect", "too_early", "Too early to tell", ""),
        ("topics", "training", "Training", ""),
        ("topics", "visits", "Visits to other areas", ""),
    ),
    "settings": (("form_title", "form_id", "version"), ("Sample questionnaire", "sample-questionnaire", "1")),
}  # fmt: skip


def written() -> bytes:
    file = io.BytesIO()
    with open_book(file) as book:
        for name, rows in SHEETS.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, text in enumerate(row):
                    if text:
                        sheet.write_string(number, column, text)
    return file.getvalue()
