from datetime import date
from decimal import Decimal

import pytest

from costs.analysis.bills import Bill, BillError, family, read

# The headers of real exports; the figures are made up.
OPENAI = """\
start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,quantity,quantity_unit,line_item,user_id,\
api_key_id,project_id,organization_id,project_name,organization_name,user_email,api_source
1790467200,1790553600,2026-09-27T00:00:00+00:00,2026-09-28T00:00:00+00:00,,,,,,,,,,,,,
1790553600,1790640000,2026-09-28T00:00:00,2026-09-29T00:00:00,0.0030000000000000001,usd,,,"gpt-4o-2024-08-06, input"
1790553600,1790640000,2026-09-28T00:00:00,2026-09-29T00:00:00,0.005,usd,,,"gpt-4o-2024-08-06, output",,,,,,,,
1790553600,1790640000,2026-09-28T00:00:00,2026-09-29T00:00:00,-0.001,usd,,,"gpt-4o-2024-08-06, input",,,,,,,,
"""
OPENAI_USAGE = """\
start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,api_key_id,model,batch,\
service_tier,input_tokens,output_tokens,input_cached_tokens
1790553600,1790640000,2026-09-28T00:00:00,2026-09-29T00:00:00,,3,,,gpt-4o-2024-08-06,,,1000,200,400
"""
ANTHROPIC = """\
usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type,\
inference_geo,speed,api_key_id,api_key_status
2026-08-04,Claude Haiku 4.5,Default,demo,message,≤ 200k,input_no_cache,0.05,0.05,token,not_available,,a,archived
2026-08-04,Claude Haiku 4.5,Default,demo,message,≤ 200k,output,0.02,0.02,token,not_available,,a,archived
2026-08-04,,Default,demo,web_search,,,0.30,0.30,web_search,not_available,,a,archived
"""
ANTHROPIC_USAGE = """\
usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,\
usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,\
web_search_count,inference_geo,speed
2026-08-04,claude-haiku-4-5-20251001,demo,Default,standard,≤ 200k,100,20,3,4000,50,0,not_available,
"""


def of(text: str, **named: str) -> Bill:
    return read(text.splitlines(keepends=True), named)


def test_openais_costs_are_read_by_line_item_and_credits_stand_beside() -> None:
    found = of(OPENAI)
    day = date(2026, 9, 28)
    assert (found.provider, found.currency) == ("openai", "USD")
    assert found.models[day, "gpt-4o"].cost == Decimal("0.0080000000000000001")
    assert found.others == {(day, "gpt-4o-2024-08-06, input"): Decimal("-0.001")}


def test_a_line_item_of_openais_without_a_kind_is_no_model() -> None:
    line = "1790553600,,2026-09-28T00:00:00,,0.5,usd,,,web search tool calls,,,,,,,,\n"
    assert of(OPENAI + line).others[date(2026, 9, 28), "web search tool calls"] == Decimal("0.5")


def test_openais_usage_is_read_by_model() -> None:
    found = of(OPENAI_USAGE).models[date(2026, 9, 28), "gpt-4o"]
    assert (found.input, found.output, found.requests) == (1000, 200, 3)


def test_anthropics_cost_is_read_and_searches_stand_beside() -> None:
    found = of(ANTHROPIC)
    assert found.provider == "anthropic"
    assert {key: each.cost for key, each in found.models.items()} == {
        (date(2026, 8, 4), "claude-haiku-4-5"): Decimal("0.07")
    }
    assert found.others == {(date(2026, 8, 4), "Without a model"): Decimal("0.30")}


def test_anthropics_input_is_the_sum_of_its_four_columns() -> None:
    found = of(ANTHROPIC_USAGE).models[date(2026, 8, 4), "claude-haiku-4-5"]
    assert (found.input, found.output, found.requests) == (4123, 50, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gpt-4o-2024-08-06", "gpt-4o"),
        ("Claude Sonnet 4.5", "claude-sonnet-4-5-20250929"),
        ("anthropic/claude-3-5-haiku-latest", "Claude-3-5-haiku"),
        ("us.anthropic.claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5"),
        ("GPT-4.1-mini", "openai/gpt-4.1-mini"),
        ("ft:gpt-4o-mini-2024-07-18:acme::abc", "ft:gpt-4o-mini:other::xyz"),
        ("Claude Sonnet 4 (>200k)", "claude-sonnet-4-20250514"),
    ],
)
def test_a_model_has_one_family_name(one: str, other: str) -> None:
    assert family(one) == family(other)


@pytest.mark.parametrize(
    ("one", "other"), [("gpt-4o", "gpt-4o-mini"), ("gpt-4.1", "gpt-4"), ("o3", "o3-pro"), ("ft:gpt-4o::a", "gpt-4o")]
)
def test_models_that_differ_stay_apart(one: str, other: str) -> None:
    assert family(one) != family(other)


def test_columns_can_be_named() -> None:
    found = of("When,What,Paid\n2026-11-02,m,1.50\n", date="when", model="What", cost="paid")
    assert found.models[date(2026, 11, 2), "m"].cost == Decimal("1.50")


@pytest.mark.parametrize("said", ["2026-11-02", "2026-11-02T23:30:00Z", "2026-11-03T01:00:00+02:00", "1793577600"])
def test_days_are_those_of_utc(said: str) -> None:
    assert of(f"date,model,cost\n{said},m,1\n").days == [date(2026, 11, 2)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The file is empty"),
        ("date,model,cost\n", "nothing below it"),
        ("a,b\n1,2\n", "No column says the date"),
        ("date,cost\n2026-11-02,2\n", "No column says the model"),
        ("date,model\n2026-11-02,m\n", "No column says a cost or tokens"),
        ("date,model,cost\nyesterday,m,1\n", "line 2: the date “yesterday”"),
        ("date,model,cost\n2026-11-02,m,much\n", "line 2: the cost “much”"),
        ("date,model,cost\n2026-11-02,m,NaN\n", "line 2: the cost “NaN”"),
        ('date,model,cost\n2026-11-02,m,"12,34"\n', "line 2: the cost “12,34” has a comma; write 12.34"),
        ('date,model,cost\n2026-11-02,m,"1.234,50"\n', "line 2: the cost “1.234,50” has a comma; write 12.34"),
        ('date,model,cost,input_tokens\n2026-11-02,m,1,"12,34"\n', "line 2: “12,34” is no number of tokens"),
        ("date,model,cost\n2026-11-02,m,1e99\n", "line 2: the cost “1e99”"),
        ("date,model,cost,input_tokens\n2026-11-02,m,1,-5\n", "line 2: “-5” is no number of tokens"),
        ("date,model,cost,currency\n2026-11-02,m,1,USD\n2026-11-02,m,1,EUR\n", "line 3: EUR after USD"),
        ('date,model,cost\n"2026-11-02,m,1\n', "line 2"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(text: str, says: str) -> None:
    with pytest.raises(BillError, match=says.replace("(", r"\(")):
        of(text)


def test_a_name_that_is_no_column_is_said_with_those_there_are() -> None:
    with pytest.raises(BillError, match="no column “paid”; there are: date, model, cost"):
        of("date,model,cost\n2026-11-02,m,1\n", cost="paid")


def test_a_line_that_is_short_has_nothing_in_what_is_missing() -> None:
    assert of("date,model,cost,input_tokens\n2026-11-02,m,1\n").models[date(2026, 11, 2), "m"].input is None


@pytest.mark.parametrize("said", ["$1,234.50", "1234.50", "1,234.5"])
def test_amounts_are_read_as_people_write_them(said: str) -> None:
    [found] = of(f'date,model,cost\n2026-11-02,m,"{said}"\n').models.values()
    assert found.cost == Decimal("1234.5")
