"""The recipe of the bundled models: its data are sound, and all its steps run."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from training.alignment import grow_diagonal
from training.augment import TermFinder, augment, with_terms_inserted
from training.corpus import (
    HOLDOUT,
    CorpusError,
    Pair,
    Term,
    faults,
    fold,
    load_samples,
    load_split,
    load_terms,
    pair_files,
    read_holdout,
    read_pairs,
    term_files,
)
from training.evaluate import CHECK_GROUPS, Attended, find_term, found_checks, points_at
from training.general import clean, read_help_page
from training.vocabulary import shortlist

ROOT = Path(__file__).parents[2]
FACELIFT = Term("안면거상", "facelift", "procedure", ("안면거상술",))
SWELLING = Term("부기", "swelling", "symptom", ("붓기",))
TRAINING = all(map(importlib.util.find_spec, ("torch", "eflomal", "sacrebleu")))


class TestVocabulary:
    def test_a_model_that_writes_english_may_not_choose_hangul(self) -> None:
        vocabulary = ["</s>", "<0xEA>", "▁the", "리", "▁SMAS", "°C", "㎖", "漢", "カ"]

        assert shortlist(vocabulary, "en") == "\t</s> <0xEA> ▁the ▁SMAS °C ㎖\n"

    def test_one_that_writes_korean_may_choose_anything(self) -> None:
        assert shortlist(["리", "▁SMAS"], "ko") is None


class TestCorpus:
    def test_every_file_is_well_formed(self) -> None:
        pairs = [pair for path in pair_files() for pair in read_pairs(path)]

        assert len(pairs) > 30_000
        assert list(faults(pairs)) == []

    def test_every_term_has_both_languages_and_a_known_category(self) -> None:
        assert len(load_terms()) > 1_000
        assert len(term_files()) == 10

    def test_a_line_with_a_missing_column_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "eyes-01.tsv"
        path.write_text("쌍꺼풀 수술\tDouble eyelid surgery\n눈매교정\n", encoding="utf-8")

        with pytest.raises(CorpusError, match=r"eyes-01\.tsv:2: 1 columns, not 2"):
            list(read_pairs(path))

    @pytest.mark.parametrize(
        ("korean", "english", "fault"),
        [
            ("부기는 2주 갑니다.", "The 부기 lasts 2 weeks.", "Korean in the English column"),
            ("Swelling", "Swelling", "no Korean in the Korean column"),
            ("부기는  2주 갑니다.", "Swelling lasts 2 weeks.", "doubled white space"),
            ("부기는 2주 갑니다.", "Swelling lasts\u00a02 weeks.", "white space"),
            (unicodedata.normalize("NFD", "부기"), "Swelling", "not in Unicode normal form C"),
        ],
    )
    def test_what_a_person_should_look_at_is_found(
        self, korean: str, english: str, fault: str
    ) -> None:
        assert any(fault in found for found in faults([Pair(korean, english)]))


class TestHoldout:
    def test_whole_files_are_held_out_for_development_and_test(self) -> None:
        held = read_holdout(HOLDOUT)

        assert set(held.values()) == {"dev", "test"}
        assert set(held) <= {path.stem for path in pair_files()}
        assert {pair.origin for pair in load_split("train")}.isdisjoint(held)

    @pytest.mark.parametrize("split", ["dev", "test"])
    def test_no_held_out_sentence_is_in_training_in_either_language(self, split: str) -> None:
        trained = load_split("train")
        korean = {fold(pair.korean) for pair in trained}
        english = {fold(pair.english) for pair in trained}

        for pair in load_split(split):
            assert fold(pair.korean) not in korean, pair
            assert fold(pair.english) not in english, pair

    def test_every_topic_is_measured(self) -> None:
        topics = {path.stem.rpartition("-")[0] for path in pair_files()}

        for split in ("dev", "test"):
            assert {pair.origin.rpartition("-")[0] for pair in load_split(split)} == topics

    @pytest.mark.parametrize("source", ["ko", "en"])
    def test_no_sentence_of_the_sample_pages_is_in_the_corpus(self, source: str) -> None:
        corpus = [pair for path in pair_files() for pair in read_pairs(path)]
        known = {fold(side) for pair in corpus for side in (pair.korean, pair.english)}

        samples = load_samples(source)

        assert len(samples) > 100
        assert known.isdisjoint(fold(side) for p in samples for side in (p.korean, p.english))


class TestTermVariants:
    def test_a_source_term_is_replaced_by_its_target_form_and_the_particle_fits(self) -> None:
        pair = Pair("안면거상을 받은 뒤 부기가 있습니다.", "There is swelling after a facelift.")
        places = list(TermFinder([FACELIFT, SWELLING]).find(pair))

        english = with_terms_inserted(pair, places, "en", {})
        korean = with_terms_inserted(pair, places, "ko", {})

        assert english.korean == "facelift를 받은 뒤 swelling이 있습니다."
        assert english.english == pair.english
        assert korean.english == "There is 부기 after a 안면거상."
        assert korean.korean == pair.korean

    def test_an_invented_name_stands_on_both_sides(self) -> None:
        pair = Pair("안면거상을 받았습니다.", "I had a facelift.")
        places = list(TermFinder([FACELIFT]).find(pair))

        variant = with_terms_inserted(pair, places, "en", {FACELIFT: "Veloria"})

        assert variant.korean == "Veloria를 받았습니다."
        assert variant.english == "I had a Veloria."

    @pytest.mark.parametrize(
        "korean",
        ["재안면거상을 받았습니다.", "안면거상학회에 갔습니다.", "안면거상과 안면거상"],
    )
    def test_a_term_inside_another_word_or_twice_in_a_sentence_is_left(self, korean: str) -> None:
        pair = Pair(korean, "I had a facelift.")

        assert list(TermFinder([FACELIFT]).find(pair)) == []

    @pytest.mark.parametrize("target", ["en", "ko"])
    def test_one_sentence_in_three_is_varied_and_each_insertion_is_on_both_sides(
        self, target: str
    ) -> None:
        pairs, terms = load_split("dev"), load_terms()

        variants = augment(pairs, terms, target, seed=1)

        assert len(variants) == min(round(len(pairs) / 3), _with_terms(pairs, terms))
        for variant in variants:
            source, translation = variant.korean, variant.english
            if target == "ko":
                source, translation = translation, source
            inserted = _foreign_words(source, target)
            assert any(word.casefold() in translation.casefold() for word in inserted), variant

    def test_the_same_seed_gives_the_same_variants(self) -> None:
        pairs, terms = load_split("dev")[:200], load_terms()

        assert augment(pairs, terms, "en", 1) == augment(pairs, terms, "en", 1)
        assert augment(pairs, terms, "en", 1) != augment(pairs, terms, "en", 2)


class TestGeneralText:
    def test_keyboard_accelerators_are_taken_off(self) -> None:
        assert clean("파일 열기(_O)", "_Open File", "gedit") == Pair(
            "파일 열기", "Open File", "gedit"
        )

    @pytest.mark.parametrize(
        ("korean", "english"),
        [
            ("%d개 파일", "%d files"),
            ("<b>굵게</b>", "<b>Bold</b>"),
            ("Open", "Open"),
            ("목록", "A list of all the things that can be done with it"),
        ],
    )
    def test_code_markup_and_what_is_not_translated_are_left_out(
        self, korean: str, english: str
    ) -> None:
        assert clean(korean, english, "gedit") is None

    def test_help_paragraphs_are_found_by_their_identifier(self) -> None:
        page = '<h1 id="hd_id1">제목</h1><p id="par_id2">본문 <b>굵게</b></p><p id="bm">x</p>'

        assert read_help_page(page) == {"hd_id1": "제목", "par_id2": "본문 굵게"}


class TestAlignment:
    def test_links_of_one_direction_are_taken_beside_links_of_both(self) -> None:
        forward, backward = {(0, 0), (1, 1), (1, 2)}, {(0, 0), (1, 1), (3, 3)}

        assert grow_diagonal(forward, backward) == {(0, 0), (1, 1), (1, 2), (3, 3)}

    def test_a_far_link_of_one_direction_is_dropped_when_an_end_has_a_link(self) -> None:
        assert grow_diagonal({(0, 0), (0, 5)}, {(0, 0)}) == {(0, 0)}


class TestScores:
    def test_a_term_counts_in_any_of_its_korean_spellings(self) -> None:
        assert find_term(FACELIFT, "안면거상술을 받았습니다.", "ko") == (0, 5)
        assert find_term(FACELIFT, "Facelifts last.", "en") == (0, 8)
        assert find_term(FACELIFT, "A neck lift lasts.", "en") is None

    def test_the_checks_of_the_project_mark_a_changed_number(self) -> None:
        source = "부기는 2주 동안 지속됩니다."

        assert not found_checks(source, "The swelling lasts for 2 weeks.", "en")
        assert (
            found_checks(source, "The swelling lasts for 5 weeks.", "en") & (CHECK_GROUPS["number"])
        )

    def test_the_head_points_at_a_term_if_it_looks_most_at_one_of_its_pieces(self) -> None:
        attended = Attended(
            source_spans=[(0, 2), (2, 4), (4, 7)],
            target="Facelift surgery",
            target_spans=[(0, 8), (8, 16)],
            attention=[[0.4, 0.5, 0.1], [0.1, 0.1, 0.8]],
        )

        assert points_at(attended, target=(0, 8), source=(0, 4))
        assert not points_at(attended, target=(0, 8), source=(4, 7))


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A work folder with one Debian package, so that nothing is fetched."""
    root = tmp_path / "package"
    catalogue = Catalog(locale="ko")
    for pair in load_split("train")[:300]:
        catalogue.add(pair.english, pair.korean)
    folder = root / "usr/share/locale/ko/LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "sample.mo").open("wb") as file:
        write_mo(file, catalogue)
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN/control").write_text(
        "Package: sample\nVersion: 1\nArchitecture: all\nMaintainer: a <a@example.org>\n"
        "Description: sample\n",
        encoding="utf-8",
    )
    packages = tmp_path / "work/debs"
    packages.mkdir(parents=True)
    command = ["dpkg-deb", "--build", str(root), str(packages / "sample_1_all.deb")]
    subprocess.run(command, check=True, capture_output=True)
    return tmp_path / "work"


@pytest.mark.skipif(
    not TRAINING,
    reason="needs the extra: pip install 'clinic-archive[training]'",
)
@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="needs dpkg-deb for the general text")
@pytest.mark.parametrize("direction", ["ko-en", "en-ko"])
def test_the_fast_recipe_makes_a_package_and_its_scores_can_be_repeated(
    direction: str, work: Path
) -> None:
    package = Path(_run("--fast", "--direction", direction, "--work", str(work), "model").strip())

    with zipfile.ZipFile(package) as parts:
        names = {name.partition("/")[2] for name in parts.namelist()}
        metadata = json.loads(parts.read(f"{package.stem.rpartition('-')[0]}/metadata.json"))
    assert {"README.md", "metadata.json", "model/model.bin", "sentencepiece.model"} <= names
    assert [metadata["from_code"], metadata["to_code"]] == direction.split("-")
    scores = json.loads(_run("--fast", "--direction", direction, "scores", str(package)))
    kept = json.loads((package.parent / "scores.json").read_text(encoding="utf-8"))
    assert scores["test"]["chrf"] == kept["test"]["chrf"]


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", "training", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _with_terms(pairs: list[Pair], terms: list[Term]) -> int:
    finder = TermFinder(terms)
    return sum(any(finder.find(pair)) for pair in pairs)


def _foreign_words(text: str, target: str) -> list[str]:
    """The words of a source sentence that are in the script of the target."""
    return re.findall(r"[A-Za-z]+" if target == "en" else r"[가-힣]+", text)
