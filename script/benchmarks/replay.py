"""A page without the page: its recorded statements sent again, and their rows as JSON. An URL conf of its own.

The bare view that a page is measured against: no middleware, no session, no model, no template. It sends whatever SQL
the page was seen to send, in its order, and gives back the rows.
"""

from collections.abc import Sequence

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
ADDRESS = "/replay/"
BARE = override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[])
recorded: list[str] = []


def statements_of(captured: CaptureQueriesContext) -> list[str]:
    """Without those that begin and end transactions."""
    sent = (query["sql"] for query in captured.captured_queries)
    return [sql for sql in sent if not sql.startswith(CONTROL)]


def remember(statements: Sequence[str]) -> None:
    recorded[:] = statements


def replay(request: HttpRequest) -> JsonResponse:
    rows: list[list[tuple]] = []
    with connection.cursor() as cursor:
        for sql in recorded:
            cursor.execute(sql)
            rows.append(cursor.fetchall() if cursor.description else [])
    return JsonResponse({"rows": rows}, json_dumps_params={"default": str})


urlpatterns = [path(ADDRESS.strip("/") + "/", replay)]
