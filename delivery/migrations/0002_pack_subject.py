from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="pack",
            name="subject",
            field=models.CharField(
                default="", help_text="Of what is said, whatever the formats and decisions.", max_length=64
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="pack",
            name="inputs_digest",
            field=models.CharField(help_text="Of all that the bytes depend on.", max_length=64),
        ),
    ]
