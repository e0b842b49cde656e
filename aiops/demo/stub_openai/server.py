"""The stub's HTTP side: routes, errors, delays, streams, and the ledger."""

import contextlib
import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType, TracebackType
from typing import Any, cast

from aiops.demo.stub_openai import anthropic, chat, responses
from aiops.demo.stub_openai.answers import Answer, Said, Usage, answer, packed, usage, vector
from aiops.demo.stub_openai.batches import Batches
from aiops.demo.stub_openai.directives import Directives, parse

Json = dict[str, Any]
Reply = Callable[[Json], Said | None]
CREATED = 1_790_000_000  # every answer says it was made then, so that answers can be compared
MAX_BODY_BYTES = 16 * 1024 * 1024
ERRORS = {
    400: ("invalid_request_error", "bad_request", "The request is invalid."),
    401: ("invalid_request_error", "invalid_api_key", "Incorrect API key provided."),
    404: ("invalid_request_error", "model_not_found", "The model does not exist."),
    429: ("requests", "rate_limit_exceeded", "Rate limit reached."),
    500: ("server_error", "server_error", "The server had an error while processing your request."),
    503: ("server_error", "overloaded", "The engine is currently overloaded."),
}


@dataclass(frozen=True, slots=True)
class Call:
    """One request as the provider saw it: the ledger that tests compare our books with."""

    path: str
    model: str
    prompt: str
    status: int
    usage: Usage | None  # None: refused, so not charged


class Stub:
    """The server, on a free port of loopback unless one is given. A context manager; `calls` is the ledger."""

    def __init__(
        self, port: int = 0, seed: int = 1, trouble: Sequence[tuple[float, str]] = (), reply: Reply | None = None
    ) -> None:
        """`trouble`: shares of the calls and what is wrong with them, in the words of directives; which calls these
        are depends on the seed alone. `reply` answers a request of chat in the stub's place, where it wants to."""
        self.seed, self.reply = seed, reply
        self.suffer(trouble)
        self._dice = random.Random(f"trouble:{seed}")  # noqa: S311 - wants to be predictable
        self.calls: list[Call] = []
        self.batches = Batches()
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._failed: Counter[str] = Counter()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.stub = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> "Stub":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def suffer(self, trouble: Sequence[tuple[float, str]]) -> None:
        """From now on this is wrong with its calls, and nothing else."""
        self._trouble = [(share, parse(f"[[{words}]]", "")) for share, words in trouble]

    def serve(self) -> None:
        """Serves in this thread until interrupted."""
        self._server.serve_forever(0.2)

    def book(self, call: Call) -> int:
        """Enters a call into the ledger; answers its number."""
        with self._lock:
            self.calls.append(call)
            return len(self.calls)

    def trouble(self) -> Directives:
        """What is wrong with the next call."""
        with self._lock:
            drawn = self._dice.random()
        for share, directives in self._trouble:
            if drawn < share:
                return directives
            drawn -= share
        return Directives()

    def fails(self, prompt: str, asked: Directives) -> bool:
        """Whether this try of the prompt fails: all do, or the first `times`."""
        with self._lock:
            self._failed[prompt] += 1
            return self._failed[prompt] <= asked.number("times", self._failed[prompt])

    def wait(self, milliseconds: int) -> None:
        """A delay that closing the server cuts short."""
        if milliseconds:
            self.closing.wait(milliseconds / 1000)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    stub: Stub

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no fault."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "stub-openai"

    @property
    def stub(self) -> Stub:
        return cast("_Server", self.server).stub

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Silent: the ledger has it all."""

    def do_GET(self) -> None:
        if self.path.rstrip("/") == "/v1/models":
            model = {"id": "gpt-4o-mini", "object": "model", "created": CREATED, "owned_by": "stub"}
            self._send(200, {"object": "list", "data": [model]})
        elif self.path == "/ledger":
            self._send(200, {"calls": [asdict(call) for call in list(self.stub.calls)]})
        elif self.path.startswith("/v1/batches?"):
            self._send(200, self.stub.batches.listed(self.path.partition("?")[2]))
        elif self.path.startswith(("/v1/batches/", "/v1/files/")):
            self._of_batches(self.path.removeprefix("/v1/").split("/"))
        else:
            self._fail(404)

    def _of_batches(self, path: Sequence[str]) -> None:
        """`batches/ID`, `files/ID/content`."""
        kept = self.stub.batches
        if path[0] == "files" and path[1] in kept.files:
            self._write(200, kept.files[path[1]])
        elif path[0] == "batches" and (found := kept.look(self.stub, path[1])) is not None:
            self._send(200, found)
        else:
            self._fail(404)

    def do_POST(self) -> None:
        routes: dict[str, Callable[[Json], None]] = {
            "/v1/chat/completions": self._chat,
            "/v1/responses": self._responses,
            "/v1/embeddings": self._embeddings,
            "/v1/messages": self._messages,
            "/v1/batches": lambda request: self._send(200, self.stub.batches.create(request)),
        }
        route = routes.get(self.path.split("?")[0].rstrip("/"))
        if self.path == "/v1/files":
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._send(200, self.stub.batches.upload(self.headers["Content-Type"], body))
            return
        request = self._body()
        if request is None or route is None:
            self._fail(404 if route is None else 400)
        else:
            route(request)

    def _body(self) -> Json | None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MAX_BODY_BYTES:
            return None
        try:
            body = json.loads(self.rfile.read(int(length)))
        except ValueError:
            return None
        return body if isinstance(body, dict) else None

    def _admit(self, request: Json, prompt: str, asked: Directives) -> bool:
        """Checks the key, waits and fails as asked; a refusal is booked and sent here."""
        key = self.headers.get("Authorization", "").removeprefix("Bearer ").strip() or self.headers.get("x-api-key", "")
        status = 401 if key in {"", "bad"} else asked.number("error")
        self.stub.wait(asked.number("delay_ms"))
        if status == 0 or (status != 401 and not self.stub.fails(prompt, asked)):
            return True
        self.stub.book(Call(self.path, str(request.get("model", "")), prompt, status, None))
        self._fail(status, asked.number("retry_after", 1))
        return False

    def _head(self, request: Json, prompt: str, prefix: str, used: Usage) -> Json:
        model = str(request.get("model", "gpt-4o-mini"))
        number = self.stub.book(Call(self.path, model, prompt, 200, used))
        tier = request.get("service_tier")
        tier = tier if tier not in {None, "auto"} else "default"
        return {"id": f"{prefix}{self.stub.seed}-{number}", "created": CREATED, "model": model, "service_tier": tier}

    def _answer(self, request: Json, api: ModuleType, prefix: str) -> tuple[Answer, Json, Directives] | None:
        """What to answer, its head, and what the prompt asks for; None when the request was refused here."""
        prompt, role = api.prompt(request)
        asked = parse(prompt, str(request.get("model", ""))).under(self.stub.trouble())
        if not self._admit(request, prompt, asked):
            return None
        form = chat.form(request) if api is chat else None
        most = request.get("max_completion_tokens") or request.get("max_tokens") or request.get("max_output_tokens")
        said = self.stub.reply(request) if self.stub.reply is not None and api is chat else None
        made = answer(prompt, role, api.tools(request), asked, self.stub.seed, form, most, said)
        return made, self._head(request, prompt, prefix, made.usage), asked

    def _chat(self, request: Json) -> None:
        if (answered := self._answer(request, chat, "chatcmpl-")) is None:
            return
        made, head, asked = answered
        if request.get("stream"):
            with_usage = bool((request.get("stream_options") or {}).get("include_usage"))
            lines = (f"data: {json.dumps(chunk)}\n\n" for chunk in chat.chunks(made, head, with_usage))
            self._stream([*lines, "data: [DONE]\n\n"], asked)
        else:
            self._answered(chat.completion(made, head), asked)

    def _messages(self, request: Json) -> None:
        if (answered := self._answer(request, anthropic, "msg_")) is not None:
            made, head, asked = answered
            self._answered(anthropic.message(made, head), asked)

    def _answered(self, body: Json, asked: Directives) -> None:
        """Sends an answer that was made and charged, whole or spoilt."""
        if asked.text("bad") == "hangup":
            self.close_connection = True
        elif asked.text("bad") == "body":
            self._write(200, b"<html>502 Bad Gateway</html>")
        else:
            self._send(200, body)

    def _responses(self, request: Json) -> None:
        if (answered := self._answer(request, responses, "resp_")) is None:
            return
        made, head, asked = answered
        if request.get("stream"):
            events = responses.events(made, head, request)
            self._stream([f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events], asked)
        else:
            self._send(200, responses.response(made, head, request))

    def _embeddings(self, request: Json) -> None:
        given = request.get("input")
        texts = [str(text) for text in given] if isinstance(given, list) else [str(given)]
        prompt = "\n".join(texts)
        asked = parse(prompt, str(request.get("model", "")))
        if not self._admit(request, prompt, asked):
            return
        used = usage(prompt, "", asked)
        head = self._head(request, prompt, "emb-", used)
        vectors = [vector(text, self.stub.seed) for text in texts]
        short = request.get("encoding_format") == "base64"
        data = [
            {"object": "embedding", "index": place, "embedding": packed(found) if short else found}
            for place, found in enumerate(vectors)
        ]
        counts = {"prompt_tokens": used.input, "total_tokens": used.input}
        self._send(200, {"object": "list", "data": data, "model": head["model"], "usage": counts})

    def _fail(self, status: int, retry_after: int = 1) -> None:
        kind, code, message = ERRORS.get(status, ERRORS[500])
        body: Json = {"error": {"message": message, "type": kind, "param": None, "code": code}}
        if self.path.startswith("/v1/messages"):
            body = anthropic.error(status, message)
        self._write(status, json.dumps(body).encode(), retry_after)

    def _send(self, status: int, body: Json) -> None:
        self._write(status, json.dumps(body).encode())

    def _write(self, status: int, data: bytes, retry_after: int = 1) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("x-request-id", "req_stub")
        if status in {429, 503, 529}:
            self.send_header("Retry-After", str(retry_after))
        with contextlib.suppress(ConnectionError):  # the client has given up
            self.end_headers()
            self.wfile.write(data)

    def _stream(self, lines: Iterable[str], asked: Directives) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")  # no length is known; the end of the stream is the end of the answer
        self.end_headers()
        self.close_connection = True
        delay_ms = asked.number("first_ms")
        with contextlib.suppress(ConnectionError):  # the client has seen enough
            for line in lines:
                self.stub.wait(delay_ms)
                self.wfile.write(line.encode())
                self.wfile.flush()
                delay_ms = asked.number("chunk_ms")
