from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models.functions import Now

from aiops.core.models import Project


class KnowledgeSource(models.Model):
    """Documents that belong together, such as the help pages. Switched off, nothing of it is found."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="knowledge_sources")
    name = models.CharField(max_length=100)
    enabled = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)  # of its documents, by which answers are given now; 0: none yet
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_source_per_name")]

    def __str__(self) -> str:
        return self.name


class KnowledgeDocument(models.Model):
    """One file of one version of a source. Versions are never changed, only chosen."""

    project_id = models.BigIntegerField()
    source = models.ForeignKey(KnowledgeSource, on_delete=models.CASCADE, related_name="documents")
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    characters = models.PositiveIntegerField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["source", "version", "name"], name="one_document_per_name_and_version")
        ]

    def __str__(self) -> str:
        return self.name


class KnowledgeChunk(models.Model):
    """A passage of a document, of about a paragraph, under the headings that lead to it."""

    project_id = models.BigIntegerField()
    source = models.ForeignKey(KnowledgeSource, on_delete=models.CASCADE)
    document = models.ForeignKey(KnowledgeDocument, on_delete=models.CASCADE, related_name="chunks")
    version = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    heading = models.TextField(blank=True)
    text = models.TextField()
    search = models.GeneratedField(
        expression=SearchVector("heading", "text", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="chunks_by_words"),
            models.Index(fields=["source", "version"], name="chunks_of_version"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"


class KnowledgeWord(models.Model):
    """In how many passages of a version a word stands, so that a question is looked up by its rare words."""

    project_id = models.BigIntegerField()
    source = models.ForeignKey(KnowledgeSource, on_delete=models.CASCADE)
    version = models.PositiveIntegerField()
    word = models.TextField()
    passages = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "version", "word"], name="one_count_per_word_and_version")
        ]

    def __str__(self) -> str:
        return self.word


class Connection(models.Model):
    """Where the tools and effects of a project's workflows reach another system.

    Its key is kept as it is, to be sent.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="connections")
    name = models.CharField(max_length=100)
    base_url = models.CharField(max_length=500)
    key = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_connection_per_name")]

    def __str__(self) -> str:
        return self.name
