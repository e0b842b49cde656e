"""OpenAI's batches: a file of questions, and within a day a file of answers, at a lower price."""

import time
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import orjson

from aiops.core import outbound
from workflows.engine.providers import client, openai_api
from workflows.engine.providers.asking import Endpoint
from workflows.engine.providers.errors import BadAnswer

FILES, BATCHES = "/files", "/batches"
WINDOW = "24h"  # the only one there is
MARK = "aiops_batch"  # what we find ours by
MOST_LISTED = 100
CLOCKS_DIFFER_S = 3600.0  # the provider's and ours, at most
Json = dict[str, Any]


def upload(endpoint: Endpoint, questions: Sequence[tuple[str, Json]], patience: client.Patience) -> str:
    """Our names of the questions, and their bodies. The file's id. Raises ProviderError."""
    lines = [
        orjson.dumps({"custom_id": own, "method": "POST", "url": f"/v1{openai_api.CHAT}", "body": body})
        for own, body in questions
    ]
    edge = uuid4().hex
    kind = f"multipart/form-data; boundary={edge}"
    body = (
        (
            f'--{edge}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="questions.jsonl"\r\n'
            "Content-Type: application/jsonl\r\n\r\n"
        ).encode()
        + b"\n".join(lines)
        + f"\r\n--{edge}--\r\n".encode()
    )
    return _id(_json(endpoint, client.call(endpoint, "POST", FILES, patience, body, kind)), endpoint)


def create(endpoint: Endpoint, file_id: str, mark: str, patience: client.Patience) -> str:
    """The batch's id. Raises ProviderError."""
    wanted = {
        "input_file_id": file_id, "endpoint": f"/v1{openai_api.CHAT}", "completion_window": WINDOW,
        "metadata": {MARK: mark},
    }  # fmt: skip
    return _id(_json(endpoint, client.call(endpoint, "POST", BATCHES, patience, orjson.dumps(wanted))), endpoint)


def known(endpoint: Endpoint, mark: str, age_s: float, patience: client.Patience) -> str:
    """The id of the batch that we made under this mark within `age_s`; empty: none. Raises ProviderError.

    The list has the newest first: it is read until its batches are older than ours can be.
    """
    oldest, after = time.time() - age_s - CLOCKS_DIFFER_S, ""
    while True:
        path = f"{BATCHES}?limit={MOST_LISTED}" + (f"&after={after}" if after else "")
        found = _json(endpoint, client.call(endpoint, "GET", path, patience))
        rows = found.get("data")
        if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
            raise BadAnswer(f"{endpoint.name} sent no list of its batches that can be read")
        for each in rows:
            told = each.get("metadata")
            if isinstance(told, dict) and told.get(MARK) == mark:
                return _id(each, endpoint)
        if not rows or not found.get("has_more") or _is_older(rows[-1], oldest):
            return ""
        after = _id(rows[-1], endpoint)


def look(endpoint: Endpoint, batch_id: str, patience: client.Patience) -> Json:
    """Raises ProviderError."""
    found = _json(endpoint, client.call(endpoint, "GET", f"{BATCHES}/{batch_id}", patience))
    if not isinstance(found.get("status"), str):
        raise BadAnswer(f"{endpoint.name} does not say how far its batch is")
    return found


def reason(told: Json) -> str:
    """Why a batch as a whole failed, in the provider's words."""
    errors = told.get("errors")
    rows = errors.get("data") if isinstance(errors, dict) else None
    said = [
        str(each.get("message") or each.get("code") or "")
        for each in (rows if isinstance(rows, list) else ())
        if isinstance(each, dict)
    ]
    return "; ".join(filter(None, said))[: client.SAID_CHARACTERS] or "the batch failed, and it does not say why"


def answers(endpoint: Endpoint, file_id: object, patience: client.Patience) -> dict[str, Json]:
    """What became of each question, by our names: {"status", "body"}. Raises ProviderError."""
    if not file_id:
        return {}
    path = f"{FILES}/{_id({'id': file_id}, endpoint)}/content"
    lines = client.call(endpoint, "GET", path, patience).body.split(b"\n")
    found = {}
    try:
        for line in filter(None, map(bytes.strip, lines)):
            told = orjson.loads(line)
            response = told.get("response") or {}
            found[str(told["custom_id"])] = {"status": response.get("status_code"), "body": response.get("body")} | (
                {"error": told["error"].get("message")} if told.get("error") else {}
            )
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        raise BadAnswer(f"{endpoint.name} sent a file of answers that cannot be read") from None
    return found


def _json(endpoint: Endpoint, told: outbound.Response) -> Json:
    try:
        found = orjson.loads(told.body)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise BadAnswer(f"{endpoint.name} says nothing of its batches that can be read")
    return found


def _is_older(batch: Json, oldest: float) -> bool:
    """One that does not say when it was made is not."""
    made = batch.get("created_at")
    return isinstance(made, (int, float)) and made < oldest


def _id(told: Any, endpoint: Endpoint) -> str:
    found = told.get("id") if isinstance(told, dict) else None
    if (
        not isinstance(found, str)
        or not found
        or len(found) > 200
        or not found.replace("-", "").replace("_", "").isalnum()
    ):
        raise BadAnswer(f"{endpoint.name} named no id")
    return found
