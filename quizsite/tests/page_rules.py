"""What a page can do wrong: each function names the faults that it finds on one."""

import re


def policy_of(headers):
    directives = headers["Content-Security-Policy"].split(";")
    return dict(directive.split(maxsplit=1) for directive in directives)


def inline_in(page):
    for element in page.root:
        if element.tag == "style" or (element.tag == "script" and not element.attrs.get("src")):
            yield f"<{element.tag}>"
        for name, value in element.attrs.items():
            if name == "style" or name.startswith("on") or name == "srcdoc":
                yield f"<{element.tag} {name}>"
            if re.match(r"\s*(javascript|data|vbscript):", value, re.IGNORECASE):
                yield f'{name}="{value}"'


def foreign_in(page):
    for element in page.root.all("script", "link", "img", "source", "iframe", "object", "embed"):
        address = element.attrs.get("src") or element.attrs.get("href", "")
        if not address.startswith("/static/"):
            yield f"<{element.tag}> {address}"


def main_headings(page):
    headings = page.root.all("h1") + page.root.all(role="heading", **{"aria-level": "1"})
    texts = [heading.text for heading in headings]
    return [] if len(texts) == 1 and texts[0] else [texts]


def head_faults(page):
    (html,) = page.root.all("html")
    if html.attrs.get("lang") != "en":
        yield "lang"
    titles = [title.text for title in page.root.all("title") if title.parent.tag == "head"]
    if len(titles) != 1 or not re.fullmatch(r"\S.* · Flipside", titles[0]):
        yield f"title: {titles}"
    if not page.html.lstrip().startswith("<!doctype html>"):
        yield "doctype"
    if len(page.root.all("main")) != 1:
        yield "main"
    if not page.root.all("meta", name="viewport"):
        yield "viewport"


def ids_twice(page):
    ids = [element.attrs["id"] for element in page.root if "id" in element.attrs]
    return {one for one in ids if ids.count(one) > 1}


def references_to_nothing(page):
    ids = {element.attrs.get("id") for element in page.root}
    for element in page.root:
        for name in ("for", "form", "aria-labelledby", "aria-describedby", "aria-controls"):
            for target in element.attrs.get(name, "").split():
                if target not in ids:
                    yield f'{name}="{target}"'
        link = element.attrs.get("href", "")
        if link.startswith("#") and link[1:] not in ids:
            yield link


def name_of(element, root):
    """The accessible name, as far as markup gives one."""
    attrs = element.attrs
    if attrs.get("aria-label", "").strip():
        return attrs["aria-label"]
    if by := attrs.get("aria-labelledby"):
        return " ".join(one.text for target in by.split() for one in root.all(id=target))
    if element.tag in ("a", "button", "summary"):
        return element.text
    labels = [one for one in element.ancestors if one.tag == "label"]
    if "id" in attrs:
        labels += root.all("label", **{"for": attrs["id"]})
    return " ".join(label.text for label in labels)


def nameless(page):
    for element in page.root.all(
        "input", "select", "textarea", "progress", "a", "button", "summary"
    ):
        if element.attrs.get("type") != "hidden" and not name_of(element, page.root).strip():
            yield f"<{element.tag} {element.attrs}>"
    for image in page.root.all("img"):
        if "alt" not in image.attrs:
            yield f"<img {image.attrs}>"
    for region in page.root.all("nav") + page.root.all(role="region") + page.root.all("svg"):
        is_silent = region.attrs.get("aria-hidden") == "true"
        if not is_silent and not name_of(region, page.root).strip():
            yield f"<{region.tag} {region.attrs}>"
    for group in page.root.all("fieldset"):
        if not any(legend.text for legend in group.all("legend")):
            yield "<fieldset> without a legend"


def form_faults(page):
    for form in page.root.all("form"):
        is_post = form.attrs.get("method", "get").lower() == "post"
        tokens = len(form.all("input", name="csrfmiddlewaretoken"))
        if tokens != is_post:
            yield f"{form.attrs.get('action')}: {tokens} tokens"
        submits = form.all("button") + form.all("input", type="submit")
        by_id = page.root.all("button", form=form.attrs.get("id", "none"))
        if not submits and not by_id:
            yield f"{form.attrs.get('action')}: nothing to press"


def invalid_controls(page):
    """A control with an error says so, and is described by it."""
    if not page.root.all(**{"data-error-summary": ""}):
        yield "no summary"
    for error in page.root.all("div", **{"class": "field-error"}):
        if not any(error.attrs["id"] in one.attrs.get("aria-describedby", "") for one in page.root):
            yield error.attrs["id"]
