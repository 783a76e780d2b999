"""What is around the jobs of one workspace: files, webhooks, accounts, phases, and answers that are held back."""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mockserver.client.handle import Handle

if TYPE_CHECKING:
    from mockserver.control.accounts import AccountView
    from mockserver.control.files import FileView
    from mockserver.control.trouble import HoldView
    from mockserver.control.webhooks import DeliveryView

__tracebackhide__ = True  # pytest shows the line of the test, not those of this module


class SurroundingsByHand(Handle):
    """What is around the jobs of one workspace."""

    def files(self, /, **wanted: Any) -> "list[FileView]":
        """Return the files that clients uploaded or put into buckets, oldest first: all, or those in a `bucket`."""
        found: list[FileView] = self.control("GET", "files", wanted)
        return found

    def file(self, file_id: str) -> bytes:
        """Return a file's bytes as they were sent. Raises MockServerError when there is none of that id."""
        content: bytes = self.control("GET", f"files/{quote(file_id, safe='')}")
        return content

    def webhooks(self) -> "list[DeliveryView]":
        """Return the webhooks with their attempts, oldest first."""
        found: list[DeliveryView] = self.control("GET", "webhooks")
        return found

    def redeliver(self, webhook_id: int) -> "DeliveryView":
        """Send a webhook once more, and return how that went. Raises MockServerError when there is none of that id."""
        sent: DeliveryView = self.control("POST", f"webhooks/{webhook_id}/redeliver")
        return sent

    def accounts(self) -> "list[AccountView]":
        """Return the accounts with their credit."""
        found: list[AccountView] = self.control("GET", "accounts")
        return found

    def change_account(self, /, provider: str, key: str = "*", **changes: Any) -> None:
        """Change an account: its `balance_seconds` (None for credit without end), or whether it is `revoked`."""
        self.control("PATCH", f"accounts/{quote(provider)}/{quote(key, safe='')}", changes)

    def phase(self) -> str | None:
        """Return the phase that the scenario is in; None where it names none."""
        phase: str | None = self.control("GET", "phase")["phase"]
        return phase

    def set_phase(self, phase: str) -> None:
        """Move on to a phase, as by hand. Raises MockServerError when the scenario names no such phase."""
        self.control("POST", "phase", {"phase": phase})

    def holds(self) -> "list[HoldView]":
        """Return the answers that a rule's `hold` keeps back, oldest first."""
        found: list[HoldView] = self.control("GET", "holds")
        return found

    def release(self, request_id: str | None = None) -> int:
        """Let go of the answer to one request, or of all that are held back. Return how many were."""
        options = {} if request_id is None else {"id": request_id}
        return int(self.control("POST", "holds/release", options)["released"])
