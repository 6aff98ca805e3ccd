from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_erased_people")]

    operations = [
        migrations.AddIndex(model_name="auditentry", index=models.Index(fields=["at", "id"], name="audit_by_time")),
        migrations.AddIndex(
            model_name="auditentry", index=models.Index(fields=["actor_id", "at"], name="audit_by_actor")
        ),
        migrations.AddIndex(
            model_name="auditentry", index=models.Index(fields=["object_id", "at"], name="audit_by_object")
        ),
    ]
