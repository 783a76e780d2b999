"""Which of the forms that an output has is asked for (revai.md §2.0, §2.5)."""

from collections.abc import Sequence

from mockserver.gateway.call import Call
from mockserver.providers.revai.errors import unsupported_output_format


def accepted(call: Call, offered: Sequence[str], default: str, *, strict: bool = False) -> str:
    """Return the first media type of the Accept headers that is offered; `default` when there are none, and for `*/*`.

    Raises the 406. When `strict`, it does so as well where the headers are absent or hold wildcards only.
    """
    accept = ", ".join(call.headers.getall("Accept", ())).encode("utf-8", "replace").decode()
    if not accept and not strict:
        return default
    for media_range in accept.split(","):
        name = media_range.partition(";")[0].strip().lower()
        if name in offered:
            return name
        if strict or not name.endswith("/*"):
            continue
        fitting = [media_type for media_type in offered if name == "*/*" or media_type.startswith(name[:-1])]
        if fitting:
            return default if default in fitting else fitting[0]
    raise unsupported_output_format(call, accept, offered)
