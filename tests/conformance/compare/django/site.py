"""Django with django-oauth-toolkit in one file: its endpoints under /o/, on SQLite, served by Django's own server, or by
gunicorn where $WORKERS says with how many workers."""

import json
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.urls import include, path

FOLDER = Path(os.environ["FOLDER"])
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "db.sqlite3"}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware"],
    OAUTH2_PROVIDER={"SCOPES": {"read": "read", "introspection": "introspection"}, "DEFAULT_SCOPES": ["read"]},
    ROOT_URLCONF=__name__,
    SECRET_KEY="of-a-server-that-lives-for-seconds",
    USE_TZ=True,
)
django.setup()
urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]


def main():
    from django.core.management import call_command
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    for number, client in enumerate(json.loads(os.environ["CLIENTS"])):
        Application.objects.create(
            name=f"client-{number}", client_id=client["clientId"], client_secret=client["clientSecret"],
            client_type=Application.CLIENT_CONFIDENTIAL, authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        )
    if "WORKERS" in os.environ:
        return serve(int(os.environ["WORKERS"]))
    call_command("runserver", f"127.0.0.1:{os.environ['PORT']}", use_reloader=False, verbosity=0)


def serve(workers):
    from django.core.wsgi import get_wsgi_application
    from gunicorn.app.base import BaseApplication

    class Served(BaseApplication):
        def load_config(self):
            self.cfg.set("workers", workers)
            self.cfg.set("bind", f"127.0.0.1:{os.environ['PORT']}")

        def load(self):
            return get_wsgi_application()

    Served().run()


if __name__ == "__main__":
    sys.exit(main())
