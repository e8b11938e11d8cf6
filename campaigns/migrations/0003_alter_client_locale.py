from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0002_sign_in_code'),
    ]

    operations = [
        migrations.AlterField(
            model_name='client',
            name='locale',
            field=models.CharField(default='en-GB', help_text="Language and region, such as en-GB. Packs have their headings and fixed words in English, German or Greek, whichever it names, else in English; figures, dates, weeks and paper are the region's.", max_length=12),
        ),
    ]
