"""One shape for every refusal: `{"error": {"code", "message", "field"?}}`."""

from dataclasses import dataclass


@dataclass
class ApiError(Exception):
    """A user's mistake or a refusal. `status` is the HTTP status; `retry_after` is in seconds, on 429 and 503 only."""

    status: int
    code: str
    message: str
    field: str | None = None
    retry_after: int | None = None

    def body(self) -> dict[str, dict[str, str]]:
        error = {"code": self.code, "message": self.message}
        return {"error": error | ({"field": self.field} if self.field else {})}
