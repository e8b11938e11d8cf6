import django.db.models.deletion
import tenants.colour
import tenants.db.pair
import uuid
from django.db import migrations, models

from tenants.db.operations import AppendOnly, Wall


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0004_engagement_moved_at'),
        ('tenants', '0003_membership_letters'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClientBrand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('version', models.PositiveIntegerField()),
                ('on_colour', models.CharField(blank=True, help_text='#RRGGBB; empty means black or white, whichever reads better.', max_length=7, validators=[tenants.colour.validate_hex], verbose_name='text on the colour')),
                ('accent', models.CharField(blank=True, help_text='#RRGGBB; empty means derived.', max_length=7, validators=[tenants.colour.validate_hex])),
                ('contact_line', models.CharField(blank=True, help_text='Whom a client asks, and how.', max_length=200)),
                ('legal_text', models.TextField(blank=True, max_length=2000)),
                ('logo', models.BinaryField(blank=True, help_text='PNG for pale grounds, re-encoded by us.', null=True)),
                ('logo_on_colour', models.BinaryField(blank=True, help_text='PNG for the brand colour, re-encoded by us.', null=True)),
                ('logo_sha256', models.CharField(blank=True, editable=False, max_length=64)),
                ('logo_on_colour_sha256', models.CharField(blank=True, editable=False, max_length=64)),
                ('created_by', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('colour', models.CharField(blank=True, max_length=7, validators=[tenants.colour.validate_hex])),
                ('footer_text', models.CharField(blank=True, max_length=200)),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('client', tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='brands', to='campaigns.client')),
            ],
            options={
                'ordering': ['-version'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('agency', 'id'), name='campaigns_clientbrand_pair'), models.UniqueConstraint(fields=('agency', 'public_id'), name='campaigns_clientbrand_public'), tenants.db.pair.PairKey(field='client', name='campaigns_clientbrand_client_pair'), models.UniqueConstraint(fields=('agency', 'client', 'version'), name='campaigns_clientbrand_version')],
            },
        ),
        Wall("clientbrand"),
        AppendOnly("clientbrand"),
    ]
