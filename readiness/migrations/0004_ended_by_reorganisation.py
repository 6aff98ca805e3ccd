from django.db import migrations, models

STATES = [
    ("open", "In progress"),
    ("agreeing", "Agreeing levels"),
    ("challenge", "With the local lead"),
    ("response", "Area responding"),
    ("with_director", "With the director"),
    ("returned", "Returned by the director"),
    ("signed", "Signed"),
    ("ended", "Ended by reorganisation"),
]
UNFINISHED = models.Q(("state__in", ["ended", "signed"]), _negated=True)


class Migration(migrations.Migration):
    dependencies = [
        ("readiness", "0003_in_full"),
    ]

    operations = [
        migrations.RemoveConstraint("selfassessment", "assessment_state_known"),
        migrations.RemoveConstraint("selfassessment", "assessment_one_open_of_a_kind"),
        migrations.RemoveConstraint("selfassessment", "assessment_one_open_close_a_package"),
        migrations.AlterField("assessmentmove", "to_state", models.CharField(choices=STATES, max_length=20)),
        migrations.AlterField(
            "selfassessment", "state", models.CharField(choices=STATES, default="open", max_length=20)
        ),
        migrations.AddConstraint(
            "selfassessment",
            models.CheckConstraint(
                condition=models.Q(("state__in", [state for state, _ in STATES])), name="assessment_state_known"
            ),
        ),
        migrations.AddConstraint(
            "selfassessment",
            models.UniqueConstraint(
                condition=models.Q(("occasion__in", ["annual", "baseline"]), UNFINISHED),
                fields=("authority", "framework", "occasion"),
                name="assessment_one_open_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            "selfassessment",
            models.UniqueConstraint(
                condition=models.Q(("occasion", "close"), UNFINISHED),
                fields=("authority", "framework", "about_package"),
                name="assessment_one_open_close_a_package",
            ),
        ),
    ]
