"""What is worked out once a trace is quiet. A step takes a list of traces and writes what it concludes. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence

import orjson

from traces.settle import once
from traces.settle.values import Run, SettlingSpan, SettlingTrace, Summary, Sums, Verdict
from traces.types import CALL_KINDS, Status

DESCENDANT = "descendant"
FROM_ROOT = "service.name + root"
SEARCH_CHARS = 500
PERSON_CHARS = 100  # of a user and of a session: longer ones are found by the whole of them


def count_once(traces: Sequence[SettlingTrace]) -> None:
    """Within a trace one span id counts once, and so does one call.

    Of several rows with one id the best source stands, then the first stored; likewise of several that tell of one call
    (its provider's id is the same). Where a span tells no usage and a log or an event of its id does, that counts.
    Usage on a span that has a usage-bearing descendant is not counted: wrappers repeat what the calls beneath them
    report. Likewise a call above a call is no attempt of its own.
    """
    for trace in traces:
        once.of_each_span(trace)
        once.of_each_call(trace)
        _leaf_rule(trace)
        once.of_spans_that_count(trace)


def _leaf_rule(trace: SettlingTrace) -> None:
    spans, verdicts, parent = trace.spans, trace.verdicts, trace.tree.parent
    usage_below, call_below = bytearray(len(spans)), bytearray(len(spans))
    for place in reversed(trace.tree.order):
        verdict, above = verdicts[place], parent[place]
        bears = verdict.counted
        if bears and usage_below[place]:
            verdict.counted, verdict.reason = False, DESCENDANT
        is_call = bears or spans[place].kind in CALL_KINDS
        verdict.call = is_call and not call_below[place]
        if above >= 0:
            usage_below[above] |= bears or usage_below[place]
            call_below[above] |= is_call or call_below[place]


def summarise(traces: Sequence[SettlingTrace]) -> None:
    """The exact summary of each trace, and the workflow of spans that did not say theirs.

    The trace is named after its earliest root, a span without parent, else after its earliest span. It lasts from the
    first start to the last end. Its status is error when a root errored, else ok when a root says so, else unset; while
    no root is known all its spans are asked. A failure that a parent survived is in error_count alone.
    """
    for trace in traces:
        _inherit_workflow(trace)
        trace.summary = _summary(trace)


def _inherit_workflow(trace: SettlingTrace) -> None:
    """A span that names no workflow has that of its nearest ancestor, else that of the trace.

    The door may have filled in the root's name before a span came that declares the workflow: that name gives way.
    """
    makeshift = _makeshift_names(trace)
    for place in trace.tree.order:
        verdict = trace.verdicts[place]
        if verdict.workflow is None or verdict.workflow in makeshift:
            above = trace.tree.parent[place]
            verdict.workflow = trace.workflow if above < 0 else trace.verdicts[above].workflow


def _makeshift_names(trace: SettlingTrace) -> set[str]:
    if trace.workflow_reason in {None, FROM_ROOT}:
        return set()
    roots = [span for span in trace.spans if span.parent_span_id is None]
    return {name[:200] for span in roots for name in (f"{span.service} {span.name}", span.name)}


def _summary(trace: SettlingTrace) -> Summary:
    spans = [trace.spans[place] for place in trace.tree.order]
    roots = [span for span in spans if span.parent_span_id is None]
    lead = min(roots or spans, key=lambda span: (span.start_ns, span.span_id))
    summary = Summary(
        name=lead.name,
        has_root=bool(roots),
        service=lead.service,
        workflow=trace.workflow,
        workflow_reason=trace.workflow_reason,
        status=status_of(roots or spans),
        start_ns=min(span.start_ns for span in spans),
        end_ns=max(span.end_ns for span in spans),
        sums=sums_of(trace, trace.tree.order),
        models=models_of(spans),
        providers=sorted({span.provider for span in spans if span.provider}),
        kinds=sorted({span.kind for span in spans}),
        session=first(span.session for span in spans),
        user_id=first(span.user_id for span in spans),
        release=first(span.release for span in spans),
        prompt_fingerprint=first(span.prompt_fingerprint for span in spans),
        tags=tags_of(spans),
        search="",
    )
    summary.search = search_words(summary, spans)
    return summary


def models_of(spans: Sequence[SettlingSpan]) -> list[str]:
    """The models of a trace, the one with the most tokens first: lists have room for one."""
    tokens: Counter[str] = Counter()
    for span in spans:
        if span.model:
            tokens[span.model] += (span.input_tokens or 0) + (span.output_tokens or 0)
    return sorted(tokens, key=lambda model: (-tokens[model], model))


def find_runs(traces: Sequence[SettlingTrace]) -> None:
    """A run is the spans that share the nearest ancestor's aiops.run.id; without any, the whole trace is one run.

    Where a trace names runs, what stands outside them is a run of its own only if it made model calls or its usage
    counts, so that no money is lost and a surrounding request is not counted as work.
    """
    for trace in traces:
        whole = trace.trace_id.hex()
        members: dict[str, list[int]] = {}
        run_of = [whole] * len(trace.spans)
        for place in trace.tree.order:
            above = trace.tree.parent[place]
            run_of[place] = trace.spans[place].run_id or (whole if above < 0 else run_of[above])
            members.setdefault(run_of[place], []).append(place)
        trace.runs = [
            _run(trace, run_id, places)
            for run_id, places in members.items()
            if run_id != whole or len(members) == 1 or any(_is_work(trace.verdicts[place]) for place in places)
        ]


def _is_work(verdict: Verdict) -> bool:
    """A span's usage may count although a call without usage hangs below it, which is then the attempt."""
    return verdict.call or verdict.counted


def _run(trace: SettlingTrace, run_id: str, places: list[int]) -> Run:
    spans = [trace.spans[place] for place in places]
    own, parent = set(places), trace.tree.parent
    tops = [place for place in places if parent[place] not in own]
    lead = min(tops, key=lambda place: (trace.spans[place].start_ns, trace.spans[place].span_id))
    start_ns = min(span.start_ns for span in spans)
    return Run(
        run_id=run_id,
        start_ns=start_ns,
        duration_ns=max(span.end_ns for span in spans) - start_ns,
        workflow=trace.verdicts[lead].workflow,
        status=status_of([trace.spans[place] for place in tops]),
        sums=sums_of(trace, places),
        session=first(span.session for span in spans),
        business_key=first(span.business_key for span in spans),
        release=first(span.release for span in spans),
        prompt_fingerprint=first(span.prompt_fingerprint for span in spans),
        tags=tags_of(spans),
        places=places,
    )


def sums_of(trace: SettlingTrace, places: Iterable[int]) -> Sums:
    """Over these spans, each counted once."""
    sums = Sums()
    for place in places:
        span, verdict = trace.spans[place], trace.verdicts[place]
        sums.span_count += 1
        failed = span.status == "error"
        sums.error_count += failed
        if verdict.call:
            sums.call_count += 1
            sums.useful_calls += not failed
        if verdict.counted:
            sums.input_tokens += span.input_tokens or 0
            sums.output_tokens += span.output_tokens or 0
            if span.cost_nanousd is None:
                sums.unpriced_calls += 1
            else:
                sums.cost_nanousd = (sums.cost_nanousd or 0) + span.cost_nanousd
    return sums


def status_of(spans: Sequence[SettlingSpan]) -> Status:
    seen = {span.status for span in spans}
    return "error" if "error" in seen else "ok" if "ok" in seen else "unset"


def first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def tags_of(spans: Iterable[SettlingSpan]) -> dict[str, str] | None:
    """All tags; where spans differ, the one nearest to the root stays."""
    tags: dict[str, str] = {}
    for text in dict.fromkeys(span.tags for span in spans if span.tags):
        tags = orjson.loads(text) | tags
    return tags or None


def search_words(summary: Summary, spans: Sequence[SettlingSpan]) -> str:
    """Lower-case words parted by single spaces: what people look a trace up by, cut to what the index reads."""
    people = [text[:PERSON_CHARS] for text in (summary.user_id, summary.session) if text]
    texts = [summary.name, summary.workflow, *people, summary.service, summary.release, *summary.models]
    texts += dict.fromkeys(span.run_id for span in spans)
    texts += (summary.tags or {}).values()
    texts += dict.fromkeys(span.name for span in spans)
    words = dict.fromkeys(word for text in texts if text for word in text.lower().split())
    return " ".join(words)[:SEARCH_CHARS]
