from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_no_names_in_audit'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tries',
            fields=[
                ('id', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('until', models.FloatField(db_index=True)),
                ('count', models.PositiveIntegerField()),
            ],
        ),
    ]
