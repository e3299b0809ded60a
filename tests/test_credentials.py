"""Keys of services come from the environment alone, and nothing prints them."""

from pathlib import Path

import pytest
from pydantic import SecretStr

import scrapers._base
from scrapers._base import Options, Source, credential, credentials
from tracker.cli.doc_sources import source_page
from tracker.config import Config, load_config
from tracker.errors import ConfigError


class _KeyedOptions(Options):
    limit: int = 5
    api_key: SecretStr = credential("TRACKER_EXAMPLE_KEY")
    """Key of the service."""


KEYED = Source(
    name="isrctn",
    title="Keyed",
    kind="paper",
    homepage="https://example.org",
    licence="CC0",
    basis="An open licence.",
    discover=lambda query, options, fetch: iter(()),
    parse=lambda reply: iter(()),
    options=_KeyedOptions,
    delay=0.5,
    keyed_delay=0.1,
)


@pytest.fixture(autouse=True)
def _one_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scrapers._base, "all_sources", lambda: {"isrctn": KEYED})


def load(text: str, tmp_path: Path, **environ: str) -> Config:
    (tmp_path / "config.toml").write_text(text, "utf-8")
    return load_config(tmp_path / "config.toml", environ)


def test_a_key_comes_from_its_variable(tmp_path: Path) -> None:
    config = load("[sources.isrctn]\nlimit = 7", tmp_path, TRACKER_EXAMPLE_KEY="123")
    options = config.sources["isrctn"].options
    assert isinstance(options, _KeyedOptions)
    assert (options.limit, options.api_key.get_secret_value()) == (7, "123")
    assert "123" not in repr(config) + config.model_dump_json()


@pytest.mark.parametrize(("environ", "delay"), [({}, 0.5), ({"TRACKER_EXAMPLE_KEY": "k"}, 0.1)])
def test_a_key_may_shorten_the_delay(environ: dict[str, str], delay: float, tmp_path: Path) -> None:
    assert load("[sources.isrctn]", tmp_path, **environ).sources["isrctn"].delay == delay


def test_a_shorter_delay_without_a_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"asks for 0\.5 s or more"):
        load("[sources.isrctn]\ndelay = 0.1", tmp_path)


def test_a_key_alone_turns_nothing_on(tmp_path: Path) -> None:
    assert load("", tmp_path, TRACKER_EXAMPLE_KEY="k").sources == {}


@pytest.mark.parametrize(
    ("text", "environ"),
    [('[sources.isrctn]\napi_key = "k3y"', {}), ("[sources.isrctn]", {"TRACKER_SOURCES__ISRCTN__API_KEY": "k3y"})],
)
def test_a_key_elsewhere_is_refused_unprinted(text: str, environ: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        load(text, tmp_path, **environ)
    assert "sources.isrctn.api_key is a secret and stands in no file" in str(raised.value)
    assert "TRACKER_EXAMPLE_KEY" in str(raised.value)
    assert "k3y" not in str(raised.value)


def test_the_page_of_the_source_names_the_variable() -> None:
    assert credentials(_KeyedOptions) == {"api_key": "TRACKER_EXAMPLE_KEY"}
    page = source_page(KEYED, None)
    assert "| credentials | `TRACKER_EXAMPLE_KEY` |" in page
    assert "| least delay | 0.5 s between two requests to one host; 0.1 s with a key |" in page
