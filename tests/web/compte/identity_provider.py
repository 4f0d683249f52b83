"""A small OpenID Connect provider, run as a process of its own: discovery, JWKS, code flow with PKCE, signed answers.

    python identity_provider.py        # prints its address, serves until it is stopped

It plays ProConnect: whoever arrives at /authorize is the person set by POST /control, and is sent straight back.
`faults` of /control make it misbehave, one way at a time, so that the platform's refusals can be tried.
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "tandem-essai", "secret-de-l-essai-assez-long-pour-hs256"
ISSUER_PATH = "/api/v2"


@dataclass
class Code:
    """What an authorization code stands for until it is used."""

    challenge: str
    redirect_uri: str
    nonce: str
    acr: str


@dataclass
class State:
    """What the provider knows: its keys, the person of the day, the codes given out, the requests received."""

    address: str = ""
    person: dict = field(default_factory=dict)
    faults: set = field(default_factory=set)
    codes: dict = field(default_factory=dict)
    tokens: dict = field(default_factory=dict)
    authorizations: list = field(default_factory=list)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    other_key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    @property
    def issuer(self) -> str:
        return self.address + ISSUER_PATH

    def sign(self, claims):
        if "unsigned" in self.faults:
            return jwt.encode(claims, None, algorithm="none", headers={"kid": "essai"})
        if "symmetric" in self.faults:
            return jwt.encode(claims, CLIENT_SECRET, algorithm="HS256", headers={"kid": "essai"})
        key = self.other_key if "wrong_key" in self.faults else self.key
        kid = "inconnue" if "unknown_kid" in self.faults else "essai"
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": kid})

    def identity(self, code):
        now = int(time.time())
        return {
            "iss": "https://ailleurs.example" if "wrong_issuer" in self.faults else self.issuer,
            "aud": "un-autre-client" if "wrong_audience" in self.faults else CLIENT_ID,
            "sub": self.person["sub"],
            "iat": now,
            "exp": now - 60 if "expired" in self.faults else now + 60,
            "nonce": "un-autre-nonce" if "wrong_nonce" in self.faults else code.nonce,
            "acr": "eidas0" if "weak_acr" in self.faults else code.acr,
        }

    def userinfo(self):
        claims = dict(self.person)
        if "other_subject" in self.faults:
            claims["sub"] = "quelqu-un-d-autre"
        return claims


STATE = State()


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of the browser and of the platform."""

    def do_GET(self):
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        routes = {
            f"{ISSUER_PATH}/.well-known/openid-configuration": self._discovery,
            "/jwks": self._jwks,
            "/authorize": self._authorize,
            "/userinfo": self._userinfo,
            "/received": lambda _: self._json(STATE.authorizations),
        }
        routes.get(url.path, self._unknown)(query)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path == "/control":
            asked = json.loads(body)
            STATE.person, STATE.faults = asked["person"], set(asked["faults"])
            STATE.authorizations.clear()
            self._json({})
        elif self.path == "/token":
            self._token({name: values[0] for name, values in parse_qs(body).items()})
        else:
            self._unknown({})

    def _discovery(self, _query):
        address = STATE.address
        self._json(
            {
                "issuer": STATE.issuer,
                "authorization_endpoint": f"{address}/authorize",
                "token_endpoint": f"{address}/token",
                "userinfo_endpoint": f"{address}/userinfo",
                "jwks_uri": f"{address}/jwks",
                "response_types_supported": ["code"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    def _jwks(self, _query):
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(STATE.key.public_key()))
        self._json({"keys": [{**public, "kid": "essai", "use": "sig", "alg": "RS256"}]})

    def _authorize(self, query):
        STATE.authorizations.append(query)
        back, state = query["redirect_uri"], query["state"]
        if query.get("client_id") != CLIENT_ID or query.get("code_challenge_method") != "S256":
            self._redirect(back, error="invalid_request", state=state)
        elif "cancelled" in STATE.faults:
            self._redirect(back, error="access_denied", state=state)
        else:
            code = secrets.token_urlsafe()
            acr = query.get("acr_values", "")
            STATE.codes[code] = Code(query["code_challenge"], back, query.get("nonce", ""), acr)
            self._redirect(back, code=code, state=state)

    def _token(self, form):
        code = STATE.codes.pop(form.get("code"), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        known = (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        if not (code and known and challenge == code.challenge and form.get("redirect_uri") == code.redirect_uri):
            self._json({"error": "invalid_grant"}, 400)
            return
        token = secrets.token_urlsafe()
        STATE.tokens[token] = code
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": 60}
        if "no_id_token" not in STATE.faults:
            answer["id_token"] = STATE.sign(STATE.identity(code))
        self._json(answer)

    def _userinfo(self, _query):
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or token not in STATE.tokens:
            self._json({"error": "invalid_token"}, 401)
            return
        if "plain_userinfo" in STATE.faults:
            self._json(STATE.userinfo())
            return
        now = int(time.time())
        claims = {**STATE.userinfo(), "iss": STATE.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 60}
        if "foreign_userinfo" in STATE.faults:
            claims["aud"] = "un-autre-client"
        self._send(200, "application/jwt; charset=utf-8", STATE.sign(claims).encode())

    def _unknown(self, _query):
        self._json({"error": "not_found"}, 404)

    def _redirect(self, back, **parameters):
        self._send(302, "text/plain", b"", Location=f"{back}?{urlencode(parameters)}")

    def _json(self, content, status=200):
        self._send(status, "application/json", json.dumps(content).encode())

    def _send(self, status, content_type, body, **headers):
        self.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing: the tests read what matters from /received."""


def main():
    """Serve on a free loopback port, whose address is the first line printed."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    STATE.address = f"http://127.0.0.1:{server.server_port}"
    sys.stdout.write(STATE.address + "\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
