from django.db import migrations

import parley.core.database


class Migration(migrations.Migration):
    dependencies = [("core", "0003_shared_entries")]
    operations = [
        migrations.RunPython(parley.core.database.take_names_from_audit, migrations.RunPython.noop),
    ]
