"""Where card numbers stand, against the definition written out plainly."""

from hypothesis import given
from hypothesis import strategies as st

from traces.redaction.checks import BRANDS, cards

RUNS = st.lists(
    st.one_of(
        st.text("4512340", min_size=1, max_size=6),
        st.sampled_from(["4111111111111111", "378282246310005", "4111", "1111", "30569309025904"]),
    ),
    min_size=1,
    max_size=9,
).flatmap(lambda groups: st.sampled_from([" ", "-"]).map(lambda mark: mark.join(groups)))


def is_card(digits: str) -> bool:
    """A brand's beginning and length, and its check digit: from the right every second digit counts double."""
    branded = any(digits.startswith(prefixes) and len(digits) in lengths for prefixes, lengths in BRANDS)
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in digits[-2::-2])
    return branded and (sum(map(int, digits[-1::-2])) + doubled) % 10 == 0


def plainly(run: str) -> list[str]:
    groups = run.replace("-", " ").split(" ")
    found, first = [], 0
    while first < len(groups):
        ends = [end for end in range(first + 1, len(groups) + 1) if is_card("".join(groups[first:end]))]
        if ends:
            found.append("".join(groups[first : ends[0]]))
        first = ends[0] if ends else first + 1
    return found


@given(RUNS)
def test_the_quick_way_finds_what_the_definition_says(run: str) -> None:
    found = [run[start:end].replace(" ", "").replace("-", "") for start, end in cards(run)]
    assert found == plainly(run)


def test_numbers_of_several_groups() -> None:
    run = "12 4111 1111 1111 1111 99 3782-822463-10005"
    assert [run[start:end] for start, end in cards(run)] == ["4111 1111 1111 1111", "3782-822463-10005"]
