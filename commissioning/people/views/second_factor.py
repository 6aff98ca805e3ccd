"""django-allauth's pages of the second factor, with what is ours: why it is needed, who is told, where it leads; and
taking a lost one off somebody else's account.
"""

from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commissioning.access.gate import check_anywhere, find
from commissioning.access.permissions import Permission

from .. import actions, proving, second_factor, sessions
from ..models import RoleAppointment


class SetUpApp(totp.ActivateTOTPView):
    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if second_factor.belongs_to_provider(request):
            return redirect("people:single-sign-on")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        return {**super().get_context_data(**kwargs), "is_required": second_factor.is_required(self.request)}

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        person = self.request.user
        actions.add_second_factor(person=person, counter=form.counter)
        sessions.end_others(person, but=self.request.session.session_key)  # they were opened by a password alone
        return response


class RemoveApp(totp.DeactivateTOTPView):
    def get_context_data(self, **kwargs) -> dict:
        return {**super().get_context_data(**kwargs), "is_required": second_factor.is_required(self.request)}

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        actions.remove_second_factor(person=self.request.user)
        sessions.end_others(self.request.user, but=self.request.session.session_key)
        return response


class RecoveryCodes(recovery.ViewRecoveryCodesView):
    """After the first set-up they lead on to where the person was going."""

    def get_context_data(self, **kwargs) -> dict:
        return {**super().get_context_data(**kwargs), "onward": self.request.session.get(second_factor.NEXT, "/")}


class NewRecoveryCodes(recovery.GenerateRecoveryCodesView):
    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        actions.renew_recovery_codes(person=self.request.user)
        return response


set_up_app = SetUpApp.as_view()
remove_app = RemoveApp.as_view()
recovery_codes = RecoveryCodes.as_view()
new_recovery_codes = NewRecoveryCodes.as_view()


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_remove(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = find(RoleAppointment, request.scope, pk=pk)
    check_anywhere(request.scope, Permission.PEOPLE_APPOINT)
    proving.ask(request)
    if request.method == "POST":
        try:
            actions.take_off_second_factor(person=appointment.person, by=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, f"{appointment.person} has no authenticator app any more, and has been told.")
        return redirect("people:person-detail", pk)
    return render(request, "people/second_factor_remove.html", {"appointment": appointment})
