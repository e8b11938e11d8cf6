import django.db.models.deletion
import tenants.db.pair
import uuid
from django.db import migrations, models

from tenants.db.operations import Wall


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0005_pack_parts'),
        ('tenants', '0003_membership_letters'),
    ]

    operations = [
        migrations.CreateModel(
            name='Preview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('sha256', models.CharField(help_text='Of the file that was pictured.', max_length=64)),
                ('count', models.PositiveIntegerField(help_text='Pages that the file has.')),
                ('cover', models.CharField(help_text='SHA-256 of the small picture of its first page.', max_length=64)),
                ('pages', models.JSONField(help_text='Of each page: width, height, and SHA-256 of its large and its small picture.')),
                ('made_at', models.DateTimeField()),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('file', tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='previews', to='delivery.packfile')),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('agency', 'id'), name='delivery_preview_pair'), models.UniqueConstraint(fields=('agency', 'public_id'), name='delivery_preview_public'), tenants.db.pair.PairKey(field='file', name='delivery_preview_file_pair'), models.UniqueConstraint(fields=('agency', 'file'), name='delivery_preview_file')],
            },
        ),
        Wall("preview"),
    ]
