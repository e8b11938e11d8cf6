"""Locks that serialise writers of one agency."""

from django.db import transaction

from tenants import scope
from tenants.models import Agency


def lock_agency() -> Agency:
    """The agency in scope, its row locked until the transaction ends; other agencies go on. Refuses outside a transaction.

    ``no_key``, so that inserts of rows that refer to the agency are not held up.
    """
    if not transaction.get_connection(scope.alias()).in_atomic_block:
        raise RuntimeError("A lock outside a transaction holds nothing.")
    return Agency.objects.select_for_update(no_key=True).get(pk=scope.current_tenant().agency_id)
