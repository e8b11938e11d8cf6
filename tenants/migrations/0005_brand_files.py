import django.db.models.deletion
import tenants.db.pair
import uuid
from django.db import migrations, models

from tenants.db.operations import Wall


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0004_job_turn'),
    ]

    operations = [
        migrations.CreateModel(
            name='BrandFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('kind', models.CharField(choices=[('face', 'Typeface'), ('master', 'PowerPoint master')], max_length=10)),
                ('name', models.CharField(help_text='Of the file as it was uploaded.', max_length=120)),
                ('sha256', models.CharField(help_text='Of the file as it was uploaded.', max_length=64)),
                ('size', models.PositiveIntegerField(help_text='Bytes, as it was uploaded.')),
                ('state', models.CharField(choices=[('checking', 'Being checked'), ('ready', 'Ready'), ('refused', 'Refused')], default='checking', max_length=10)),
                ('findings', models.JSONField(blank=True, default=list, help_text='Of each its severity, a sentence and a place.')),
                ('facts', models.JSONField(blank=True, default=dict, help_text='What the check found out, by kind of file.')),
                ('cleaned_sha256', models.CharField(blank=True, help_text='Of the file as packs are made with it.', max_length=64)),
                ('created_by', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        Wall("brandfile"),
        migrations.AddConstraint(
            model_name='brandfile',
            constraint=models.UniqueConstraint(fields=('agency', 'id'), name='tenants_brandfile_pair'),
        ),
        migrations.AddConstraint(
            model_name='brandfile',
            constraint=models.UniqueConstraint(fields=('agency', 'public_id'), name='tenants_brandfile_public'),
        ),
        migrations.AddConstraint(
            model_name='brandfile',
            constraint=models.UniqueConstraint(fields=('agency', 'kind', 'sha256'), name='tenants_brandfile_bytes'),
        ),
        migrations.AddConstraint(
            model_name='brandfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(('cleaned_sha256', ''), _negated=True), _connector='OR'), name='tenants_brandfile_ready'),
        ),
        migrations.AddField(
            model_name='brand',
            name='face_bold',
            field=tenants.db.pair.PairForeignKey(blank=True, db_index=False, help_text='Goes with one for text.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.brandfile', verbose_name='typeface for bold'),
        ),
        migrations.AddField(
            model_name='brand',
            name='face_display',
            field=tenants.db.pair.PairForeignKey(blank=True, db_index=False, help_text='Cover, headings and large figures.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.brandfile', verbose_name='typeface for headings'),
        ),
        migrations.AddField(
            model_name='brand',
            name='face_other',
            field=tenants.db.pair.PairForeignKey(blank=True, db_index=False, help_text='Asked for what the others lack.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.brandfile', verbose_name='typeface for other scripts'),
        ),
        migrations.AddField(
            model_name='brand',
            name='face_sub',
            field=tenants.db.pair.PairForeignKey(blank=True, db_index=False, help_text='Where headings are small; empty means that for headings.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.brandfile', verbose_name='typeface for small headings'),
        ),
        migrations.AddField(
            model_name='brand',
            name='face_text',
            field=tenants.db.pair.PairForeignKey(blank=True, db_index=False, help_text='Goes with one for bold.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.brandfile', verbose_name='typeface for text'),
        ),
        migrations.AddField(
            model_name='brand',
            name='master',
            field=tenants.db.pair.PairForeignKey(blank=True, db_index=False, help_text='What slides stand on.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.brandfile', verbose_name='PowerPoint master'),
        ),
        migrations.AddConstraint(
            model_name='brand',
            constraint=tenants.db.pair.PairKey(field='face_display', name='tenants_brand_face_display_pair'),
        ),
        migrations.AddConstraint(
            model_name='brand',
            constraint=tenants.db.pair.PairKey(field='face_sub', name='tenants_brand_face_sub_pair'),
        ),
        migrations.AddConstraint(
            model_name='brand',
            constraint=tenants.db.pair.PairKey(field='face_text', name='tenants_brand_face_text_pair'),
        ),
        migrations.AddConstraint(
            model_name='brand',
            constraint=tenants.db.pair.PairKey(field='face_bold', name='tenants_brand_face_bold_pair'),
        ),
        migrations.AddConstraint(
            model_name='brand',
            constraint=tenants.db.pair.PairKey(field='face_other', name='tenants_brand_face_other_pair'),
        ),
        migrations.AddConstraint(
            model_name='brand',
            constraint=tenants.db.pair.PairKey(field='master', name='tenants_brand_master_pair'),
        ),
    ]
