from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0002_sign_in_code'),
    ]

    operations = [
        migrations.AlterField(
            model_name='client',
            name='locale',
            field=models.CharField(default='en-GB', help_text="Language and region, such as en-GB. Packs name the language to screen readers and spelling checkers, and are set on the region's paper: Letter or A4.", max_length=12),
        ),
    ]
