"""What browsers may load for a page, as each page says it and as hosts can say it for all."""

from __future__ import annotations

import base64
import hashlib

# Source: https://www.w3.org/TR/CSP3/. Where a page's own word does not reach, into a worker and a frame, the host's does:
# the search runs a program in its worker.
_PAGE = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'{sockets}; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types lecprep"
)
_SOCKETS = " ws://localhost:* ws://127.0.0.1:*"


def page_policy(boot: str = "", *, dev: bool = False) -> str:
    """Return the policy of a page that holds the script `boot`; `dev`: and that listens for changes while it is written."""
    return _PAGE.format(scripts=_hash_of(boot), sockets=_SOCKETS if dev else "")


def policy_alone(styles: str) -> str:
    """Return the policy of a page that holds its `styles` and nothing else: it loads nothing and runs nothing."""
    return f"default-src 'none'; style-src{_hash_of(styles)}; base-uri 'none'; form-action 'none'"


def host_headers(boot: str = "") -> bytes:
    """Return the file `_headers`, as Netlify and Cloudflare Pages read it.

    Sources: https://docs.netlify.com/routing/headers/, https://developers.cloudflare.com/pages/configuration/headers/.
    """
    policy = _PAGE.format(scripts=" 'wasm-unsafe-eval'" + _hash_of(boot), sockets="")
    return (
        "/*\n"
        f"  Content-Security-Policy: {policy}; frame-ancestors 'none'\n"
        "  X-Content-Type-Options: nosniff\n"
        "  Referrer-Policy: strict-origin-when-cross-origin\n"
    ).encode()


def _hash_of(text: str) -> str:
    return f" 'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" if text else ""
