"""What a scenario may set of the storage side, and the mistakes in that."""

import pytest

from mockserver.app import scenario_library
from mockserver.config import Settings
from mockserver.providers.transcribe.settings import TranscribeSettings
from mockserver.scenario.mistakes import ScenarioError


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("media_must_exist: maybe", "found the text `maybe`, expected `true` or `false`"),
        ("media_must: true", "`media_must` is no key here, expected one of: "),
        ("storage: external", "found the text `external`, expected "),
        ("storage: {create_buckets: 1}", "found the number 1, expected `true` or `false`"),
        ("storage: {external: {}}", "found no `endpoint_url`, expected that key here"),
        ("storage: {external: {endpoint_url: localhost}}", "found the text `localhost`, expected a URL such as"),
        ("storage: {external: {endpoint_url: 'http://a/', region: ''}}", "found an empty text, expected some text"),
        ("storage: {external: {endpoint_url: 'http://a/', secret: x}}", "`secret` is no key here"),
    ],
)
def test_mistakes_are_told_with_what_was_expected(written: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario_library(Settings()).parse(f"providers: {{transcribe: {{{written}}}}}\nsummary: test", "test.yaml")
    assert message in str(caught.value)
    assert len(caught.value.mistakes) == 1


def test_what_is_left_out_has_its_usual_value() -> None:
    text = "summary: test\nproviders: {transcribe: {storage: {external: {endpoint_url: 'http://127.0.0.1:9000'}}}}"
    settings = scenario_library(Settings()).parse(text, "test.yaml").providers["transcribe"]
    assert isinstance(settings, TranscribeSettings)
    assert (settings.media_must_exist, settings.storage.create_buckets) == (False, True)
    external = settings.storage.external
    assert external is not None
    assert (external.access_key_id, external.secret_access_key, external.region) == ("test", "test", "us-east-1")
