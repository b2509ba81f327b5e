"""Files a page hands over by itself: no server path, no second request."""

from __future__ import annotations

import base64
import mimetypes
from html import escape


def link(name: str, content: bytes, words: str) -> str:
    """A link that saves ``content`` under a name; ``words`` are HTML."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    data = base64.b64encode(content).decode()
    return f'<a download="{escape(name, quote=True)}" href="data:{kind};base64,{data}">{words}</a>'
