"""The frame of every page: its side bar, theme and small screens."""

from playwright.sync_api import Page


def test_the_harness_opens_a_page_of_the_live_server(signed_in_page: Page) -> None:
    assert signed_in_page.goto("/static/favicon.svg").ok
