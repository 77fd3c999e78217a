"""A page as a browser reads it, for tests: its elements, texts and forms."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass(eq=False)
class Element:
    tag: str
    attrs: dict[str, str]
    parent: "Element | None"
    children: "list[Element | str]" = field(default_factory=list)

    def __iter__(self) -> "Iterator[Element]":
        """The elements within, in the page's order."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child

    def all(self, *tags: str, **attrs: str) -> "list[Element]":
        """The elements within that have one of these tags and these attributes."""
        return [
            element
            for element in self
            if (not tags or element.tag in tags)
            and all(element.attrs.get(name) == value for name, value in attrs.items())
        ]

    @property
    def ancestors(self) -> "Iterator[Element]":
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    @property
    def text(self) -> str:
        """What stands within, with an image's alternative text, and single spaces."""
        parts = []
        for child in self.children:
            parts.append(child.text if isinstance(child, Element) else child)
        if self.tag == "img":
            parts.append(self.attrs.get("alt", ""))
        return " ".join(" ".join(parts).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.here = self.root = Element("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def read(html: str) -> Element:
    """Read a page; a tag left open, or closed in the wrong place, is an AssertionError."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is left open"
    return reader.root


def page_of(response: Any) -> Element:
    return read(response.content.decode())


def fields_of(form: Element) -> dict[str, list[str]]:
    """What a form sends as it stands, before a button is pressed."""
    sent: dict[str, list[str]] = {}
    for control in form.all("input", "select", "textarea"):
        name, kind = control.attrs.get("name"), control.attrs.get("type", "text")
        if not name or (kind in ("checkbox", "radio") and "checked" not in control.attrs):
            continue
        if control.tag == "select":
            options = [one for one in control.all("option") if "selected" in one.attrs]
            values = [one.attrs.get("value", one.text) for one in options]
        elif control.tag == "textarea":
            values = [control.text]
        else:
            values = [control.attrs.get("value", "on" if kind in ("checkbox", "radio") else "")]
        sent.setdefault(name, []).extend(values)
    return sent


def form_to(response: Any, action: str) -> dict[str, list[str]]:
    """What the page's form that posts to this address sends."""
    (form,) = page_of(response).all("form", method="post", action=action)
    return fields_of(form)
