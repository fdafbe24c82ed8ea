"""What the tables stand on: trigram search, and the sequence that numbers clean revisions."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        migrations.RunSQL("CREATE SEQUENCE mdm_clean_revision", "DROP SEQUENCE mdm_clean_revision"),
    ]
