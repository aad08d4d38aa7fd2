"""Pelican with its own theme; what it read is remembered, as its settings offer."""

SITENAME = "A course of any size"
SITEURL = ""
RELATIVE_URLS = True
PATH = "content"
OUTPUT_PATH = "site"
ARTICLE_PATHS = ["lectures"]
STATIC_PATHS = ["images"]
ARTICLE_URL = "lectures/{slug}.html"
ARTICLE_SAVE_AS = "lectures/{slug}.html"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
DEFAULT_PAGINATION = 20
FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.admonition": {},
        "markdown.extensions.codehilite": {"css_class": "highlight", "guess_lang": False},
        "markdown.extensions.extra": {},
        "markdown.extensions.toc": {},
    }
}
