from __future__ import annotations

import pytest

from pipeline.decode import Decoder
from pipeline.models import Model, find_models, load_package, route


@pytest.fixture(scope="session")
def model() -> Model:
    """The bundled Korean–English package."""
    return route(find_models("bundled"), "ko", "en")[0]


@pytest.fixture(scope="session")
def decoder(model: Model) -> Decoder:
    return Decoder(load_package(model), threads=2)


SENTENCES = (
    "안녕하세요.",
    "감사합니다.",
    "붓기는 2주 안에 빠집니다.",
    "스마스층을 당겨 고정합니다.",
    "수술 후 일주일 동안 사우나를 피해 주세요.",
    "개인에 따라 염증이나 출혈이 생길 수 있습니다.",
    "실밥은 수술 후 7일째에 제거합니다.",
    "안면거상은 처진 피부와 근막층을 함께 당겨 고정하는 수술입니다.",
    "필러와 보톡스는 서로 다른 시술입니다.",
    "눈매교정은 눈을 뜨는 힘이 약한 분께 도움이 될 수 있습니다.",
    "마취과 전문의가 수술 내내 환자의 상태를 확인합니다.",
    "왼쪽 볼이 오른쪽보다 더 부어 보일 수 있어요.",
)


@pytest.fixture(scope="session")
def sentences() -> tuple[str, ...]:
    """Korean sentences of the domain, of different lengths."""
    return SENTENCES
