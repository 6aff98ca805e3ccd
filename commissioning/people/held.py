"""Text typed into a page whose session had run out (quality 15).

The expired session still names its person for a day. What they had typed is kept for that person only and
shown to them after they sign in again; where the person cannot be told, it is shown once more on the
sign-in page itself and stored nowhere.
"""

from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from .models import HeldPost, User

LARGEST = 1024 * 1024


def typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The posted fields in order, without the form's own token and without passwords."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]


def keep_and_ask_to_sign_in(request: HttpRequest, fields: list[tuple[str, str]]) -> HttpResponse:
    person = _person_of_expired_session(request)
    kept_at = keep(request, person, fields) if person else None
    if kept_at is None:
        return render(request, "errors/session_expired.html", {"fields": fields, "action": request.path}, status=403)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': kept_at})}")


def keep(request: HttpRequest, person: User, fields: list[tuple[str, str]]) -> str | None:
    """Where that person finds it again; None where it is too much to keep."""
    body = urlencode(fields)
    if len(body) > LARGEST:
        return None
    held = HeldPost.objects.create(person=person, path=request.path[:500], body=body)
    return reverse("people:held-post", args=[held.pk])


def way_back(request: HttpRequest) -> str | None:
    """To where they are now, by way of something else first; what they typed is kept. None where it is too much."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    return keep(request, request.user, typed_fields(request))


def fields_of(held: HeldPost) -> list[tuple[str, str]]:
    return parse_qsl(held.body, keep_blank_values=True)


def _person_of_expired_session(request: HttpRequest) -> User | None:
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    row = Session.objects.filter(pk=key).first()  # expired rows stay for a day (tasks.tidy)
    person_id = row.get_decoded().get(SESSION_KEY) if row else None
    return User.objects.filter(pk=person_id, is_active=True).first() if person_id else None
