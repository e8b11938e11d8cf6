import django.db.models.deletion
import tenants.db.pair
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0005_clientbrand'),
        ('tenants', '0005_brand_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='clientbrand',
            name='face_bold',
            field=tenants.db.pair.PairForeignKey(blank=True, db_index=False, help_text='Goes with one for text.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.brandfile', verbose_name='typeface for bold'),
        ),
        migrations.AddField(
            model_name='clientbrand',
            name='face_display',
            field=tenants.db.pair.PairForeignKey(blank=True, db_index=False, help_text='Cover, headings and large figures.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.brandfile', verbose_name='typeface for headings'),
        ),
        migrations.AddField(
            model_name='clientbrand',
            name='face_other',
            field=tenants.db.pair.PairForeignKey(blank=True, db_index=False, help_text='Asked for what the others lack.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.brandfile', verbose_name='typeface for other scripts'),
        ),
        migrations.AddField(
            model_name='clientbrand',
            name='face_sub',
            field=tenants.db.pair.PairForeignKey(blank=True, db_index=False, help_text='Where headings are small; empty means that for headings.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.brandfile', verbose_name='typeface for small headings'),
        ),
        migrations.AddField(
            model_name='clientbrand',
            name='face_text',
            field=tenants.db.pair.PairForeignKey(blank=True, db_index=False, help_text='Goes with one for bold.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.brandfile', verbose_name='typeface for text'),
        ),
        migrations.AddField(
            model_name='clientbrand',
            name='master',
            field=tenants.db.pair.PairForeignKey(blank=True, db_index=False, help_text='What slides stand on.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.brandfile', verbose_name='PowerPoint master'),
        ),
        migrations.AddConstraint(
            model_name='clientbrand',
            constraint=tenants.db.pair.PairKey(field='face_display', name='campaigns_clientbrand_face_display_pair'),
        ),
        migrations.AddConstraint(
            model_name='clientbrand',
            constraint=tenants.db.pair.PairKey(field='face_sub', name='campaigns_clientbrand_face_sub_pair'),
        ),
        migrations.AddConstraint(
            model_name='clientbrand',
            constraint=tenants.db.pair.PairKey(field='face_text', name='campaigns_clientbrand_face_text_pair'),
        ),
        migrations.AddConstraint(
            model_name='clientbrand',
            constraint=tenants.db.pair.PairKey(field='face_bold', name='campaigns_clientbrand_face_bold_pair'),
        ),
        migrations.AddConstraint(
            model_name='clientbrand',
            constraint=tenants.db.pair.PairKey(field='face_other', name='campaigns_clientbrand_face_other_pair'),
        ),
        migrations.AddConstraint(
            model_name='clientbrand',
            constraint=tenants.db.pair.PairKey(field='master', name='campaigns_clientbrand_master_pair'),
        ),
    ]
