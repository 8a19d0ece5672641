"""Every error the project raises on purpose, in one hierarchy.

Catch `ClinicArchiveError` to catch them all. A message is a sentence for a person: what is
wrong, where (file and key or line), and, where there is something to do, what to do.
"""

from __future__ import annotations


class ClinicArchiveError(Exception):
    """The base of every error raised on purpose; its text is fit to show to a person."""


class ConfigError(ClinicArchiveError):
    """A configuration, option or argument is wrong (exit status 2)."""


class ArchiveError(ClinicArchiveError):
    """The archive folder cannot be used as it is."""


class NotAnArchiveError(ArchiveError):
    """The folder holds no `archive.toml`."""


class NewerFormatError(ArchiveError):
    """A file was written by a newer version of this tool."""


class DamagedFileError(ArchiveError):
    """A file of the archive does not hold what its kind of file must hold."""


class SourceError(ClinicArchiveError):
    """A source could not be captured or read."""


class NotAPostError(SourceError):
    """A page is not a post: deleted, private, a frame, an error page, or empty."""


class UnreadablePageError(SourceError):
    """A page's bytes cannot be turned into text and structure."""


class WarcError(SourceError):
    """A WARC file is cut off, damaged, or a record fails its digest."""


class GlossaryError(ClinicArchiveError):
    """A glossary file, or a row of one, cannot be used."""


class ModelError(ClinicArchiveError):
    """A translation package is unreadable, or decoding with it failed."""


class DecodingError(ModelError):
    """A loaded package failed on what it was given."""


class MissingModelError(ModelError):
    """No installed package, nor chain of packages, translates the pair asked for."""


class DeletedPostError(NotAPostError):
    """The page says that the post is deleted or never was."""


class PrivatePostError(NotAPostError):
    """The page says that the post is not public."""


class IndexPageError(NotAPostError):
    """The page leads to posts and is none itself: a frame, a list, the front of a site."""


class FramePageError(IndexPageError):
    """The page is only a frame around the post; `target` is the address of the page inside."""

    def __init__(self, message: str, target: str) -> None:
        super().__init__(message)
        self.target = target

    def __reduce__(self) -> tuple[type[FramePageError], tuple[str, str]]:
        return type(self), (str(self), self.target)


class DamagedWarcError(WarcError):
    """A WARC file is damaged before its end; the records in its first `whole` bytes are whole."""

    def __init__(self, message: str, whole: int) -> None:
        super().__init__(message)
        self.whole = whole


class RefusedError(SourceError):
    """An address is not fetched: its host is private, or its robots.txt says no."""


class KeyFileError(ConfigError):
    """A file that should hold a key of a certain kind does not."""


class SignatureError(ArchiveError):
    """A signature is damaged, does not hold, or is about something else."""


class LockError(ArchiveError):
    """What a build would use is not what `archive.lock` pins."""


class BitextError(ClinicArchiveError):
    """A file of translations (TSV, TMX, XLIFF) cannot be read."""


class ExecutorError(ClinicArchiveError):
    """Those who were to do the work of a build cannot be reached, or are not fit for it."""
