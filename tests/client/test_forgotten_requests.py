"""Assertions about requests that the journal has let go of, over its bound: nobody is told that all is well."""

from collections.abc import Callable, Iterator

import pytest

from mockserver import MockServer, MockWorkspace
from mockserver.client import MockServerError

FORGOTTEN = r"The journal has forgotten 2 requests before these, over its bound, so it can't be told for sure"


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer(journal_entries=2) as running:
        yield running


@pytest.fixture
def mock(server: MockServer) -> Iterator[MockWorkspace]:
    """Four requests came, of which the journal has the last two: a submission and a poll."""
    workspace = server.workspace("forgetful").use("summary: test\nclock: {frozen: true}")
    client = workspace.revai.client()
    for _ in range(2):
        client.get_job_details(client.submit_job_url("https://example.com/a.mp3").id)
    yield workspace
    workspace.delete()


@pytest.mark.parametrize(
    "asserted",
    [
        lambda mock: mock.assert_not_called("DeleteJob"),
        lambda mock: mock.assert_called("SubmitJob", times=1),
        lambda mock: mock.assert_called("SubmitJob", times=2),
        lambda mock: mock.assert_called("DeleteJob"),
        lambda mock: mock.assert_called(when={"operation": "GetAccount"}),
        lambda mock: mock.assert_all_expected(),
        lambda mock: mock.manners().assert_stops_at_end(),
        lambda mock: mock.manners().assert_submits_once(),
    ],
)
def test_what_cannot_be_known_fails(mock: MockWorkspace, asserted: Callable[[MockWorkspace], None]) -> None:
    with pytest.raises(AssertionError, match=FORGOTTEN):
        asserted(mock)


def test_what_is_known_all_the_same_is_told(mock: MockWorkspace) -> None:
    mock.assert_called("SubmitJob")
    with pytest.raises(AssertionError, match=r"^Expected never: operation='GetJob'\. It came once\.\nThe nearest was"):
        mock.assert_not_called("GetJob")
    with pytest.raises(AssertionError, match=r"The client left jobs behind: job \w+\.$"):
        mock.manners().assert_cleans_up()


def test_lists_warn(mock: MockWorkspace) -> None:
    with pytest.warns(UserWarning, match=FORGOTTEN) as warned:
        assert [request.number for request in mock.requests()] == [3, 4]
    assert warned[0].filename == __file__
    assert mock.forgotten_requests() == 2


def test_what_a_test_has_forgotten_itself_is_not_missed(mock: MockWorkspace) -> None:
    mock.forget_requests()
    mock.assert_not_called("SubmitJob")
    mock.assert_all_expected()
    assert mock.forgotten_requests() == 0


def test_a_slip_is_told_before_what_is_forgotten(mock: MockWorkspace) -> None:
    with pytest.raises(MockServerError, match="did you mean `DeleteJob`"):
        mock.assert_not_called("DeletJob")
