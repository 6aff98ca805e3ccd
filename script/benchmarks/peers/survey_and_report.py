"""django-survey-and-report on a site of its own, as its documentation sets it up, in the same PostgreSQL.

It is let off whatever it can be: nobody signs in, nobody's earlier answers are looked for, no form is signed.
"""

import json
import os
import sys
import time
from urllib.parse import urlencode

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="measured",
    ALLOWED_HOSTS=["testserver"],
    DATABASES={"default": json.loads(os.environ["PEER_DATABASE"])},
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "survey",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    ROOT_URLCONF="survey.urls",
    STATIC_URL="/static/",
    USE_TZ=True,
    CHOICES_SEPARATOR="|",
    DEFAULT_SURVEY_PUBLISHING_DURATION=7,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from survey.models import Answer, Question, Response, Survey  # noqa: E402

KINDS = {"select_one": "radio", "select_multiple": "select-multiple", "integer": "integer", "text": "text"}


def prepare(asked):
    """The tables, and the survey on one page, as it is unless one chooses otherwise."""
    call_command("migrate", verbosity=0)
    survey = Survey.objects.create(name="Measured", description="", need_logged_user=False)
    for order, question in enumerate(asked, 1):
        Question.objects.create(
            survey=survey,
            order=order,
            text=question["label"],
            required=question["required"],
            type=KINDS[question["kind"]],
            choices="|".join(question["choices"]) or None,
        )
    return {}


def store(respondents):
    """Each sends the page as browsers do, and is led to the thanks. Its time alone is counted."""
    seconds, path = 0.0, f"/{Survey.objects.get().pk}/"
    for answers in map(posted, respondents):
        client = Client()
        client.get(path)
        body = urlencode(answers, doseq=True)
        began = time.perf_counter()
        response = client.post(path, body, content_type="application/x-www-form-urlencoded")
        seconds += time.perf_counter() - began
        assert client.get(response["Location"]).status_code == 200
    return {"seconds": seconds}


def count_queries(answers):
    """Of one POST."""
    with CaptureQueriesContext(connection) as captured:
        Client().post(f"/{Survey.objects.get().pk}/", posted(answers))
    return {"queries": len(captured)}


def posted(answers):
    names = dict(Question.objects.values_list("text", "pk"))
    return {f"question_{names[label]}": answer for label, answer in answers.items()}


def fill(respondents):
    """The same rows as its pages write."""
    survey = Survey.objects.get()
    names = dict(Question.objects.values_list("text", "pk"))
    made = Response.objects.bulk_create(
        [Response(survey=survey, interview_uuid=str(number)) for number in range(len(respondents))]
    )
    rows = [
        (response.pk, names[label], str(answer))
        for response, answers in zip(made, respondents, strict=True)
        for label, answer in answers.items()
    ]
    with connection.cursor() as cursor:  # its own class asks for the question of every answer it makes
        cursor.executemany(
            "INSERT INTO survey_answer (response_id, question_id, body, created, updated)"
            " VALUES (%s, %s, %s, now(), now())",
            rows,
        )
        cursor.execute("ANALYZE")
    return {"answers": Answer.objects.count()}


def results():
    """How many gave each answer to each question: what its reports are made of. Its CSV asks for the question of every
    answer again and takes many times as long.
    """
    began = time.perf_counter()
    counted = {question.text: question.answers_cardinality() for question in Survey.objects.get().questions.all()}
    return {"seconds": time.perf_counter() - began, "counted": counted}


WORK = {"prepare": prepare, "store": store, "count_queries": count_queries, "fill": fill, "results": results}
if __name__ == "__main__":
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(WORK[asked.pop("do")](**asked)), flush=True)
