"""Apache with mod_auth_openidc and mod_oauth2 (Debian) as resource servers that nobody here wrote.

Both ask the introspection endpoint; mod_oauth2 also verifies tokens by the published keys alone."""

import shutil
import subprocess
import time
from pathlib import Path

from ground.server import Server, free_port, request
from ground.verdict import Failed, Missing, check as holds, equal

MODULES = Path("/usr/lib/apache2/modules")
NEEDED = ("mod_auth_openidc.so", "mod_oauth2.so")
PACKAGES = "apache2-bin libapache2-mod-auth-openidc libapache2-mod-oauth2"

CONFIGURATION = """
ServerRoot "{folder}"
ServerName 127.0.0.1
PidFile "{folder}/pid"
Listen 127.0.0.1:{introspecting}
Listen 127.0.0.1:{verifying}
Listen 127.0.0.1:{second}
ErrorLog "{folder}/error.log"
DocumentRoot "{folder}/www"
{user}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authn_core_module {modules}/mod_authn_core.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_user_module {modules}/mod_authz_user.so
LoadModule auth_openidc_module {modules}/mod_auth_openidc.so
LoadModule oauth2_module {modules}/mod_oauth2.so
OAuth2Cache file dir={folder}

<VirtualHost 127.0.0.1:{introspecting}>
  # The endpoint itself may be named only with https://; the metadata may lead to it here on the loopback.
  OIDCOAuthServerMetadataURL {url}/.well-known/oauth-authorization-server
  OIDCOAuthIntrospectionEndpointAuth client_secret_basic
  OIDCOAuthClientID {id}
  OIDCOAuthClientSecret {secret}
  OIDCOAuthTokenIntrospectionInterval -1
  OIDCOAuthRemoteUserClaim client_id
  <Location />
    AuthType oauth20
    Require claim client_id:{caller}
  </Location>
</VirtualHost>

<VirtualHost 127.0.0.1:{verifying}>
  <Location />
    AuthType oauth2
    OAuth2TokenVerify jwks_uri {url}/.well-known/jwks.json
    OAuth2TargetPass remote_user_claim=client_id
    Require oauth2_claim iss:{url}
  </Location>
</VirtualHost>

<VirtualHost 127.0.0.1:{second}>
  <Location />
    AuthType oauth2
    OAuth2TokenVerify introspect {url}/oauth2/introspect introspect.auth=client_secret_basic&client_id={id}&client_secret={secret}&expiry=0
    OAuth2TargetPass remote_user_claim=client_id
    Require oauth2_claim client_id:{caller}
  </Location>
</VirtualHost>
"""


class Apache:
    """An instance of its own on high ports."""

    def __init__(self, server, resource, caller):
        self.folder = server.folder / "apache"
        (self.folder / "www").mkdir(parents=True)
        (self.folder / "www/index.html").write_text("protected\n", encoding="utf-8")
        self.ports = {name: free_port() for name in ("introspecting", "verifying", "second")}
        # Started by the superuser, it must be told whom to work as; by anybody else, it works as that.
        root = subprocess.run(["id", "-u"], capture_output=True, text=True, check=True).stdout.strip() == "0"
        user = "User www-data\nGroup www-data" if root else ""
        if root:
            server.folder.chmod(0o711)
            self.folder.chmod(0o755)
            shutil.chown(self.folder, "www-data", "www-data")
        (self.folder / "httpd.conf").write_text(CONFIGURATION.format(
            folder=self.folder, modules=MODULES, url=server.url, user=user, id=resource["clientId"],
            secret=resource["clientSecret"], caller=caller["clientId"], **self.ports,
        ), encoding="utf-8")

    def __enter__(self):
        # Like every daemon started by a test, it stays in the foreground and ends with it.
        self.process = subprocess.Popen(
            ["apache2", "-f", str(self.folder / "httpd.conf"), "-DFOREGROUND"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        until = time.monotonic() + 20
        while time.monotonic() < until and self.process.poll() is None:
            try:
                self.get("introspecting", None)
                return self
            except OSError:
                time.sleep(0.05)
        self.process.terminate()
        raise Failed(f"apache2 does not start: {self.process.communicate()[1]}{self.errors()}")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)

    def get(self, port, token):
        """The protected page, with a token or none."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return request("GET", f"http://127.0.0.1:{self.ports[port]}/index.html", headers=headers)

    def errors(self):
        """The end of its log, for a failure."""
        log = self.folder / "error.log"
        return "\n" + log.read_text(encoding="utf-8")[-1500:] if log.is_file() else ""


def check():
    """A good token, none, a mangled one, a revoked one, one of a disabled application."""
    if not shutil.which("apache2") or not all((MODULES / name).is_file() for name in NEEDED):
        raise Missing(f"Apache and its modules: apt-get install {PACKAGES}")
    with Server() as server:
        # Introspecting the tokens of others needs a role that reads applications.
        resource = server.application("resource-server", "System administrator")
        caller = server.application("caller")
        with Apache(server, resource, caller) as apache:
            token = server.token_of(caller)
            for port in apache.ports:
                answer = apache.get(port, token)
                holds(answer.status == 200 and answer.body == b"protected\n", f"{port}: a good token opens the page", answer, apache.errors())
                for bad in (None, token[:-8] + "AAAAAAAA", "nonsense"):
                    equal(apache.get(port, bad).status, 401, f"{port}: without a good token")
            form = f"token={token}&client_id={caller['clientId']}&client_secret={caller['clientSecret']}".encode()
            equal(request("POST", server.url + "/oauth2/revoke", form).status, 200, "revoking")
            refused(apache, token, "a revoked token")
            token = server.token_of(caller)
            equal(apache.get("introspecting", token).status, 200, "a new token")
            found = next(each for each in server.call("GET", "/api/v1/apps").json() if each["clientId"] == caller["clientId"])
            server.call("PATCH", f"/api/v1/apps/{found['id']}", {"enabled": False}, expect=200)
            refused(apache, token, "a disabled application's token")
    for module in ("mod_auth_openidc (introspection)", "mod_oauth2 (introspection, keys)"):
        print(f"    ok      {module}")


def refused(apache, token, what):
    """Refused by those that introspect. mod_oauth2 is told to remember no answer (`expiry=0`), but counts in whole seconds."""
    equal(apache.get("introspecting", token).status, 401, f"mod_auth_openidc: {what}")
    until = time.monotonic() + 30
    while (status := apache.get("second", token).status) != 401 and time.monotonic() < until:
        time.sleep(0.2)
    equal(status, 401, f"mod_oauth2: {what}")
