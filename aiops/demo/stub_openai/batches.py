"""Batches: files of questions in, files of answers out. A batch is answered when somebody looks for the second time.

`error` in a question puts it among the errors, `bad=hangup` leaves it without an answer, as when a batch expires.
"""

import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from aiops.demo.stub_openai import chat
from aiops.demo.stub_openai.answers import answer
from aiops.demo.stub_openai.directives import parse

if TYPE_CHECKING:
    from aiops.demo.stub_openai.server import Stub

Json = dict[str, Any]
PATH = "/v1/batches"


class Batches:
    """What one stub keeps of files and batches."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, Json] = {}

    def upload(self, kind: str, body: bytes) -> Json:
        """The one file of a form; kept by its id."""
        edge = kind.partition("boundary=")[2].encode()
        [part] = [each for each in body.split(b"--" + edge) if b'name="file"' in each]
        return self.keep(part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n"))

    def keep(self, content: bytes) -> Json:
        name = f"file-{len(self.files) + 1}"
        self.files[name] = content
        return {"id": name, "object": "file", "bytes": len(content), "purpose": "batch"}

    def listed(self, query: str) -> Json:
        """A page, the newest first."""
        asked = parse_qs(query)
        names = list(reversed(self.batches))
        start = names.index(asked["after"][0]) + 1 if "after" in asked else 0
        end = start + int(asked.get("limit", ["20"])[0])
        return {
            "object": "list", "data": [self.batches[each] for each in names[start:end]], "has_more": end < len(names),
        }  # fmt: skip

    def create(self, request: Json) -> Json:
        name = f"batch_{len(self.batches) + 1}"
        self.batches[name] = {
            "id": name, "object": "batch", "status": "validating", "input_file_id": request["input_file_id"],
            "endpoint": request["endpoint"], "metadata": request.get("metadata"), "output_file_id": None,
            "error_file_id": None, "created_at": int(time.time()),
        }  # fmt: skip
        return self.batches[name]

    def look(self, stub: "Stub", name: str) -> Json | None:
        found = self.batches.get(name)
        if found is None:
            return None
        if found["status"] == "in_progress":
            self._complete(stub, found)
        elif found["status"] == "validating":
            found["status"] = "in_progress"
        return found

    def _complete(self, stub: "Stub", batch: Json) -> None:
        lines = [json.loads(line) for line in self.files[batch["input_file_id"]].splitlines() if line]
        told = [each for line in lines if (each := _told(stub, line)) is not None]
        for name, good in (("output_file_id", True), ("error_file_id", False)):
            some = [json.dumps(each) for each in told if (each["response"]["status_code"] == 200) == good]
            batch[name] = self.keep("\n".join(some).encode())["id"] if some else None
        batch["status"] = "completed"


def _told(stub: "Stub", line: Json) -> Json | None:
    from aiops.demo.stub_openai.server import CREATED, ERRORS, Call

    request, own = line["body"], line["custom_id"]
    model = str(request.get("model", ""))
    prompt, role = chat.prompt(request)
    asked = parse(prompt, model)
    if asked.text("bad") == "hangup":
        return None
    if (status := asked.number("error")) and stub.fails(prompt, asked):
        stub.book(Call(PATH, model, prompt, status, None))
        body: Json = {"error": {"message": ERRORS.get(status, ERRORS[500])[2]}}
        return {"custom_id": own, "response": {"status_code": status, "body": body}, "error": None}
    most = request.get("max_completion_tokens") or request.get("max_tokens")
    made = answer(prompt, role, chat.tools(request), asked, stub.seed, chat.form(request), most, None)
    number = stub.book(Call(PATH, model, prompt, 200, made.usage))
    head = {"id": f"chatcmpl-{stub.seed}-{number}", "created": CREATED, "model": model, "service_tier": "default"}
    return {
        "custom_id": own, "response": {"status_code": 200, "body": chat.completion(made, head)}, "error": None,
    }  # fmt: skip
