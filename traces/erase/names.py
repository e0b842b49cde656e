"""The names under which the person or session of a job may be stored."""

from traces.ingest.redact import stored_forms
from traces.models import Erasure
from traces.store import erased
from traces.store.rows import MAX_LABEL_BYTES, cut


def forms(job: Erasure) -> list[str]:
    """As columns hold them; none once the job is over."""
    return list(dict.fromkeys(cut(each, MAX_LABEL_BYTES) for each in stored_forms(job.value))) if job.value else []


def digests(job: Erasure) -> list[bytes]:
    return [erased.digest(job.project_id, job.kind, each) for each in forms(job)]
