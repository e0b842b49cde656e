"""Sources, their versions and passages: what answers are given from."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from aiops.core import sql
from workflows.models import KnowledgeChunk, KnowledgeDocument, KnowledgeSource

Piece = tuple[str, str, int, list[tuple[str, str]]]  # name, kind, characters, passages by heading and text
AT_ONCE = 2_000
MOST_QUESTION = 2_000
MOST_RANKED = 1_500  # passages that are ranked for a question: those with its rarest words


@transaction.atomic
def add_version(project_id: int, name: str, documents: Sequence[Piece]) -> int:
    """A new version with these documents alone, used from now on. The documents it has anyway make no new one."""
    source, _ = KnowledgeSource.objects.get_or_create(project_id=project_id, name=name)
    source = KnowledgeSource.objects.select_for_update().get(pk=source.pk)
    digests = {file: _digest(passages) for file, _, _, passages in documents}
    now = source.documents.filter(version=source.version)
    if source.version and digests == dict(now.values_list("name", "digest")):
        return source.version
    version = 1 + max(source.documents.values_list("version", flat=True), default=0)
    for file, kind, characters, passages in documents:
        document = KnowledgeDocument.objects.create(
            project_id=project_id, source=source, version=version, name=file[:300], kind=kind, digest=digests[file],
            characters=characters,
        )  # fmt: skip
        chunks = (
            KnowledgeChunk(
                project_id=project_id,
                source=source,
                document=document,
                version=version,
                number=number,
                heading=heading,
                text=text,
            )
            for number, (heading, text) in enumerate(passages)
        )
        KnowledgeChunk.objects.bulk_create(chunks, batch_size=AT_ONCE)
    sql.execute("workflows", "knowledge_count", {"project_id": project_id, "source_id": source.pk, "version": version})
    KnowledgeSource.objects.filter(pk=source.pk).update(version=version, changed_at=Now())
    return version


def _digest(passages: Sequence[tuple[str, str]]) -> str:
    text = "\0".join(f"{heading}\1{said}" for heading, said in passages)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def use(project_id: int, name: str, *, enabled: bool | None = None, version: int | None = None) -> bool:
    """Switches a source on or off, or to another of its versions. False: there is no such source or version."""
    found = KnowledgeSource.objects.filter(project_id=project_id, name=name)
    if version is not None:
        found = found.filter(documents__version=version)
    changes: dict[str, Any] = {"changed_at": Now()}
    changes |= {} if enabled is None else {"enabled": enabled}
    changes |= {} if version is None else {"version": version}
    ids = list(found.values_list("pk", flat=True)[:1])
    return bool(ids) and KnowledgeSource.objects.filter(pk__in=ids).update(**changes) == 1


def candidates(project_id: int, question: str, sources: Sequence[str], most: int) -> list[dict[str, Any]]:
    """Passages that share words with the question, those with rare ones first."""
    values = {
        "project_id": project_id,
        "question": question[:MOST_QUESTION].replace("\0", ""),
        "sources": list(sources) or None,
        "most": most,
        "ranked": MOST_RANKED,
    }
    return sql.rows("workflows", "knowledge_candidates", values)
