import delivery.enums
import django.db.models.deletion
import tenants.db.pair
import uuid
from django.conf import settings
from django.db import migrations, models

from tenants.db.operations import AppendOnly, Wall


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('campaigns', '0002_sign_in_code'),
        ('tenants', '0001_initial'),
        ('tenants', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('number', models.PositiveIntegerField(help_text='1, 2, 3 … within the engagement.')),
                ('inputs_digest', models.CharField(max_length=64)),
                ('kinds', models.JSONField(help_text='Kinds of artifact it includes, in chain order.')),
                ('formats', models.JSONField()),
                ('state', models.CharField(choices=[('building', 'Building'), ('ready', 'Ready'), ('published', 'Published'), ('superseded', 'Superseded'), ('withdrawn', 'Withdrawn'), ('failed', 'Failed')], default=delivery.enums.PackState['BUILDING'], max_length=10)),
                ('manifest', models.JSONField(blank=True, null=True)),
                ('manifest_hash', models.CharField(blank=True, max_length=64)),
                ('pack_digest', models.CharField(blank=True, max_length=64)),
                ('archive_sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of the ZIP')),
                ('errors', models.JSONField(blank=True, default=dict, help_text='Format → why it failed.')),
                ('created_by', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('built_at', models.DateTimeField(blank=True, null=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('published_by', models.CharField(blank=True, max_length=120)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_by', models.CharField(blank=True, max_length=120)),
                ('withdrawn_reason', models.TextField(blank=True)),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('brand', tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.brand')),
                ('engagement', tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='packs', to='campaigns.engagement')),
                ('job', tenants.db.pair.PairForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.job')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.UniqueConstraint(fields=('agency', 'id'), name='delivery_pack_pair'),
        ),
        migrations.CreateModel(
            name='PackFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('name', models.CharField(max_length=100)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField(help_text='Bytes.')),
                ('sha256', models.CharField(max_length=64)),
                ('key', models.CharField(editable=False, max_length=300)),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('pack', tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='delivery.pack')),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='packfile',
            constraint=models.UniqueConstraint(fields=('agency', 'id'), name='delivery_packfile_pair'),
        ),
        migrations.CreateModel(
            name='Download',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('contact', tenants.db.pair.PairForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.contact')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='downloads', to='delivery.packfile')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='download',
            constraint=models.UniqueConstraint(fields=('agency', 'id'), name='delivery_download_pair'),
        ),
        migrations.CreateModel(
            name='SigningKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('secret', models.TextField(editable=False)),
                ('public_line', models.TextField(help_text='The allowed-signers line of this key.')),
                ('fingerprint', models.CharField(max_length=80)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='signingkey',
            constraint=models.UniqueConstraint(fields=('agency', 'id'), name='delivery_signingkey_pair'),
        ),
        migrations.CreateModel(
            name='Waiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('inputs_digest', models.CharField(max_length=64)),
                ('decider_name', models.CharField(help_text='As it was then.', max_length=120)),
                ('decider_role', models.CharField(help_text='As it was then.', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('check_key', models.CharField(choices=[('approvals_ok', 'Approvals'), ('qc_ok', 'Quality'), ('completeness_ok', 'Completeness'), ('branding_ok', 'Branding'), ('legal_ok', 'Legal')], max_length=16)),
                ('reason', models.TextField(max_length=1000)),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('engagement', tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.engagement')),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.UniqueConstraint(fields=('agency', 'id'), name='delivery_waiver_pair'),
        ),
        migrations.CreateModel(
            name='LegalSignOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('inputs_digest', models.CharField(max_length=64)),
                ('decider_name', models.CharField(help_text='As it was then.', max_length=120)),
                ('decider_role', models.CharField(help_text='As it was then.', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('engagement', tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.engagement')),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('agency', 'id'), name='delivery_legalsignoff_pair'), models.UniqueConstraint(fields=('agency', 'public_id'), name='delivery_legalsignoff_public'), tenants.db.pair.PairKey(field='engagement', name='delivery_legalsignoff_engagement_pair'), models.UniqueConstraint(fields=('agency', 'engagement', 'inputs_digest'), name='delivery_legalsignoff_once')],
            },
        ),
        migrations.AddIndex(
            model_name='pack',
            index=models.Index(fields=['agency', 'state', '-id'], name='delivery_pack_by_state'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.UniqueConstraint(fields=('agency', 'public_id'), name='delivery_pack_public'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=tenants.db.pair.PairKey(field='engagement', name='delivery_pack_engagement_pair'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=tenants.db.pair.PairKey(field='brand', name='delivery_pack_brand_pair'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=tenants.db.pair.PairKey(field='job', name='delivery_pack_job_pair'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.UniqueConstraint(fields=('agency', 'engagement', 'number'), name='delivery_pack_number'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.UniqueConstraint(fields=('agency', 'engagement', 'inputs_digest'), name='delivery_pack_inputs'),
        ),
        migrations.AddConstraint(
            model_name='pack',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('agency', 'engagement'), name='delivery_pack_in_force'),
        ),
        migrations.AddConstraint(
            model_name='packfile',
            constraint=models.UniqueConstraint(fields=('agency', 'public_id'), name='delivery_packfile_public'),
        ),
        migrations.AddConstraint(
            model_name='packfile',
            constraint=tenants.db.pair.PairKey(field='pack', name='delivery_packfile_pack_pair'),
        ),
        migrations.AddConstraint(
            model_name='packfile',
            constraint=models.UniqueConstraint(fields=('agency', 'pack', 'name'), name='delivery_packfile_name'),
        ),
        migrations.AddIndex(
            model_name='download',
            index=models.Index(fields=['agency', 'file', '-id'], name='delivery_download_list'),
        ),
        migrations.AddConstraint(
            model_name='download',
            constraint=models.UniqueConstraint(fields=('agency', 'public_id'), name='delivery_download_public'),
        ),
        migrations.AddConstraint(
            model_name='download',
            constraint=tenants.db.pair.PairKey(field='file', name='delivery_download_file_pair'),
        ),
        migrations.AddConstraint(
            model_name='download',
            constraint=tenants.db.pair.PairKey(field='contact', name='delivery_download_contact_pair'),
        ),
        migrations.AddConstraint(
            model_name='signingkey',
            constraint=models.UniqueConstraint(fields=('agency', 'public_id'), name='delivery_signingkey_public'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.UniqueConstraint(fields=('agency', 'public_id'), name='delivery_waiver_public'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=tenants.db.pair.PairKey(field='engagement', name='delivery_waiver_engagement_pair'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.UniqueConstraint(fields=('agency', 'engagement', 'inputs_digest', 'check_key'), name='delivery_waiver_once'),
        ),
        Wall("signingkey"),
        Wall("legalsignoff"),
        Wall("waiver"),
        Wall("pack"),
        Wall("packfile"),
        Wall("download"),
        AppendOnly("signingkey"),
        AppendOnly("legalsignoff"),
        AppendOnly("waiver"),
        AppendOnly("packfile"),
        AppendOnly("download"),
    ]
