"""What tables share whose rows belong to one package."""

from django.db import models

from commissioning.access.scope import Scope

from .packages import SupportPackage


class OfPackageQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        return self.filter(package__in=SupportPackage.objects.visible_to(scope))
