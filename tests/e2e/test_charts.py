"""The chart component in a browser: what it shows, where it leads, what can be taken away, in both themes."""

import base64
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aiops.core.models import Project
from tests.e2e.chart_pages import gallery  # noqa: F401 - the page itself
from tests.e2e.conftest import PHONE, OpenPage, scrolls_sideways, shot, violations

pytestmark = [pytest.mark.e2e, pytest.mark.urls("tests.e2e.chart_pages")]
GALLERY = "/gallery/"
COUNT_PIXELS = """async (url) => {
  const main = document.querySelector('script[type=module][src*="charts/main"]').src;
  const { colour } = await import(main.replace("main", "colours"));
  const image = Object.assign(new Image(), { src: url });
  await image.decode();
  const { width, height } = image;
  const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const seen = {};
  for (let place = 0; place < data.length; place += 4) {
    const each = data.slice(place, place + 3).join();
    seen[each] = (seen[each] ?? 0) + 1;
  }
  const of = (token) => [token, seen[colour(token).match(/\\d+/g).slice(0, 3).join()] ?? 0];
  const tokens = ["bg", "text", "text-3", "k-llm", "k-tool", "accent-fill"];
  return { width, height, ...Object.fromEntries(tokens.map(of)) };
}"""


@pytest.fixture(autouse=True)
def _templates(settings: Any) -> None:
    here = Path(__file__).parent / "templates"
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [*settings.TEMPLATES[0]["DIRS"], here]}]


def drawn(page: Page) -> Page:
    page.goto(GALLERY)
    page.wait_for_function("document.querySelectorAll('[data-drawn]').length === 2")
    return page


@pytest.mark.parametrize(("theme", "size"), [("light", None), ("dark", None), ("light", PHONE)])
def test_axe_finds_nothing(open_page: OpenPage, project: Project, theme: str, size: dict[str, int] | None) -> None:
    page = drawn(open_page(color_scheme=theme, **({"viewport": size} if size else {})))
    shot(page, f"charts-{theme}{'-phone' if size else ''}")
    assert not scrolls_sideways(page)
    assert violations(page) == []


def pixels(page: Page, path: Path | str) -> dict[str, Any]:
    """Size of a PNG, its ground, and how many of its pixels have the colour of a token in the theme in use."""
    url = "data:image/png;base64," + base64.b64encode(Path(path).read_bytes()).decode()
    found: dict[str, Any] = page.evaluate(COUNT_PIXELS, url)
    return found


def chart(page: Page, key: str) -> Any:
    return page.locator(f'[data-chart="{key}"]')


def middle(page: Page, key: str, bucket: int) -> tuple[float, float]:
    """Where on the page the middle of a bucket lies, low enough to hit its bar."""
    box = chart(page, key).locator(".plotly").first.bounding_box()
    assert box is not None
    return box["x"] + 60 + (box["width"] - 124) * (bucket + 0.5) / 8, box["y"] + 190


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_png_shows_the_chart_in_the_theme_in_use(open_page: OpenPage, project: Project, theme: str) -> None:
    page = drawn(open_page(color_scheme=theme))
    with page.expect_download() as download:
        page.get_by_role("button", name="Cost as PNG").click()
    assert download.value.suggested_filename == "cost.png"
    download.value.save_as(f"test-results/chart-{theme}.png")
    shown = pixels(page, download.value.path())
    box = chart(page, "cost").locator(".picture").bounding_box()
    assert box is not None
    assert abs(shown["width"] - 2 * (box["width"] + 32)) <= 2
    assert shown["bg"] > shown["width"] * shown["height"] / 2
    assert min(shown["k-llm"], shown["k-tool"]) > 10_000  # five bars of each, some 100 by 40 points or more
    assert min(shown["text"], shown["text-3"]) > 50  # the title, the axis
    assert shown["accent-fill"] == 0  # that is the other chart's


def test_a_line_with_its_band_becomes_a_png_too(open_page: OpenPage, project: Project) -> None:
    page = drawn(open_page())
    with page.expect_download() as download:
        page.get_by_role("button", name="Cost of a run as PNG").click()
    download.value.save_as("test-results/chart-lines.png")
    assert pixels(page, download.value.path())["accent-fill"] > 500


def test_a_small_chart_becomes_a_png_with_its_period_before(open_page: OpenPage, project: Project) -> None:
    page = drawn(open_page())
    files = []
    for hide in ("", "document.querySelector('.bars .f-prev').remove()"):
        page.evaluate(f"() => {{ {hide} }}")
        with page.expect_download() as download:
            page.get_by_role("button", name="Spend as PNG").click()
        files.append(pixels(page, download.value.path()))
        download.value.save_as(f"test-results/chart-small-{len(files)}.png")
    assert files[0]["k-llm"] > 5_000
    assert files[1]["bg"] - files[0]["bg"] > 1_000  # the line: 1,000 points long


def test_the_csv_has_the_exact_figures(open_page: OpenPage, project: Project) -> None:
    page = drawn(open_page())
    with page.expect_download() as download:
        page.get_by_role("link", name="Cost of a run as CSV").click()
    assert download.value.suggested_filename == "cost-per-run.csv"
    lines = Path(download.value.path()).read_text().splitlines()
    assert lines[0] == "from,to,cost_usd,cost_low_usd,cost_high_usd,8_days_before_usd"
    assert lines[1] == "2026-10-26T00:00,2026-10-27T00:00,,,,0.29"
    assert lines[2] == "2026-10-27T00:00,2026-10-28T00:00,0.31,0.28,0.35,0.3"


def test_hovering_lists_the_exact_figures_of_a_bucket(open_page: OpenPage, project: Project) -> None:
    page = drawn(open_page())
    page.mouse.move(*middle(page, "cost", 1))
    figures = chart(page, "cost").locator(".figures")
    assert figures.locator("dt").all_inner_texts() == ["27 Oct", "Together", "Model calls", "Tools"]
    assert figures.locator("dd").all_inner_texts() == ["", "$0.465", "$0.31", "$0.155"]
    page.mouse.move(*middle(page, "cost", 4))
    expect(figures.locator("dt").first).to_have_text("30 Oct, no data")
    assert figures.locator("dd").all_inner_texts() == ["", "no data", "no data", "no data"]
    shot(page, "charts-hover")
    page.mouse.move(5, 5)
    expect(figures).to_have_count(0)


@pytest.mark.parametrize(("up_px", "url"), [(0, "/gallery/?day=6"), (120, "/gallery/?kind=tool&day=6")])
def test_a_click_leads_to_what_lies_behind_the_part_of_the_bar(
    open_page: OpenPage, project: Project, up_px: int, url: str
) -> None:
    page = drawn(open_page())
    x, y = middle(page, "cost", 6)
    page.mouse.click(x, y - up_px)  # $0.52 of model calls at the foot, $0.26 of tools upon them
    page.wait_for_url(f"**{url}")


def test_the_keyboard_gets_there_through_the_table(open_page: OpenPage, project: Project) -> None:
    page = drawn(open_page())
    chart(page, "cost").locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the table, which may scroll
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="26 Oct", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/gallery/?day=0")


def test_charts_follow_the_theme_switch(open_page: OpenPage, project: Project) -> None:
    page = drawn(open_page(color_scheme="light"))
    bar = chart(page, "cost").locator(".bars path").first
    fill = "document.querySelector('[data-chart=cost] .bars path').style.fill"
    light = bar.evaluate("node => node.style.fill")
    page.get_by_role("button", name="Dark").click()
    page.wait_for_function(f"light => {fill} !== light", arg=light)


def test_charts_in_a_column_align_in_time(open_page: OpenPage, project: Project) -> None:
    page = drawn(open_page())
    times = page.locator(".plotly .xtick text", has_text="28 Oct")
    ends = times.evaluate_all("nodes => nodes.map(node => node.getBoundingClientRect().x)")
    assert len(ends) == 2
    assert ends[0] == ends[1]
