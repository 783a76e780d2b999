"""How many webhooks a workspace remembers."""

from mockserver.engine.agenda import Agenda
from mockserver.engine.clock import Clock, ClockSettings
from mockserver.engine.webhooks import Webhook, Webhooks


async def taken(_: Webhook) -> int:
    return 200


async def test_the_oldest_are_forgotten_by_number_and_by_bytes() -> None:
    clock = Clock(ClockSettings(frozen=True))
    agenda = Agenda(clock)
    webhooks = Webhooks(taken, None, clock, agenda)
    for _ in range(1_001):
        webhooks.post(Webhook("http://127.0.0.1/", b""))
    assert [delivery.id for delivery in webhooks][:1] == [2]
    for _ in range(5):
        webhooks.post(Webhook("http://127.0.0.1/", bytes(4 * 1024**2)))
    assert [delivery.id for delivery in webhooks] == [1_003, 1_004, 1_005, 1_006]
    await agenda.settle()
    assert all(delivery.delivered for delivery in webhooks)
    await agenda.close()
