"""Attribute keys whose value is a secret whatever it looks like.

A key says so by how its last part ends: `http.request.header.authorization`, `db.password`, `x-api-key`, `accessToken`.
Counts and names survive: `gen_ai.usage.input_tokens`, `llm.token_count.prompt`, `k8s.secret.name`,
`time_to_first_token`.
"""

import re

ENDINGS = {
    "authorization": "authorization",
    "cookie": "cookie",
    "cookies": "cookie",
    "password": "password",
    "passwd": "password",
    "pwd": "password",
    "passphrase": "password",
    "password hash": "password",
    "secret": "secret",
    "secrets": "secret",
    "credential": "secret",
    "credentials": "secret",
    "secret key": "secret",
    "private key": "secret",
    "access key": "secret",
    "account key": "secret",
    "signing key": "secret",
    "encryption key": "secret",
    "connection string": "secret",
    "api key": "api_key",
    "apikey": "api_key",
    "api token": "token",
    "access token": "token",
    "auth token": "token",
    "bearer token": "token",
    "csrf token": "token",
    "id token": "token",
    "oauth token": "token",
    "refresh token": "token",
    "security token": "token",
    "session token": "token",
    "xsrf token": "token",
}
WHOLE = {"token": "token", "auth": "authorization", "jwt": "token"}  # only when nothing else stands in the last part
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
NOT_WORD = re.compile(r"[^a-z0-9]+")


def rule_for(key: str) -> str | None:
    """The rule a key falls under, None for nearly all keys."""
    last = key.rpartition(".")[2][:200]
    words = NOT_WORD.sub(" ", HUMP.sub(" ", last).lower()).split()
    if not words:
        return None
    return WHOLE.get(" ".join(words)) or ENDINGS.get(" ".join(words[-2:])) or ENDINGS.get(words[-1])
