"""What on a page is furniture, not the text of its post: selectors as data."""

from __future__ import annotations

import re

from bs4 import Tag

_ELEMENTS = frozenset(("nav", "footer", "aside", "form", "dialog", "marquee"))
_ROLES = frozenset(("navigation", "complementary", "search", "dialog", "banner", "contentinfo"))
_NAMES = re.compile(
    r"""(?:^|[\s_-])(?:
        share|shared?addy|sharing|social|sns|addtoany
      | related(?:posts?)?|recommended|jp-relatedposts
      | comments?|respond|reply|disqus
      | author-(?:box|bio|info)|about-author
      | breadcrumbs?|navigation|pagination|paging|pager|prevnext|gnb|lnb|snb|location
      | sidebar|widget|newsletter|subscribe|cookie|popup|modal|banner|advert(?:isement)?
      | wpcf7|contact-form|gform|wpforms|fastcall|quick(?:menu)?
      | testimonials?|reviews?
      | tags-links|cat-links|post-meta|entry-meta|entry-footer|edit-link|screen-reader-text
      | post-thumbnail|reading-time|skip-link|another[_-]category|postbtn
      | blind|sr-only|visually-hidden
    )(?:$|[\s_-])""",
    re.IGNORECASE | re.VERBOSE,
)


def is_furniture(element: Tag) -> bool:
    """Whether an element is a menu, a form, share buttons, comments, testimonials or the like."""
    if element.name in _ELEMENTS or element.get("aria-hidden") == "true":
        return True
    attributes = element.attrs
    if not attributes:
        return False
    if attributes.get("role") in _ROLES:
        return True
    names = (attributes.get("class"), attributes.get("id"))
    return any(_NAMES.search(str(name)) for name in names if name)
