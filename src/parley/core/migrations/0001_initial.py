from django.db import migrations, models

import parley.core.database


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="AuditRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True, verbose_name="time")),
                ("actor", models.CharField(max_length=300, verbose_name="actor")),
                ("actor_user", models.BigIntegerField(null=True)),
                ("action", models.CharField(max_length=80, verbose_name="action")),
                ("subject_type", models.CharField(max_length=80)),
                ("subject_id", models.CharField(max_length=40)),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id"], name="core_auditr_subject_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("object_id", models.BigIntegerField()),
                ("words", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["kind", "object_id"], name="one_entry_per_object")
                ],
            },
        ),
        migrations.RunPython(parley.core.database.keep_audit, migrations.RunPython.noop),
        migrations.RunPython(parley.core.database.make_search, migrations.RunPython.noop),
    ]
