"""The WSGI application that `parley serve` runs, and that any other WSGI server may."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parley.settings.base")
application = get_wsgi_application()
