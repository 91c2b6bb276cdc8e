"""Authlib and requests-oauthlib, unmodified: each in the ways that it authenticates, then a call with its token."""

import os
import time

# Both refuse plain HTTP unless told; the server is on the loopback.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import requests  # noqa: E402
from authlib.integrations.base_client import OAuthError  # noqa: E402
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession  # noqa: E402
from joserfc import jwt  # noqa: E402
from authlib.oauth2.rfc7523 import PrivateKeyJWT  # noqa: E402
from joserfc.jwk import KeySet, RSAKey  # noqa: E402
from oauthlib.oauth2 import BackendApplicationClient, InvalidClientError  # noqa: E402
from requests.auth import HTTPBasicAuth  # noqa: E402
from requests_oauthlib import OAuth2Session  # noqa: E402

URL, ID, SECRET = (os.environ[name] for name in ("CLIENTELE_URL", "CLIENT_ID", "CLIENT_SECRET"))
TOKEN, ROLES, INTROSPECT, REVOKE = (
    URL + path for path in ("/oauth2/token", "/api/v1/authorization/roles", "/oauth2/introspect", "/oauth2/revoke")
)


def authlib():
    for way in ("client_secret_basic", "client_secret_post"):
        with AuthlibSession(ID, SECRET, token_endpoint_auth_method=way) as session:
            token = session.fetch_token(TOKEN, grant_type="client_credentials")
            assert token["token_type"] == "Bearer" and token["expires_in"] > 0, token
            assert session.get(ROLES).status_code == 200
    with AuthlibSession(ID, SECRET + "x") as session:
        try:
            session.fetch_token(TOKEN, grant_type="client_credentials")
            raise AssertionError("a wrong secret gets a token")
        except OAuthError as error:
            assert error.error == "invalid_client", error

    # Authlib's own key set and checks verify the token.
    keys = KeySet.import_key_set(requests.get(URL + "/.well-known/jwks.json", timeout=10).json())
    decoded = jwt.decode(token["access_token"], keys, algorithms=["ES256"])
    assert decoded.header["typ"] == "at+jwt", decoded.header
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": URL}, aud={"essential": True, "value": URL}, exp={"essential": True},
        sub={"essential": True, "value": ID}, now=int(time.time()),
    ).validate(decoded.claims)

    with AuthlibSession(ID, SECRET) as session:
        token = session.fetch_token(TOKEN, grant_type="client_credentials")["access_token"]
        assert session.introspect_token(INTROSPECT, token=token, token_type_hint="access_token").json()["active"] is True
        assert session.revoke_token(REVOKE, token=token, token_type_hint="access_token").status_code == 200
        assert session.introspect_token(INTROSPECT, token=token).json() == {"active": False}


def authlib_with_a_key():
    """`private_key_jwt` (RFC 7523), as Authlib does it by itself: RS256, for an hour, for the token endpoint."""
    key = RSAKey.generate_key(2048)
    with AuthlibSession(ID, SECRET) as session:
        session.fetch_token(TOKEN, grant_type="client_credentials")
        mine = next(each for each in session.get(URL + "/api/v1/apps").json() if each["clientId"] == ID)
        keys = f"{URL}/api/v1/apps/{mine['id']}/keys"
        assert session.put(keys, json={"keys": [key.as_dict(private=False)]}).status_code == 200
        with AuthlibSession(ID, key.as_pem(private=True), token_endpoint_auth_method="private_key_jwt") as keyed:
            keyed.register_client_auth_method(PrivateKeyJWT(TOKEN))
            for _ in range(2):
                assert keyed.fetch_token(TOKEN, grant_type="client_credentials")["expires_in"] > 0
            assert keyed.get(ROLES).status_code == 200
            assert session.put(keys, json={"keys": []}).status_code == 200
            assert keyed.get(ROLES).status_code == 401


def requests_oauthlib():
    ways = (
        {"auth": HTTPBasicAuth(ID, SECRET)},
        {"client_id": ID, "client_secret": SECRET},
        {"client_secret": SECRET, "include_client_id": True},
    )
    for way in ways:
        session = OAuth2Session(client=BackendApplicationClient(client_id=ID))
        token = session.fetch_token(TOKEN, **way)
        assert token["access_token"], token
        assert session.get(ROLES).status_code == 200
    session = OAuth2Session(client=BackendApplicationClient(client_id=ID, scope=["anything"]))
    session.fetch_token(TOKEN, auth=HTTPBasicAuth(ID, SECRET))
    try:
        session.fetch_token(TOKEN, auth=HTTPBasicAuth(ID, "wrong"))
        raise AssertionError("a wrong secret gets a token")
    except InvalidClientError:
        pass


if __name__ == "__main__":
    for client in (authlib, authlib_with_a_key, requests_oauthlib):
        client()
        print(f"    ok      {client.__name__}")
