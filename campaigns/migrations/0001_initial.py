import campaigns.enums
import django.db.models.deletion
import tenants.db.pair
import uuid
from django.conf import settings
from django.db import migrations, models

from tenants.db.operations import AppendOnly, Wall


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('tenants', '0001_initial'),
        ('tenants', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Artifact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('kind', models.CharField(choices=[('intake', 'Intake'), ('strategy', 'Strategy'), ('creatives', 'Creatives'), ('execution', 'Execution'), ('monitoring', 'Monitoring')], max_length=12)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('revised', 'Revised'), ('approved', 'Approved'), ('flagged_for_review', 'Stale'), ('archived', 'Archived')], default=campaigns.enums.ArtifactStatus['DRAFT'], max_length=20)),
                ('content', models.JSONField(default=dict, help_text='The working copy, as campaigns.content dumps it.')),
                ('lock', models.PositiveIntegerField(default=0, help_text='Counts saves; a writer names the one it read.')),
                ('stale_reasons', models.JSONField(blank=True, default=list, help_text='Sentences: what moved on upstream.')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('last_editor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='artifact',
            constraint=models.UniqueConstraint(fields=('agency', 'id'), name='campaigns_artifact_pair'),
        ),
        migrations.CreateModel(
            name='ArtifactVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('content_sha256', models.CharField(max_length=64)),
                ('sources', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('artifact', tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='campaigns.artifact')),
                ('last_editor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='artifactversion',
            constraint=models.UniqueConstraint(fields=('agency', 'id'), name='campaigns_artifactversion_pair'),
        ),
        migrations.AddField(
            model_name='artifact',
            name='effective',
            field=tenants.db.pair.PairForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.artifactversion'),
        ),
        migrations.CreateModel(
            name='Client',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('name', models.CharField(max_length=120)),
                ('website', models.CharField(blank=True, max_length=200)),
                ('industry', models.CharField(blank=True, max_length=120)),
                ('locale', models.CharField(default='en-GB', help_text='Language and formats of packs, such as en-GB.', max_length=12)),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
            ],
            options={
                'ordering': ['name', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.UniqueConstraint(fields=('agency', 'id'), name='campaigns_client_pair'),
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('name', models.CharField(max_length=160)),
                ('objective', models.CharField(choices=[('lead_generation', 'Lead generation'), ('awareness', 'Awareness'), ('sales', 'Sales'), ('hiring', 'Hiring'), ('product_launch', 'Product launch'), ('partnerships', 'Partnerships'), ('retention', 'Retention'), ('event', 'Event')], max_length=20)),
                ('budget', models.CharField(blank=True, max_length=120)),
                ('start_date', models.DateField(blank=True, null=True)),
                ('end_date', models.DateField(blank=True, null=True)),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('active', 'Active'), ('completed', 'Completed'), ('archived', 'Archived')], default='planned', max_length=10)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('client', tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='campaigns.client')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.UniqueConstraint(fields=('agency', 'id'), name='campaigns_campaign_pair'),
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('name', models.CharField(max_length=120)),
                ('email', models.EmailField(help_text='Sign-in codes go here.', max_length=254)),
                ('title', models.CharField(blank=True, max_length=120)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('client', tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='campaigns.client')),
            ],
            options={
                'ordering': ['name', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(fields=('agency', 'id'), name='campaigns_contact_pair'),
        ),
        migrations.CreateModel(
            name='Engagement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('name', models.CharField(max_length=160)),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('campaign', tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='engagements', to='campaigns.campaign')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.UniqueConstraint(fields=('agency', 'id'), name='campaigns_engagement_pair'),
        ),
        migrations.AddField(
            model_name='artifact',
            name='engagement',
            field=tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='artifacts', to='campaigns.engagement'),
        ),
        migrations.CreateModel(
            name='QCReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('status', models.CharField(choices=[('PASS', 'Pass'), ('WARN', 'Warning'), ('FAIL', 'Fail')], max_length=4)),
                ('score', models.PositiveSmallIntegerField(help_text='0 to 100.')),
                ('checks', models.JSONField()),
                ('summary', models.JSONField()),
                ('model_used', models.CharField(max_length=40)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('version', tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='qc_reports', to='campaigns.artifactversion')),
            ],
            options={
                'verbose_name': 'QC report',
                'ordering': ['-id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='qcreport',
            constraint=models.UniqueConstraint(fields=('agency', 'id'), name='campaigns_qcreport_pair'),
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('decision', models.CharField(choices=[('approved', 'Approved'), ('changes_requested', 'Changes requested')], max_length=20)),
                ('content_sha256', models.CharField(max_length=64)),
                ('decider_name', models.CharField(help_text='As it was then.', max_length=120)),
                ('decider_role', models.CharField(help_text='As it was then.', max_length=10)),
                ('comment', models.TextField(blank=True, max_length=5000)),
                ('confirmed', models.BooleanField(default=False)),
                ('findings_accepted', models.JSONField(default=list)),
                ('request_id', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField()),
                ('agency', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.agency')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='campaigns.artifactversion')),
                ('qc_report', tenants.db.pair.PairForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.qcreport')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('agency', 'id'), name='campaigns_approval_pair'),
        ),
        migrations.AddConstraint(
            model_name='artifactversion',
            constraint=models.UniqueConstraint(fields=('agency', 'public_id'), name='campaigns_artifactversion_public'),
        ),
        migrations.AddConstraint(
            model_name='artifactversion',
            constraint=tenants.db.pair.PairKey(field='artifact', name='campaigns_artifactversion_artifact_pair'),
        ),
        migrations.AddConstraint(
            model_name='artifactversion',
            constraint=models.UniqueConstraint(fields=('agency', 'artifact', 'number'), name='campaigns_artifactversion_number'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.UniqueConstraint(fields=('agency', 'public_id'), name='campaigns_client_public'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.UniqueConstraint(fields=('agency', 'name'), name='campaigns_client_name'),
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=models.Index(fields=['agency', 'client', '-id'], name='campaigns_campaign_list'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.UniqueConstraint(fields=('agency', 'public_id'), name='campaigns_campaign_public'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=tenants.db.pair.PairKey(field='client', name='campaigns_campaign_client_pair'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('end_date__gte', models.F('start_date')), ('start_date', None), ('end_date', None), _connector='OR'), name='campaigns_campaign_dates', violation_error_message='The end lies before the start.'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['agency', 'email'], name='campaigns_contact_by_email'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(fields=('agency', 'public_id'), name='campaigns_contact_public'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=tenants.db.pair.PairKey(field='client', name='campaigns_contact_client_pair'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(fields=('agency', 'client', 'email'), name='campaigns_contact_email'),
        ),
        migrations.AddIndex(
            model_name='engagement',
            index=models.Index(fields=['agency', 'campaign', '-id'], name='campaigns_engagement_list'),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.UniqueConstraint(fields=('agency', 'public_id'), name='campaigns_engagement_public'),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=tenants.db.pair.PairKey(field='campaign', name='campaigns_engagement_campaign_pair'),
        ),
        migrations.AddIndex(
            model_name='artifact',
            index=models.Index(fields=['agency', 'status', '-updated_at'], name='campaigns_artifact_waiting'),
        ),
        migrations.AddConstraint(
            model_name='artifact',
            constraint=models.UniqueConstraint(fields=('agency', 'public_id'), name='campaigns_artifact_public'),
        ),
        migrations.AddConstraint(
            model_name='artifact',
            constraint=tenants.db.pair.PairKey(field='engagement', name='campaigns_artifact_engagement_pair'),
        ),
        migrations.AddConstraint(
            model_name='artifact',
            constraint=tenants.db.pair.PairKey(field='effective', name='campaigns_artifact_effective_pair'),
        ),
        migrations.AddConstraint(
            model_name='artifact',
            constraint=models.UniqueConstraint(fields=('agency', 'engagement', 'kind'), name='campaigns_artifact_once'),
        ),
        migrations.AddIndex(
            model_name='qcreport',
            index=models.Index(fields=['agency', 'version', '-id'], name='campaigns_qcreport_newest'),
        ),
        migrations.AddConstraint(
            model_name='qcreport',
            constraint=models.UniqueConstraint(fields=('agency', 'public_id'), name='campaigns_qcreport_public'),
        ),
        migrations.AddConstraint(
            model_name='qcreport',
            constraint=tenants.db.pair.PairKey(field='version', name='campaigns_qcreport_version_pair'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('agency', 'public_id'), name='campaigns_approval_public'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=tenants.db.pair.PairKey(field='version', name='campaigns_approval_version_pair'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=tenants.db.pair.PairKey(field='qc_report', name='campaigns_approval_qc_pair'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('agency', 'version'), name='campaigns_approval_once'),
        ),
        Wall("client"),
        Wall("contact"),
        Wall("campaign"),
        Wall("engagement"),
        Wall("artifact"),
        Wall("artifactversion"),
        Wall("qcreport"),
        Wall("approval"),
        AppendOnly("artifactversion"),
        AppendOnly("qcreport"),
        AppendOnly("approval"),
    ]
