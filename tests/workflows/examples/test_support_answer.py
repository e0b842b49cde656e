"""Questions to the support workflow, end to end: which are answered, by whom, and what that costs."""

import pytest
from django.db import connection

from tests.workflows.examples.shop import Shop, said
from workflows import knowledge
from workflows.engine import delivery
from workflows.store import knowledge as sources

QUESTION = "When does a refund reach my bank account?"


def test_a_model_answers_from_the_passages_and_names_them(shop: Shop) -> None:
    told = said(shop.run("support-answer", question=QUESTION))
    assert "within 5 working days" in told["text"]
    assert [each["heading"] for each in told["citations"]] == ["Returns > Refunds"]
    assert (told["by"], len(shop.stub.calls)) == ("model", 1)


def test_what_it_cost_is_what_the_provider_charged(shop: Shop) -> None:
    run = shop.run("support-answer", question=QUESTION)
    assert sum(each.cost_nanousd or 0 for each in shop.steps(run).values()) == shop.charged() > 0


def test_the_very_question_of_a_help_page_costs_nothing(shop: Shop) -> None:
    told = said(shop.run("support-answer", question="How long can I return an item?"))
    assert "within 30 days" in told["text"]
    assert (told["by"], shop.stub.calls) == ("sources", [])


@pytest.mark.parametrize(
    "question", ["Qual e o horario?", "Do you sell unicorn parachutes with banana flavour abroad?"]
)
def test_nothing_found_or_nothing_that_fits_asks_no_model(shop: Shop, question: str) -> None:
    told = said(shop.run("support-answer", question=question))
    assert (told["by"], shop.stub.calls) == ("nobody", [])


def test_a_source_that_is_switched_off_answers_nothing(shop: Shop) -> None:
    assert sources.use(shop.project.pk, "help", enabled=False)
    assert said(shop.run("support-answer", question=QUESTION))["by"] == "nobody"


def test_an_older_version_of_a_source_can_be_used_again(shop: Shop) -> None:
    newer = knowledge.read("help.md", b"# Refunds\nA refund reaches your bank account within 9 working days.")
    assert knowledge.add(shop.project.pk, "help", [newer]) == 2
    assert "9 working days" in said(shop.run("support-answer", question=QUESTION))["text"]
    assert sources.use(shop.project.pk, "help", version=1)
    assert "5 working days" in said(shop.run("support-answer", question=f"{QUESTION} Please."))["text"]
    assert not sources.use(shop.project.pk, "help", version=3)


def test_the_run_is_a_trace_like_any_other(shop: Shop) -> None:
    run = shop.run("support-answer", question=QUESTION)
    delivery.deliver_spans()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, workflow FROM span WHERE project_id = %s AND trace_id = %s", [shop.project.pk, run.pk]
        )
        named = dict(cursor.fetchall())
    assert {"support-answer", "retrieve", "generate", "chat gpt-4o"} <= set(named)
    assert set(named.values()) == {"support-answer"}
