"""A site as a browser would read it: elements, names, and where links lead."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_VOID = {"meta", "link", "input", "br", "img", "hr"}


class Page(HTMLParser):
    """The elements of a page as (tag, attributes), its text, and whether every element is closed in its order."""

    def __init__(self, path):
        super().__init__()
        self.path, self.elements, self.text, self._open, self.nested = path, [], "", [], True
        self.feed(path.read_text(encoding="utf-8"))
        self.nested = self.nested and not self._open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        self.nested = self.nested and bool(self._open) and self._open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def names(self):
        return [own["id"] for _, own in self.elements if "id" in own]

    @property
    def addresses(self):
        return [own[key] for _, own in self.elements for key in ("href", "src") if own.get(key)]


def pages(folder):
    return {path: Page(path) for path in sorted(Path(folder).rglob("*.html")) if path.parent.name != "tables"}


def broken_links(folder):
    """Addresses of files or names that are not there, and those that lead out of the site."""
    read = pages(folder)
    for path, page in read.items():
        for address in page.addresses:
            parts = urlsplit(address)
            if parts.scheme == "data":
                continue
            if parts.scheme or parts.netloc:
                yield path.name, address
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file() or (parts.fragment and parts.fragment not in read[target].names):
                yield path.name, address
