"""Our components against the HTML that govuk-frontend ships as its own expected output."""

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string

from commissioning.govuk.controls import Problem

from .markup import fixtures, tree


def shown(component, **values):
    return render_to_string(f"_components/{component}.html", values)


def matches(component, name, html):
    assert tree(html) == tree(fixtures(component)[name]["html"])


@pytest.mark.parametrize("name", ["default", "without links", "mixed with and without links"])
def test_error_summary(name):
    problems = [
        Problem(item["text"], item.get("href", "")) for item in fixtures("error-summary")[name]["options"]["errorList"]
    ]
    matches("error-summary", name, render_to_string("govuk/error_summary.html", {"problems": problems}))


@pytest.mark.parametrize("name", ["default", "secondary", "warning", "name", "value"])
def test_button(name):
    options = fixtures("button")[name]["options"]
    kind = options.get("classes", "").removeprefix("govuk-button--")
    ours = tree(shown("button", text=options["text"], kind=kind, name=options.get("name"), value=options.get("value")))
    assert ours.children[0].attrs.pop("data-prevent-double-click") == "true"
    assert ours == tree(fixtures("button")[name]["html"])


def test_button_link():
    options = fixtures("button")["link"]["options"]
    matches("button", "link", shown("button_link", text=options["text"], href=options["href"]))


def test_fieldset_legend():
    options = fixtures("fieldset")["as page heading xl"]["options"]
    html = render_to_string(
        "govuk/layout/fieldset.html", {"legend": options["legend"]["text"], "size": "xl", "heading": True}
    )
    matches("fieldset", "as page heading xl", html)


@pytest.mark.parametrize("name", ["default", "grey", "purple", "red", "orange", "yellow"])
def test_tag(name):
    options = fixtures("tag")[name]["options"]
    ours = tree(shown("tag", text=options["text"], colour=options.get("classes", "").removeprefix("govuk-tag--")))
    if name == "default":  # ours always carries a colour
        ours.children[0].attrs["class"] = "govuk-tag"
    assert ours == tree(fixtures("tag")[name]["html"])


@pytest.mark.parametrize("name", ["default", "with actions"])
def test_summary_list(name):
    rows, plain = [], []
    for row in fixtures("summary-list")[name]["options"]["rows"]:
        plain.append("text" in row["value"])
        actions = [{"text": item["text"], "url": item["href"]} for item in row.get("actions", {}).get("items", [])]
        rows.append({"key": row["key"]["text"], "value": row["value"].get("text", ""), "actions": actions})
    ours, theirs = tree(shown("summary_list", rows=rows)), tree(fixtures("summary-list")[name]["html"])
    for is_plain, our_row, their_row in zip(plain, ours.children[0].children, theirs.children[0].children, strict=True):
        if is_plain:  # the other examples write HTML into their values, which we never do
            assert our_row == their_row


def test_task_list():
    name = "with hint text and additional states"
    items = [
        {
            "title": item["title"]["text"],
            "url": item.get("href"),
            "hint": item.get("hint", {}).get("text"),
            "status": item["status"].get("text") or item["status"]["tag"]["text"],
        }
        for item in fixtures("task-list")[name]["options"]["items"]
    ]
    ours, theirs = tree(shown("task_list", items=items)), tree(fixtures("task-list")[name]["html"])
    for page in (ours, theirs):  # our colours are our own
        for element in page.all():
            if element.attrs.get("class", "").startswith("govuk-tag"):
                element.attrs["class"] = "govuk-tag"
    assert ours == theirs


@pytest.mark.parametrize(("name", "kind"), [("default", ""), ("with type as success", "success")])
def test_notification_banner(name, kind):
    text = fixtures("notification-banner")[name]["options"]["text"]
    matches("notification-banner", name, shown("notification_banner", text=text, kind=kind))


def test_service_navigation():
    name = "with navigation with an active item"
    items = [
        {"label": item["text"], "url": item["href"], "active": item.get("active")}
        for item in fixtures("service-navigation")[name]["options"]["navigation"]
    ]
    matches("service-navigation", name, shown("service_navigation", items=items))


@pytest.mark.parametrize("name", ["default", "with last breadcrumb as current page"])
def test_breadcrumbs(name):
    items = [
        {"label": item["text"], "url": item.get("href")} for item in fixtures("breadcrumbs")[name]["options"]["items"]
    ]
    matches("breadcrumbs", name, shown("breadcrumbs", items=items))


def test_panel_inset_warning_details():
    html = (
        engines["django"]
        .from_string(
            '{% load govuk %}{% component "panel" title="Application complete" %}'
            "Your reference number<br><strong>HDJ2123F</strong>{% endcomponent %}"
        )
        .render({})
    )
    matches("panel", "default", html)
    for ours, theirs in [("inset_text", "inset-text"), ("warning_text", "warning-text")]:
        matches(theirs, "default", shown(ours, text=fixtures(theirs)["default"]["options"]["text"]))
    options = fixtures("details")["default"]["options"]
    matches("details", "default", shown("details", summary=options["summaryText"], text=options["text"]))


def test_back_link():
    ours = tree(shown("back_link", url="#")).children[0]
    assert ours.tag == "nav"  # a landmark around the design system's link
    assert ours.children == tree(fixtures("back-link")["default"]["html"]).children


def test_skip_link():
    page = tree(render_to_string("base.html"))
    link = next(element for element in page.all() if "govuk-skip-link" in element.attrs.get("class", ""))
    theirs = tree(fixtures("skip-link")["default"]["html"]).children[0]
    theirs.attrs |= {"href": "#main-content", "lang": "en"}  # a questionnaire's page may be in another language
    assert link == theirs


@pytest.mark.parametrize(("name", "number"), [("default", 2), ("first page", 1), ("last page", 3)])
def test_pagination(name, number, rf):
    request = rf.get("/", {"sort": "name"})
    page = Paginator(range(30), 10).get_page(number)
    html = render_to_string("_components/pagination.html", {"page_obj": page}, request)
    theirs = tree(fixtures("pagination")[name]["html"])
    for element in theirs.all():
        if "href" in element.attrs:
            to = {"/previous": number - 1, "/next": number + 1}.get(element.attrs["href"]) or element.attrs[
                "href"
            ].split("/")[-1]
            element.attrs["href"] = f"?sort=name&page={to}"
    assert tree(html) == theirs


def test_pagination_of_one_page_is_nothing(rf):
    page = Paginator(range(3), 10).get_page(1)
    assert not render_to_string("_components/pagination.html", {"page_obj": page}, rf.get("/")).strip()


def test_table():
    name = "with head and caption"
    options = fixtures("table")[name]["options"]
    columns = [{"label": head["text"], "numeric": head.get("format") == "numeric"} for head in options["head"]]
    rows = [[cell["text"] for cell in row] for row in options["rows"]]
    ours = tree(shown("table", id="rates", caption=options["caption"], columns=columns, rows=rows))
    table = ours.children[0].children[0]
    assert table.children[0].attrs.pop("id") == "rates-caption"
    theirs = tree(fixtures("table")[name]["html"]).children[0]
    assert table == theirs
