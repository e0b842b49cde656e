"""OpenTelemetry at large: HTTP, RPC, databases, messaging and Celery, and what every span may say of its origin."""

from traces.semconv.convention import TAG, Convention, Kinds

# Working on a message is a step of the run; putting it in and taking it out is the queue.
_MESSAGING = Kinds({"process": "step", "processing": "step", "deliver": "step"}, otherwise="queue")

CONVENTION = Convention(
    name="otel",
    title="OpenTelemetry: HTTP, RPC, database, messaging, Celery",
    source="https://opentelemetry.io/docs/specs/semconv/",
    facts={
        "session": ("session.id",),
        "user": ("user.id", "enduser.id"),
        "error_type": ("error.type",),
        "resends": ("http.request.resend_count", "http.resend_count", "celery.retries"),
        TAG + "environment": ("deployment.environment.name", "deployment.environment"),
        TAG + "region": ("cloud.region", "region"),
        TAG + "tenant": ("tenant", "tenant.id"),
        TAG + "experiment": ("experiment",),
    },
    kinds={
        "mcp.method.name": Kinds({"tools/call": "tool", "resources/read": "retriever"}),
        "celery.action": Kinds({"run": "step", "apply_async": "queue"}),
        "db.system.name": Kinds({}, otherwise="db"),
        "db.system": Kinds({}, otherwise="db"),
        "messaging.operation.type": _MESSAGING,
        "messaging.operation": _MESSAGING,
        "messaging.system": Kinds({}, otherwise="queue"),
        "rpc.system.name": Kinds({}, otherwise="http"),
        "rpc.system": Kinds({}, otherwise="http"),
        "http.request.method": Kinds({}, otherwise="http"),
        "http.method": Kinds({}, otherwise="http"),
    },
)

# Of the resource, not of the span.
RESOURCE: dict[str, tuple[str, ...]] = {
    "release": ("service.version",),
    "session": ("session.id",),
    "user": ("user.id", "enduser.id"),
    TAG + "environment": ("deployment.environment.name", "deployment.environment"),
    TAG + "region": ("cloud.region", "region"),
    TAG + "tenant": ("tenant", "tenant.id"),
    TAG + "experiment": ("experiment",),
}
