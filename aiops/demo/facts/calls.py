"""Attributes of searches, tools and requests."""

import json
from random import Random
from typing import Any

from aiops.demo.texts import text


def _flat(prefix: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {f"{prefix}.{n}.document.{key}": value for n, each in enumerate(found) for key, value in each.items()}


def retriever(query: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "openinference.span.kind": "RETRIEVER",
        "input.value": query,
        "gen_ai.operation.name": "retrieval",
        "gen_ai.data_source.id": "help-articles",
        "gen_ai.retrieval.query.text": query,
        "gen_ai.retrieval.documents": json.dumps(found),
        **_flat("retrieval.documents", found),
    }


def reranker(query: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    kept = found[:2]
    return {
        "openinference.span.kind": "RERANKER",
        "reranker.query": query,
        "reranker.model_name": "bge-reranker-v2-m3",
        "reranker.top_k": len(kept),
        **_flat("reranker.input_documents", found),
        **_flat("reranker.output_documents", kept),
    }


def tool(random: Random, name: str) -> dict[str, Any]:
    arguments = json.dumps({"order": random.randrange(10_000, 99_999), "fields": ["state", "paid", "items"]})
    result = json.dumps({"state": "shipped", "paid": "54.00 EUR", "note": text(random, 300)})
    return {
        "openinference.span.kind": "TOOL",
        "tool.name": name,
        "tool.parameters": arguments,
        "input.value": arguments,
        "output.value": result,
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": name,
        "gen_ai.tool.call.arguments": arguments,
        "gen_ai.tool.call.result": result,
    }


def http(resource: str, number: int, status: int) -> dict[str, Any]:
    return {
        "http.request.method": "GET",
        "http.response.status_code": status,
        "url.full": f"https://{resource}.harbour-goods.example/v2/{resource}/{number}?expand=items,notes",
        "server.address": f"{resource}.harbour-goods.example",
        "server.port": 443,
        "network.protocol.version": "1.1",
        **({"error.type": str(status)} if status >= 400 else {}),
    }
