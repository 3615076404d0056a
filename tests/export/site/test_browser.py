"""A site in a browser: from files alone, at the width of a phone, in the dark and on paper."""

import shutil

import pytest

from boundkit.cli import main

pytestmark = pytest.mark.browser

RESULTS = ["classical.convex_routing_cells", "classical.zaslavsky", "wang2025.routing_cells", "classical.kuhn_c2"]
PAGES = [
    "index.html", "graph.html", "papers.html", "papers/wang2025.html", "tables.html", "verdicts.html",
    "results/classical.zaslavsky.html", "results/wang2025.routing_cells.html", "results/mine.doubled.html",
]  # fmt: skip


@pytest.fixture(scope="module")
def large(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    assert main(["report", str(site.parent / "doubled.py"), *RESULTS, "-o", str(folder)]) == 1
    return folder


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api")
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.fail("no Chromium: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, large):
    """Opens a page of the site; what it says to the console and asks of others is an error in the end."""
    said, contexts = [], []

    def call(name, width=1280, **options):
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{name}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"{name}: {error}"))
        page.on("request", lambda asked: asked.url.startswith(("file:", "data:")) or said.append(asked.url))
        page.on("requestfailed", lambda asked: said.append(f"{name}: {asked.url} failed"))
        page.goto(f"file://{large}/{name}")
        return page

    yield call
    for context in contexts:
        context.close()
    assert said == []


def shown(page):
    return [row.get_attribute("data-words").split()[0] for row in page.query_selector_all("#claims tbody tr:visible")]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_from_files_and_fits_the_width(opened, name, width):
    page = opened(name, width)
    assert page.locator("h1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_filters_narrow_the_table_and_the_address_keeps_them(opened):
    page = opened("index.html")
    every = shown(page)
    assert page.locator("#found").inner_text() == f"{len(every)} of {len(every)} claims"
    page.get_by_label("REFUTED").check()
    assert shown(page) == ["mine.doubled"]
    page.reload()
    assert shown(page) == ["mine.doubled"]
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Paper").select_option("wang2025")
    assert set(shown(page)) == {"wang2025.routing_cells"}
    page.get_by_label("Search").fill("no such claim")
    assert shown(page) == []
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Search").fill("KUHN error")
    assert set(shown(page)) == {"classical.kuhn_c2"}


def test_a_click_on_a_claim_opens_it_and_its_proof_leads_from_step_to_step(opened):
    page = opened("index.html")
    page.get_by_role("link", name="wang2025.routing_cells cells", exact=True).click()
    assert page.url.endswith("results/wang2025.routing_cells.html#cells")
    assert page.locator("#cells").is_visible()
    proof = page.locator("#cells details.proof").first
    proof.locator("summary").click()
    link = proof.locator(".why a").first
    target = link.get_attribute("href")
    link.click()
    assert page.locator(target).is_visible()


def test_the_drawing_leads_to_claims_and_marks_what_they_rest_on(opened):
    page = opened("graph.html")
    box = page.locator("a.box", has_text="wang2025.routing_cells").first
    box.hover()
    marked = page.locator("a.box.near").all_text_contents()
    assert any("convex_routing_cells" in text or "zaslavsky" in text for text in marked)
    assert len(marked) < page.locator("a.box").count() + 1
    box.click()
    assert "results/wang2025.routing_cells.html#" in page.url


def test_a_source_is_copied(opened):
    page = opened("results/classical.zaslavsky.html", permissions=["clipboard-read", "clipboard-write"])
    part = page.locator("article.claim").first
    part.locator("summary", has_text="LaTeX").click()
    button = part.get_by_role("button", name="Copy").first
    button.click()
    page.wait_for_function("document.body.innerText.includes('Copied')")
    assert page.evaluate("navigator.clipboard.readText()").startswith(r"\[")


def brightness(page, selector, what):
    colour = page.eval_on_selector(selector, f"part => getComputedStyle(part).{what}")
    return sum(map(float, colour.partition("(")[2].rstrip(")").split(",")[:3])) / 3


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_the_colours_are_those_that_the_reader_prefers(opened, scheme, dark):
    page = opened("index.html", color_scheme=scheme)
    paper, ink = brightness(page, "body", "backgroundColor"), brightness(page, "body", "color")
    assert (paper < ink) == dark
    for badge in (".REFUTED", ".DERIVED"):
        own = brightness(page, badge, "backgroundColor")
        assert abs(brightness(page, badge, "color") - own) > 100


def test_on_paper_there_is_what_is_read_and_nothing_to_press(opened):
    page = opened("index.html")
    page.emulate_media(media="print")
    assert not page.locator("#filters").is_visible()
    assert page.locator("#claims").is_visible()
    assert len(page.pdf()) > 10_000


def test_without_scripts_all_claims_are_there(opened):
    page = opened("index.html", java_script_enabled=False)
    assert not page.locator("#filters").is_visible()
    assert page.locator("#claims tbody tr").count() > 5
