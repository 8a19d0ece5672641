from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import MissingModelError, ModelError
from pipeline.models import (
    Model,
    about,
    card,
    find_models,
    install,
    load_package,
    route,
    tree_digest,
)

BUNDLED = Path(__file__).parents[2] / "pipeline" / "bundled"


def a_model(source: str, target: str, name: str = "m") -> Model:
    return Model(
        name=name,
        version="1",
        source_language=source,
        target_language=target,
        origin="installed",
        path=f"/{source}{target}{name}",
        digest="sha256:0",
    )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for packages of the user's own."""
    from argostranslate import settings

    monkeypatch.setattr(settings, "package_data_dir", tmp_path / "packages")
    return tmp_path / "packages"


def test_the_bundled_package_is_found_with_its_card(model: Model) -> None:
    assert (model.source_language, model.target_language, model.origin) == ("ko", "en", "bundled")
    assert "Limits" in card(model)
    assert load_package(model).from_code == "ko"


def test_what_is_listed_of_a_card_are_scores_and_licence(model: Model) -> None:
    scores, licence = about(model)
    assert re.match(r"Scores .*BLEU [\d.]+.*, chrF [\d.]+$", scores)
    assert licence.startswith("Licence: CC BY 4.0")
    assert list(about(a_model("ko", "en"))) == []


def test_a_package_has_one_digest_packed_and_unpacked(model: Model) -> None:
    assert tree_digest(Path(model.path)) == model.digest


def test_an_installed_package_is_found_and_preferred_when_configured(
    home: Path, model: Model
) -> None:
    (file,) = BUNDLED.glob("*ko_en*.argosmodel")
    assert install(file).digest == model.digest
    assert [m.origin for m in find_models("installed") if m.target_language == "en"] == [
        "installed",
        "bundled",
    ]
    assert route(find_models("bundled"), "ko", "en")[0].origin == "bundled"


def test_setting_the_packages_folder_prefers_its_packages(
    home: Path, monkeypatch: pytest.MonkeyPatch, model: Model
) -> None:
    shutil.copytree(model.path, home / Path(model.path).name)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(home))
    assert route(find_models(), "ko", "en")[0].origin == "installed"


def test_a_pinned_package_comes_before_the_preferred_one(home: Path, model: Model) -> None:
    place = home / "translate-ko_en-clinic"
    shutil.copytree(model.path, place)
    metadata = (place / "metadata.json").read_text("utf-8").replace(model.version, "0.0.1")
    (place / "metadata.json").write_text(metadata, "utf-8")
    label = next(m.label for m in find_models("installed") if m.version == "0.0.1")
    assert route(find_models("bundled"), "ko", "en")[0].label == model.label
    assert route(find_models("bundled", pinned=[label]), "ko", "en")[0].label == label


def test_a_pinned_package_of_an_earlier_version_is_found_where_it_was_unpacked(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    old = tmp_path / "old" / "translate-ko_en-clinic"
    shutil.copytree(model.path, old)
    metadata = (old / "metadata.json").read_text("utf-8").replace(model.version, "0.0.1")
    (old / "metadata.json").write_text(metadata, "utf-8")
    digest = tree_digest(old).removeprefix("sha256:")
    shutil.move(old, tmp_path / "clinic-archive" / "packages" / digest[:16] / old.name)

    label = f"ko_en-clinic-0.0.1@{digest[:8]}"
    first = find_models(pinned=[label])[0]
    assert (first.label, first.origin) == (label, "bundled")
    assert label not in {m.label for m in find_models()}


def test_a_route_takes_the_fewest_packages() -> None:
    models = [a_model("ko", "ja"), a_model("ja", "en"), a_model("ko", "en"), a_model("en", "es")]
    assert [m.target_language for m in route(models, "ko", "es")] == ["en", "es"]


def test_a_missing_pair_is_told_with_what_to_do() -> None:
    with pytest.raises(MissingModelError, match=r"'ko' to 'fr'.*ko→en.*models install"):
        route([a_model("ko", "en")], "ko", "fr")


def test_a_file_that_is_no_package_is_refused_before_anything_is_installed(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "broken.argosmodel"
    file.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(ModelError, match=r"broken\.argosmodel: this is not a readable"):
        install(file)
    assert not home.exists()


def test_a_package_with_a_damaged_model_is_refused(home: Path, tmp_path: Path) -> None:
    (whole,) = BUNDLED.glob("*ko_en*.argosmodel")
    file = tmp_path / "damaged.argosmodel"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(file, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            target.writestr(info, data[:1000] if info.filename.endswith("model.bin") else data)
    with pytest.raises(ModelError, match=r"model cannot be loaded"):
        install(file)
    assert not home.exists()
