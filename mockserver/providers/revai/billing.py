"""What a job costs (revai.md §2.1, §4, §7)."""

import math
from collections.abc import Mapping
from typing import Final

from mockserver.engine.accounts import InsufficientCredit
from mockserver.engine.job import Job
from mockserver.gateway.call import Call
from mockserver.providers.revai.failures import doomed
from mockserver.providers.revai.versions import Version, version_of

LEAST_CHARGE_S: Final[Mapping[str, int]] = {
    "async": 15,
    "human_tc": 60,
    "stream": 15,
    "language_id": 15,
    "alignment": 15,
}
"""By the type of a job, in seconds of media."""


def paid(call: Call, job: Job) -> Job:
    """Charge the account for a job, each channel by itself, and return the job.

    Where that it can't be paid for shows later, the job that is returned is doomed. One that a test has ended beforehand
    was paid beforehand. Raises the provider's `out_of_credit`.
    """
    if call.outcome.is_over:
        return job
    channels = job.submission.get("speaker_channels_count", 1)
    try:
        call.account.charge(channels * max(LEAST_CHARGE_S[job.submission["type"]], math.ceil(job.duration_ms / 1000)))
    except InsufficientCredit as error:
        if version_of(call) is not Version.V1 or call.documented("credit_check"):
            raise call.error("out_of_credit", str(error)) from error
        return doomed(job, "out_of_credit")
    return job
