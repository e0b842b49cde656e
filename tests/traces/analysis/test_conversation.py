from tests.traces.analysis.stored import number as number_of
from tests.traces.analysis.stored import stored
from traces.analysis.conversation import turns
from traces.types import Content, Message

ASK, LOOK, ANSWER, THANKS, WELCOME = (
    Message("user", "Where is my order?"),
    Message("assistant", "I will look."),
    Message("assistant", "It is on its way."),
    Message("user", "Thanks"),
    Message("assistant", "You are welcome."),
)


def said(*calls: Content, failing: int = 0) -> list[tuple[str, int]]:
    """(text, number of the call it stands under); call `failing` failed."""
    spans = [stored(number, status="error" if number == failing else "ok") for number in range(1, len(calls) + 1)]
    found = turns(zip(spans, calls, strict=True))
    texts = [turn.message.text if turn.message else "failed" for turn in found]
    return list(zip(texts, (number_of(turn.span) for turn in found), strict=True))


def test_the_history_that_a_call_repeats_is_left_out() -> None:
    first = Content(input=(ASK,), output=(ANSWER,))
    second = Content(input=(ASK, ANSWER, THANKS), output=(WELCOME,))
    assert said(first, second) == [
        ("Where is my order?", 1), ("It is on its way.", 1), ("Thanks", 2), ("You are welcome.", 2),
    ]  # fmt: skip


def test_the_same_answer_given_twice_stays() -> None:
    assert said(Content(input=(ASK,), output=(LOOK,)), Content(input=(ASK, LOOK), output=(LOOK,))) == [
        ("Where is my order?", 1), ("I will look.", 1), ("I will look.", 2),
    ]  # fmt: skip


def test_calls_without_messages_say_nothing() -> None:
    assert said(Content(), Content(input_text="plain")) == []


def test_a_failed_call_says_so_after_what_it_was_sent() -> None:
    assert said(Content(input=(ASK,)), Content(input=(ASK,), output=(ANSWER,)), failing=1) == [
        ("Where is my order?", 1), ("failed", 1), ("It is on its way.", 2),
    ]  # fmt: skip
