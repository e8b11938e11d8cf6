from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="approvers_by_role",
            field=models.BooleanField(
                default=False,
                help_text="Packs say by which role something was decided, and no names.",
                verbose_name="approvers by role",
            ),
        ),
    ]
