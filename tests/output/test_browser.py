"""The pages in a real browser: read on a phone, opened by keyboard, nothing fetched."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import pytest

from output.site import Site, listing_pages, post_pages, summarise
from pipeline.records import Post, PostTranslation

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
if not (CHROMIUM and DRIVER):
    pytest.skip("chromium and chromedriver are not installed", allow_module_level=True)
webdriver = pytest.importorskip("selenium.webdriver")

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
replace = msgspec.structs.replace


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def visit(
    browser: Any, tmp_path: Path, site: Site, post: Post, translation: PostTranslation
) -> Any:
    """Write the site, open one of its pages in a window of the given width."""
    long_word = replace(translation.segments[2], text="Donaudampfschifffahrt" * 20)
    segments = (*translation.segments[:2], long_word, *translation.segments[3:])
    stretched = replace(translation, segments=segments)
    pages = [
        *post_pages(site, post, "sha256:" + "0" * 64, {"en": stretched}),
        *listing_pages(site, {"en": [summarise(post, stretched)]}),
    ]
    for name, data in pages:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def visited(name: str, width: int = 1280) -> Any:
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.get((tmp_path / name).as_uri())
        return browser

    return visited


def opener(browser: Any, translation: PostTranslation, number: int) -> Any:
    return browser.find_element("id", f"b-{translation.segments[number].segment.id}")


def opened(browser: Any, translation: PostTranslation, number: int) -> Any:
    return browser.find_element("id", f"o-{translation.segments[number].segment.id}")


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize(
    "name",
    ["index.html", "haneul/index.html", "haneul/1001/en.html", "haneul/1001/original.html"],
)
def test_no_page_scrolls_sideways(visit: Any, name: str, width: int) -> None:
    browser = visit(name, width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_a_sentence_opens_and_closes_by_keyboard(visit: Any, translation: PostTranslation) -> None:
    browser = visit("haneul/1001/en.html")
    source = opened(browser, translation, 1)
    assert not source.is_displayed()
    opener(browser, translation, 1).send_keys("\ue007")  # Enter
    assert source.is_displayed()
    assert translation.segments[1].segment.text in source.text
    opener(browser, translation, 1).send_keys("\ue00c")  # Escape
    assert not source.is_displayed()


def test_tab_leads_from_the_sign_into_what_it_opened(
    visit: Any, translation: PostTranslation
) -> None:
    browser = visit("haneul/1001/en.html")
    opener(browser, translation, 1).send_keys(" ")
    browser.switch_to.active_element.send_keys("\ue004")  # Tab
    assert browser.execute_script(
        "return document.activeElement.closest('[popover]')?.id"
    ) == opened(browser, translation, 1).get_attribute("id")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_sentence_opens_by_a_tap_within_the_window(
    visit: Any, translation: PostTranslation, width: int
) -> None:
    browser = visit("haneul/1001/en.html", width)
    sentence = browser.find_element("id", f"s-{translation.segments[1].segment.id}")
    browser.execute_script(
        "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", sentence
    )
    sentence.click()
    box = opened(browser, translation, 1).rect
    assert box["height"] > 0
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_a_screen_reader_is_told_what_the_sign_is(visit: Any, translation: PostTranslation) -> None:
    sign = opener(visit("haneul/1001/en.html"), translation, 1)
    assert sign.aria_role == "button"
    assert sign.accessible_name == "Original of sentence 2, marked"


def test_one_choice_shows_every_original_in_the_text(
    visit: Any, translation: PostTranslation
) -> None:
    browser = visit("haneul/1001/en.html", 360)
    browser.find_element("id", "interlinear").send_keys(" ")
    for number, segment in enumerate(translation.segments):
        if segment.status != "untranslated":
            assert segment.segment.text in opened(browser, translation, number).text
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 360


def test_the_first_tab_stop_skips_to_the_text(visit: Any) -> None:
    browser = visit("haneul/1001/en.html")
    browser.find_element("tag name", "body").send_keys("\ue004")
    skip = browser.switch_to.active_element
    assert skip.text == "Skip to the text"
    skip.send_keys("\ue007")
    assert browser.execute_script("return document.activeElement.id") == "text"


def test_only_the_stylesheet_is_loaded(visit: Any, tmp_path: Path) -> None:
    browser = visit("haneul/1001/en.html")
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_port}"
        browser.get(f"{root}/haneul/1001/en.html")
        loaded = browser.execute_script(
            "return performance.getEntriesByType('resource').map(entry => entry.name)"
        )
        server.shutdown()
    assert loaded == [f"{root}/style.css"]
