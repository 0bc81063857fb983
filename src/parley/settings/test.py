"""Settings of the tests: a throw-away data folder, jobs run at once, mails kept in memory."""

import atexit
import os
import shutil
import tempfile

if "PARLEY_DATA" not in os.environ:
    os.environ["PARLEY_DATA"] = tempfile.mkdtemp(prefix="parley-tests-")
    atexit.register(shutil.rmtree, os.environ["PARLEY_DATA"], ignore_errors=True)
os.environ["PARLEY_CONFIG"] = os.devnull

from parley.settings.base import *  # noqa: F403

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
DEMO = True
# Tests change rows without a record, so pages must be made anew each time; and all come from one
# address, so only those that mean it count how often it tries.
CACHES = {  # what a component shows is in its key, so it may be kept
    "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    "components": CACHES["components"],  # noqa: F405
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 (WhiteNoise warns without it)
