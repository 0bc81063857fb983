"""sitemap.xml and robots.txt: where a search engine may go, which is where everyone may."""

from itertools import islice
from xml.etree import ElementTree

from django.urls import reverse

from parley.apps.convening.feeds.common import absolute
from parley.apps.convening.selectors.feeds import addresses_for
from parley.core.actors import ANONYMOUS

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
LIMIT = 50_000  # the protocol's own, for one file
NOT_FOR_ROBOTS = ("desk", "search", "sign-in")


def sitemap() -> bytes:
    """Always what an anonymous reader sees, whoever asks: the file is published."""
    root = ElementTree.Element("urlset", xmlns=NAMESPACE)
    for address in islice(addresses_for(ANONYMOUS), LIMIT):
        url = ElementTree.SubElement(root, "url")
        ElementTree.SubElement(url, "loc").text = absolute(address.path)
        if address.changed:
            changed = address.changed.isoformat(timespec="seconds")
            ElementTree.SubElement(url, "lastmod").text = changed
    return ElementTree.tostring(root, "utf-8", xml_declaration=True)


def robots() -> bytes:
    lines = ["User-agent: *", *(f"Disallow: {reverse(name)}" for name in NOT_FOR_ROBOTS)]
    return "\n".join([*lines, "", f"Sitemap: {absolute(reverse('sitemap'))}", ""]).encode()
