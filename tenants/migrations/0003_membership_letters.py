from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_agency_approvers_by_role")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="letters",
            field=models.BooleanField(
                default=True, help_text="Mail when something waits for them.", verbose_name="letters about work"
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["agency", "actor_kind", "actor_id", "number"], name="tenants_audit_actor"),
        ),
    ]
