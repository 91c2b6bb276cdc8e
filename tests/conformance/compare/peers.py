"""The other servers, each on the loopback with its data in a folder of its own, with two clients of the grant.

What the grant needs and what the server has for it is switched on: metadata, introspection, revocation, JWTs, DPoP."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "clients"))

from conformance import options as clientele_options  # noqa: E402
from ground import environments  # noqa: E402
from ground.server import Server, free_port, request  # noqa: E402
from ground.verdict import Failed, Missing  # noqa: E402


class Peer:
    """A server that lives as long as its `with` block. Its secrets are of letters and digits, which all of them take."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="clientele-peer-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.clients = [{"clientId": f"client-{number}", "clientSecret": secrets.token_hex(24)} for number in (1, 2)]
        self.process = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, command, ready, **environment):
        """Starts its program and waits until an address answers with 200."""
        given = os.environ | {"PORT": str(self.port), "CLIENTS": json.dumps(self.clients), "FOLDER": str(self.folder)}
        log = open(self.folder / "output", "w", encoding="utf-8")
        self.process = subprocess.Popen(command, env=given | environment, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if request("GET", self.url + ready).status < 500:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise Failed(f"{self.name} does not start:\n" + (self.folder / "output").read_text(encoding="utf-8")[-2000:])

    def options(self):
        """How the suite finds it."""
        first, second = self.clients
        found = [word for name, path in self.endpoints.items() for word in (f"--{name}-url", self.url + path)]
        return [
            *found, "--client-id", first["clientId"], "--client-secret", first["clientSecret"],
            "--second-client-id", second["clientId"], "--second-client-secret", second["clientSecret"],
        ]


class OidcProvider(Peer):
    """npm's oidc-provider with opaque tokens, which it can introspect and revoke."""

    name, token_format, algorithm = "oidc-provider, opaque", "opaque", "RS256"
    endpoints = {
        "token": "/token", "introspection": "/token/introspection", "revocation": "/token/revocation",
        "metadata": "/.well-known/openid-configuration", "jwks": "/jwks",
    }

    def start(self):
        folder = environments.node(HERE / "oidc-provider")
        shutil.copy(HERE / "oidc-provider/serve.mjs", folder)
        package = json.loads((folder / "node_modules/oidc-provider/package.json").read_text(encoding="utf-8"))
        self.version = package["version"]
        self.run(["node", str(folder / "serve.mjs")], "/jwks", FORMAT=self.token_format, ALGORITHM=self.algorithm)


class OidcProviderJwt(OidcProvider):
    """The same with tokens that are JWTs."""

    name, token_format = "oidc-provider, JWT", "jwt"


class Django(Peer):
    """PyPI's django-oauth-toolkit. It has no metadata and no keys without its OpenID part, and its tokens are opaque."""

    name = "django-oauth-toolkit"
    # Packages and settings that it is served with.
    served_with, served_as = [], {}
    endpoints = {"token": "/o/token/", "introspection": "/o/introspect/", "revocation": "/o/revoke_token/"}

    def start(self):
        python = environments.python([self.name, *self.served_with], HERE / "django/constraints.txt", self.name)
        self.version = next(
            line.split("==")[1] for line in (HERE / "django/constraints.txt").read_text(encoding="utf-8").splitlines()
            if line.startswith(self.name)
        )
        self.run([str(python), str(HERE / "django/site.py")], "/o/token/", **self.served_as)


class Glewlwyd(Peer):
    """Debian's glewlwyd, with its OpenID plugin, which also has OAuth 2.0 as the standard has it."""

    name = "glewlwyd"
    endpoints = {
        "token": "/api/oidc/token", "introspection": "/api/oidc/introspect", "revocation": "/api/oidc/revoke",
        "metadata": "/api/oidc/.well-known/openid-configuration", "jwks": "/api/oidc/jwks",
    }

    def start(self):
        schema = Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
        if not (shutil.which("glewlwyd") and shutil.which("sqlite3") and schema.is_file()):
            raise Missing("apt-get install glewlwyd sqlite3")
        package = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "glewlwyd"], capture_output=True, text=True, check=True)
        self.version = package.stdout
        with open(schema, encoding="utf-8") as script:
            subprocess.run(["sqlite3", str(self.folder / "glewlwyd.db")], stdin=script, check=True)
        file = self.folder / "glewlwyd.conf"
        template = (HERE / "glewlwyd/glewlwyd.conf").read_text(encoding="utf-8")
        file.write_text(template.format(port=self.port, folder=self.folder), encoding="utf-8")
        self.run(["glewlwyd", "--config-file", str(file)], "/config")
        self.set_up()

    def set_up(self):
        """The administrator that its schema comes with adds plugin, scope and clients through its API."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

        def post(path, body):
            asked = urllib.request.Request(
                f"{self.url}/api{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST")
            with opener.open(asked, timeout=30) as answer:
                return answer.read()

        post("/auth/", {"username": "admin", "password": "password"})
        key = subprocess.run(
            ["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], capture_output=True, text=True, check=True)
        public = subprocess.run(["openssl", "pkey", "-pubout"], input=key.stdout, capture_output=True, text=True, check=True)
        post("/mod/plugin/", {"module": "oidc", "name": "oidc", "display_name": "OIDC", "parameters": {
            "iss": f"{self.url}/api/oidc", "jwt-type": "rsa", "jwt-key-size": "256", "key": key.stdout, "cert": public.stdout,
            "access-token-duration": 3600, "refresh-token-duration": 1209600, "code-duration": 600, "refresh-token-rolling": True,
            "allow-non-oidc": True, "auth-type-client-enabled": True, "auth-type-code-enabled": True,
            "auth-type-token-enabled": False, "auth-type-password-enabled": False, "auth-type-refresh-enabled": False,
            "introspection-revocation-allowed": True, "introspection-revocation-allow-target-client": True,
            "jwks-show": True, "oauth-dpop-allowed": True, "oauth-dpop-iat-duration": 60, "subject-type": "public",
        }})
        post("/scope/", {"name": "read", "display_name": "read", "description": "read", "password_required": False, "scheme": {}})
        for client in self.clients:
            post("/client/?source=database", {
                "client_id": client["clientId"], "name": client["clientId"], "password": client["clientSecret"], "confidential": True,
                "enabled": True, "scope": ["read"], "authorization_type": ["client_credentials"], "redirect_uri": ["https://example.com"],
                "token_endpoint_auth_method": ["client_secret_basic", "client_secret_post"],
            })

    def options(self):
        # It gives no token without a scope.
        return [*super().options(), "--token-parameter", "scope=read"]


class Clientele(Peer):
    """This server, as `clientele serve` starts it on SQLite."""

    name = "Clientele"
    settings = ()

    def __enter__(self):
        self.server = Server(*self.settings).__enter__()
        self.version = self.server.command("--version").split()[-1]
        return self

    def __exit__(self, *_):
        self.server.__exit__()
        shutil.rmtree(self.folder, ignore_errors=True)

    def options(self):
        return clientele_options(self.server, self.server.application("first client"), self.server.application("second client"))


class ClienteleStrict(Clientele):
    """This server, told to refuse scopes in place of ignoring them."""

    name = "Clientele, scopes refused"
    settings = ("--token-scope", "refuse")


ALL = (Clientele, ClienteleStrict, OidcProviderJwt, OidcProvider, Glewlwyd, Django)
