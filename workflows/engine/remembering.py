"""The cache of one step: which question it is, whether it was answered before, and keeping what is answered now."""

import hashlib
import time
from dataclasses import dataclass
from types import CodeType
from typing import Any

from workflows.engine import codec, paying
from workflows.engine.checking import named_arguments
from workflows.engine.providers import client, endpoints, prices
from workflows.engine.providers.errors import ProviderError
from workflows.engine.story import Story
from workflows.policies import no_secrets, pii_masked
from workflows.policies.caching import Caching, NotKeyableError, exact_key
from workflows.policies.calls import Performed
from workflows.policies.guards.verdict import Context, mapped, texts
from workflows.store import answers
from workflows.store.answers import Kept, Question

EMBEDDING_SECONDS = 3.0
MOST_QUESTION = 2_000
_SECRETS, _PERSONAL = no_secrets(), pii_masked()


@dataclass
class Memory:
    """`question` None: it cannot be told by value, so nothing is looked up or kept."""

    question: Question | None
    embedding: list[float] | None = None

    @classmethod
    def of(cls, story: Story) -> "Memory":
        """A step that does something besides answering is never answered from a cache. A dry run leaves the cache
        alone: what it asked again would cost nothing, and what it was answered, by other policies, is for nobody."""
        call = story.call
        if call.effect != "none" or call.dry_run or not (story.policy.cache or _stale(story)):
            return cls(None)
        try:
            arguments = codec.plain(named_arguments(call.function, call.arguments))
            scope = [call.workflow, call.step_name, _version(call.function), story.policy.model, story.policy.provider]
            key, shape = exact_key(scope, arguments), exact_key(scope, mapped(arguments, lambda _: ""))
        except (NotKeyableError, codec.UnstorableError, RecursionError):
            return cls(None)
        near = story.policy.cache is not None and story.policy.cache.semantic is not None
        text = _comparable("\n".join(texts(list(arguments.values())))) if near else ""
        return cls(Question(call.project_id, call.workflow, call.step_name, key, shape, text))

    def found(self, story: Story, rule: Caching) -> Performed | None:
        """An answer to the same question, or to one near enough, that is young enough."""
        if self.question is None:
            return None
        kept = answers.exact(self.question, rule.max_age_ms)
        if kept is not None:
            return given(story, kept, "exact")
        if rule.semantic is None or not self.question.text:
            return None
        if rule.by:
            self.embedding = _embedding(story, rule.by, self.question.text)
            if self.embedding is None:
                return None
        kept = answers.near(self.question, rule.max_age_ms, rule.semantic, self.embedding)
        return given(story, kept, "semantic") if kept is not None else None

    def keep(self, story: Story, value: Any) -> None:
        """A value that cannot be kept is not; its step is none the worse for it."""
        if self.question is None or story.policy.cache is None:
            return
        try:
            plain = codec.plain(value)
        except (codec.UnstorableError, RecursionError):
            return
        model = next((str(each.attributes.get("gen_ai.request.model", "")) for each in reversed(story.attempts)), "")
        answers.put(
            self.question,
            plain,
            model=model,
            cost_nanousd=story.cost_nanousd,
            run_id=story.call.run_id,
            embedding=self.embedding,
        )


def given(story: Story, kept: Kept, how: str) -> Performed:
    """`how`: exact or semantic. Kept with the step's attempts too, so that its page can tell which it was."""
    start_ns = time.time_ns()
    told = {
        "aiops.cache.hit": True,
        "aiops.cache.kind": how,
        "aiops.cache.similarity": round(kept.similarity, 4),
        "aiops.cache.age_seconds": kept.age_seconds,
        "aiops.saved_nanousd": kept.cost_nanousd,
    }
    story.attributes |= told
    story.record("cache", told)
    story.note("cache", start_ns)
    return story.done(kept.value, "cache")


def _stale(story: Story) -> bool:
    return any(rung.name == "cache" for rung in story.policy.fallback)


def _version(function: Any) -> str:
    """Of the function's code, so that an answer of older code is not given for newer."""
    code = getattr(getattr(function, "__wrapped__", function), "__code__", None)
    return hashlib.sha256(_bytes_of(code)).hexdigest() if code is not None else ""


def _bytes_of(code: CodeType) -> bytes:
    """Instructions, names and constants; those of inner functions too, as an address in memory tells nothing."""
    consts = (_bytes_of(each) if isinstance(each, CodeType) else repr(each).encode() for each in code.co_consts)
    return b"\0".join([code.co_code, repr(code.co_names).encode(), *consts])


def _comparable(text: str) -> str:
    """The text, or none where near is not near enough: with personal data masked, the questions of two people are one,
    and of long texts that begin alike only the beginnings would be compared. Such questions have exact answers only."""
    if len(text) > MOST_QUESTION:
        return ""
    masked = _PERSONAL.check(_SECRETS.check(text, Context()).value, Context()).value
    return text if masked == text else ""


def _embedding(story: Story, model: str, text: str) -> list[float] | None:
    """The question's vector, paid for as any call is; None where it cannot be had: then the model is asked."""
    try:
        endpoint = endpoints.find(story.call.project_id, story.policy.provider)
        at_ns = time.time_ns()
        worst = prices.worst_embedding(story.call.project_id, endpoint, model, len(text.encode()) + 32, at_ns)
        attempt = paying.begin(story, "embedding", model, worst)
        attempt.attributes = {
            "gen_ai.operation.name": "embeddings",
            "gen_ai.provider.name": endpoint.seller,
            "gen_ai.request.model": model,
        }
        ends = min(story.call.deadline, time.monotonic() + EMBEDDING_SECONDS)
        with paying.charged(attempt):
            vectors, tokens = client.embed(endpoint, model, [text], client.Patience(ends, story.call.cancelled.is_set))
            paying.book_tokens(story, attempt, endpoint, model, tokens)
        story.end()
    except ProviderError:
        story.end()
        return None
    return vectors[0]
