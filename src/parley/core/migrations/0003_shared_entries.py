from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_chore_times'),
    ]

    operations = [
        migrations.CreateModel(
            name='SharedEntry',
            fields=[
                ('cache_key', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('value', models.TextField()),
                ('expires', models.DateTimeField(db_index=True)),
            ],
        ),
    ]
