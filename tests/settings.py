"""The product's settings with a data folder of the test process's own. Overrides only."""

import os
import tempfile

# Each xdist worker and each run has its own folder; it is removed by tests.conftest.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="aicmo-test-")
os.environ.setdefault("LOG_LEVEL", "WARNING")

from aicmo_site.settings import *  # noqa: F403

# Argon2 is slow on purpose. tests/tenants/test_accounts.py checks what production hashes with.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
