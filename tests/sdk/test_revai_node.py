"""The official package `revai-node-sdk` against a running server (revai.md §1.4)."""

from mockserver import MockWorkspace
from tests.sdk.conftest import RunNode

SCENARIO = """
summary: test
accounts: {revai: [{token: good-token, email: dev@example.com, balance_seconds: 600}]}
"""


def test_account(mockserver: MockWorkspace, run_node: RunNode) -> None:
    account = run_node("revai_account.mjs", MOCKSERVER_URL=mockserver.use(SCENARIO).url)
    assert account == {"email": "dev@example.com", "balance_seconds": 600}
