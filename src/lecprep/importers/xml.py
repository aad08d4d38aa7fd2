"""XML that anybody may have written: no entities, no outside files, not too deep, each element with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.entities import name2codepoint
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers.expat.errors import XML_ERROR_INVALID_TOKEN, XML_ERROR_UNDEFINED_ENTITY, codes

from lecprep.importers.base import LARGEST_FILE, Foreign

DEEPEST = 200
MOST_ELEMENTS = 2_000_000
_OF_XML = ("amp", "lt", "gt", "quot")
_ENCODING = re.compile(rb"\s*<\?xml[^>]*\bencoding\s*=|\xff\xfe|\xfe\xff|\xef\xbb\xbf", re.S)
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")


def parse(file: Foreign) -> Element:
    """Return the root of an XML file, names without their namespaces. Each element has its line under `line_of`.

    Raises Refused for what is no XML, or what is made to do harm.
    """
    from defusedxml.common import DefusedXmlException

    if len(file.data) > LARGEST_FILE:
        raise file.refused(f"it is larger than {LARGEST_FILE // 1_000_000} MB")
    try:
        try:
            return _parsed(file, file.data)
        except ParseError as problem:
            if problem.code == codes[XML_ERROR_UNDEFINED_ENTITY]:
                # HTML that stands in XML as it is, `&nbsp;` and all.
                return _parsed(file, _NAMED.sub(_numbered, file.data))
            if problem.code == codes[XML_ERROR_INVALID_TOKEN] and not _ENCODING.match(file.data):
                # Without a word about it XML is UTF-8, but editors on Windows know nothing of that.
                return _parsed(file, file.text().encode())
            raise
    except DefusedXmlException as problem:
        raise file.refused(
            f"it defines entities or asks for other files ({type(problem).__name__}), and is not safe to read"
        ) from None
    except (ParseError, ValueError, LookupError, AssertionError) as problem:
        line = problem.position[0] if isinstance(problem, ParseError) else 0
        raise file.refused(f"this is not XML that can be read: {problem}", line) from None


def _numbered(match: re.Match[bytes]) -> bytes:
    """Return a character that HTML has a name for by its number, which XML knows."""
    name = match[1].decode()
    return b"&#%d;" % name2codepoint[name] if name in name2codepoint and name not in _OF_XML else match[0]


def _parsed(file: Foreign, data: bytes) -> Element:
    from defusedxml.ElementTree import DefusedXMLParser

    depth = count = 0

    class Parser(DefusedXMLParser):  # type: ignore[misc]  # defusedxml has no types
        def _start(self, tag: str, attributes: list[str]) -> Any:
            nonlocal depth, count
            depth, count = depth + 1, count + 1
            if depth > DEEPEST or count > MOST_ELEMENTS:
                raise file.refused(
                    "its elements lie too deep in each other, or are too many", self.parser.CurrentLineNumber
                )
            element = super()._start(tag, attributes)
            element.tag = element.tag.rpartition("}")[2]
            element.attrib = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
            element.set(_LINE, str(self.parser.CurrentLineNumber))
            return element

        def _end(self, tag: str) -> Any:
            nonlocal depth
            depth -= 1
            return super()._end(tag)

    parser = Parser(target=TreeBuilder(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.feed(data)
    root = parser.close()
    assert isinstance(root, Element)
    return root


def line_of(element: Element) -> int:
    """Return the line on which an element begins."""
    return int(element.get(_LINE, "0"))


def text_of(element: Element | None, path: str = "") -> str:
    """Return the text below an element, or below a path from it; empty where there is none."""
    found = element.find(path) if element is not None and path else element
    return "".join(found.itertext()) if found is not None else ""


def html_of(element: Element, instead: Mapping[Element, str] = MappingProxyType({})) -> str:
    """Return what an element holds as HTML; in place of some elements in it stands what `instead` gives."""
    from html import escape

    parts = [escape(element.text or "", quote=False)]
    for child in element:
        if child in instead:
            parts += [instead[child], escape(child.tail or "", quote=False)]
            continue
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in child.attrib.items() if name != _LINE)
        parts += [
            f"<{child.tag}{attributes}>",
            html_of(child, instead),
            f"</{child.tag}>",
            escape(child.tail or "", quote=False),
        ]
    return "".join(parts)


_LINE = " line"
