"""The forms an English term takes in a sentence: number, verb endings, article.

Rules rather than a dictionary: they cover the regular forms and the Latin and Greek plurals of
medical English. What is irregular beyond that is listed in the glossary.
"""

from __future__ import annotations

import functools
import re

_IRREGULAR = {
    "foot": "feet",
    "tooth": "teeth",
    "man": "men",
    "woman": "women",
    "child": "children",
    "person": "people",
    "calf": "calves",
    "scarf": "scarves",
    "half": "halves",
    "axis": "axes",
    "diagnosis": "diagnoses",
    "prosthesis": "prostheses",
    "ala": "alae",
    "areola": "areolae",
    "maxilla": "maxillae",
    "fascia": "fasciae",
    "columella": "columellae",
    "conjunctiva": "conjunctivae",
    "septum": "septa",
    "punctum": "puncta",
    "ramus": "rami",
    "sinus": "sinuses",
    "nevus": "nevi",
    "comedo": "comedones",
    "milium": "milia",
    "lentigo": "lentigines",
    "foramen": "foramina",
    "tragus": "tragi",
    "crisis": "crises",
    "stenosis": "stenoses",
    "lens": "lenses",
    "gas": "gases",
}
_SINGULAR = {plural: singular for singular, plural in _IRREGULAR.items()}
_OF = re.compile(r"\s(?:of|to|in|for|with|without|by|under|at|on)\s")
_NOT_PLURAL = re.compile(
    r"(?:ss|us|is|ics|ceps|mos|herpes|diabetes|scabies|hives|shingles|chills|measles|series)$"
)
_AN = re.compile(r"(?:[aeiou]|hour|honest|heir)", re.IGNORECASE)
_A = re.compile(r"(?:uni(?!n|m)|use|usu|uti|ure|eu|one|once|ouija|ute)", re.IGNORECASE)
_VOWEL_LETTERS = frozenset("AEFHILMNORSX")


def plural(noun: str) -> str:
    """Return the plural of one word: `scar` → `scars`, `biopsy` → `biopsies`."""
    lower = noun.lower()
    if lower in _IRREGULAR:
        return _recase(_IRREGULAR[lower], noun)
    if re.search(r"(?:s|x|z|ch|sh)$", lower):
        return noun + "es"
    if re.search(r"[^aeiou]y$", lower):
        return noun[:-1] + "ies"
    return noun + "s"


def singular(noun: str) -> str:
    """Return the singular of one word; a word that is no plural comes back as it is."""
    lower = noun.lower()
    if lower in _SINGULAR:
        return _recase(_SINGULAR[lower], noun)
    if (
        noun.isupper()
        or lower in _IRREGULAR
        or _NOT_PLURAL.search(lower)
        or not lower.endswith("s")
        or len(noun) < 4
    ):
        return noun
    if lower.endswith("ies"):
        return noun[:-3] + "y"
    if re.search(r"(?:sses|xes|zes|ches|shes|uses)$", lower):
        return noun[:-2]
    return noun[:-1]


def is_plural(noun: str) -> bool:
    """Tell whether one word has the form of a plural."""
    return singular(noun) != noun


@functools.lru_cache(maxsize=16384)
def noun_forms(term: str) -> tuple[str, ...]:
    """Return the singular and plural of a noun phrase, `term` itself first.

    The head is the last word, or the one before `of`, `to`, `in` …: `corner of the eye` gives
    `corners of the eye`. A gloss in parentheses may be left out, or stand alone.
    """
    forms = [term]
    for core in _without_gloss(term):
        before, joint, after = _split_head(core)
        head, stem = _last_word(before)
        for number in (singular, plural):
            # A plural listed as such has no second plural; a short sign (CT, PRP) may get an s.
            if number is plural and is_plural(head):
                continue
            if head[-1:].isalpha():
                forms.append(stem + number(head) + joint + after)
        forms.append(core)
    return tuple(dict.fromkeys(forms))


def head(term: str) -> str:
    """Return the word of a noun phrase that carries its number: `corner` of `corner of the eye`."""
    return _last_word(_split_head(_without_gloss(term)[0])[0])[0]


def in_number(term: str, *, many: bool) -> str:
    """Return a noun phrase in the plural or the singular; a gloss in parentheses stays."""
    core = _without_gloss(term)[0]
    before, joint, after = _split_head(core)
    word, stem = _last_word(before)
    if is_plural(word) == many or not word[-1:].isalpha():
        return term
    inflected = plural(word) if many else singular(word)
    return stem + inflected + joint + after + term[len(core) :]


def _without_gloss(term: str) -> list[str]:
    match = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", term)
    return [match[1], match[2]] if match else [term]


def _split_head(phrase: str) -> tuple[str, str, str]:
    match = _OF.search(phrase)
    if not match:
        return phrase, "", ""
    return phrase[: match.start()], match[0], phrase[match.end() :]


def _last_word(phrase: str) -> tuple[str, str]:
    match = re.search(r"[^\s-]+$", phrase)
    start = match.start() if match else 0
    return phrase[start:], phrase[:start]


@functools.lru_cache(maxsize=16384)
def verb_forms(verb: str) -> tuple[str, ...]:
    """Return the inflections of a verb phrase (`to dissect`, or without `to`).

    The first word is inflected: `fix in place` gives `fixes`, `fixed`, `fixing in place`.
    """
    bare = verb.removeprefix("to ")
    head, _, rest = bare.partition(" ")
    rest = f" {rest}" if rest else ""
    if head.endswith("e") and not head.endswith(("ee", "oe", "ye")):
        stems = (head + "s", head + "d", head[:-1] + "ing")
    elif re.search(r"[^aeiou]y$", head):
        stems = (head[:-1] + "ies", head[:-1] + "ied", head + "ing")
    elif re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", head):
        stems = (head + "s", head + head[-1] + "ed", head + head[-1] + "ing")
    else:
        third = head + ("es" if re.search(r"(?:s|x|z|ch|sh)$", head) else "s")
        stems = (third, head + "ed", head + "ing")
    return tuple(stem + rest for stem in (head, *stems))


def forms_of(target: str, listed: tuple[str, ...], part_of_speech: str) -> tuple[str, ...]:
    """Return every English form that satisfies a term, the preferred one first.

    Articles, the possessive and capitals are not part of a form: they are met when a form is
    looked for in a text.
    """
    forms: list[str] = []
    for form in (target, *listed):
        if form.startswith("to "):
            forms.extend(verb_forms(form))
        elif part_of_speech == "noun":
            forms.extend(noun_forms(form))
        elif part_of_speech == "verb":
            forms.extend(verb_forms(form))
        else:
            forms.extend(_without_gloss(form) if "(" in form else ())
            forms.append(form)
    return tuple(dict.fromkeys((target, *forms)))


def article(word: str) -> str:
    """Return `a` or `an`, as it must be before `word`."""
    sign = re.match(r"[A-Z0-9]+(?=[^a-z]|$)", word)
    if sign and len(sign[0]) > 1 and sign[0].isalpha() and not _reads_as_word(sign[0]):
        return "an" if sign[0][0] in _VOWEL_LETTERS else "a"
    if re.match(r"(?:8|11(?!\d)|18(?!\d))", word):
        return "an"
    if re.fullmatch(r"[A-Z](?:[-\s].*)?", word):
        return "an" if word[0] in _VOWEL_LETTERS else "a"
    return "an" if _AN.match(word) and not _A.match(word) else "a"


def _reads_as_word(sign: str) -> bool:
    """Tell whether a word in capitals is spoken as one (SMAS, SOOF), not letter by letter."""
    return len(sign) >= 4 and bool(re.search(r"[AEIOU]", sign))


def _recase(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word
