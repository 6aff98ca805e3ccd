"""Messages between the area and the team, and the form of the next one."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond

from .. import listings
from ..actions import messages as actions
from ..forms.messages import MessageForm
from ..queries import messages as queries
from .doors import page_of, to_read


@require_http_methods(["GET", "HEAD", "POST"])
def package_messages(request: HttpRequest, pk: int) -> HttpResponseBase:
    package = to_read(request, pk)
    form = MessageForm(posted(request), initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        sent = actions.write(package=package, by=request.user, **form.cleaned_data)
        messages.success(request, f"Kept. {sent.told}")
        return redirect("support:package-messages", pk)
    other = queries.other_side(package, request.user, request.scope)
    context = page_of(request, package, "messages", form=form, other=other, noun="messages")
    rows = queries.messages_of(package)
    return respond(request, listings.MESSAGES, rows, "support/messages/package_messages.html", context, about=package)
