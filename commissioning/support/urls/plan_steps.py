from django.urls import path

from ..views import plan_steps

urlpatterns = [
    path("<int:pk>/plan/", plan_steps.package_plan, name="package-plan"),
    path("<int:pk>/plan/<slug:what>.csv", plan_steps.plan_export, name="package-plan-export"),
    path("<int:pk>/plan/add/", plan_steps.step_add, name="step-add"),
    path("<int:pk>/plan/<int:step>/", plan_steps.step_edit, name="step-edit"),
    path("<int:pk>/plan/<int:step>/done/", plan_steps.step_finish, name="step-finish"),
    path("<int:pk>/plan/<int:step>/drop/", plan_steps.step_drop, name="step-drop"),
    path("<int:pk>/plan/<int:step>/take-up/", plan_steps.step_take_up, name="step-take-up"),
]
