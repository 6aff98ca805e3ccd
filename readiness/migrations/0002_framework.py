"""Each self-assessment names its set of standards, so that the database can hold one open occasion a set."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    SelfAssessment = apps.get_model("readiness", "SelfAssessment")
    FrameworkVersion = apps.get_model("readiness", "FrameworkVersion")
    version = FrameworkVersion.objects.filter(pk=OuterRef("version"))
    SelfAssessment.objects.update(framework=Subquery(version.values("framework")))


class Migration(migrations.Migration):
    dependencies = [("readiness", "0001_initial")]

    operations = [
        migrations.AddField(
            "selfassessment",
            "framework",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="readiness.framework"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        # The update’s pending foreign-key checks would keep the table from being altered.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            "selfassessment",
            "framework",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="readiness.framework"),
        ),
    ]
