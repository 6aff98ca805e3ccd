"""XLSForms written out in tests: rows of cells, headers first."""

import io

from openpyxl import Workbook

from evaluation.instruments.routing import Router
from evaluation.instruments.xlsform import read, read_with_warnings

YES_NO = [("list_name", "name", "label"), ("yn", "yes", "Yes"), ("yn", "no", "No")]


def workbook(survey, choices=YES_NO, settings=(), **sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in {"survey": survey, "choices": choices, "settings": settings, **sheets}.items():
        if rows:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def instrument(survey, choices=YES_NO, settings=()):
    return read(workbook(survey, choices, settings))


def router(survey, choices=YES_NO):
    return Router(instrument(survey, choices))


def warnings_of(survey, choices=YES_NO, settings=()):
    return read_with_warnings(workbook(survey, choices, settings))[1]
