"""The published site: one page a post and language, the captured originals, lists of posts.

Pure functions from records to `(path, bytes)`, paths relative to the root of the site with
forward slashes. The pages are HTML for any browser: no script, nothing from another host.
The same records give the same bytes.
"""

from __future__ import annotations

from output.frame import Site
from output.listing import listing_pages
from output.post import post_pages, summarise
from output.statement import notice

__all__ = ["Site", "listing_pages", "notice", "post_pages", "summarise"]
