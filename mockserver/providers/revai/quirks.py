"""Where Rev.ai's documentation and its observed behaviour differ (revai.md §9)."""

from typing import Final

from mockserver.gateway.provider import Quirk

QUIRKS: Final = (
    Quirk(
        "parameters_key",
        observed="A 400 names the wrong fields under both `parameters` and `parameter`.",
        documented="A 400 names them under `parameter` alone.",
        evidence="The pages print `parameter` (seed 002); the SDKs and clients in production read `parameters` "
        "(revai.md §4).",
    ),
    Quirk(
        "unauthorized_period",
        observed="Under v1 the title of a 401 ends with a full stop.",
        documented="It has none.",
        evidence="A test of the Node SDK against the real service expects it; no page prints it (revai.md §4).",
    ),
    Quirk(
        "conflict_body",
        observed="Under v1 a 409 has `extensions`, speaks of `the output`, and its type begins with https://www.rev.ai.",
        documented="It has none, speaks of `the transcript`, and its type begins with https://rev.ai.",
        evidence="A capture of 2026 against the pages (revai.md §4).",
    ),
    Quirk(
        "credit_check",
        observed="Under v1 a job that can't be paid for is accepted, and fails with `insufficient_balance`.",
        documented="It is refused with 403.",
        evidence="The Node SDK's tests changed to that in 2022; the pages list the 403 (revai.md §4).",
    ),
    Quirk(
        "balance_seconds",
        observed="Under v1 `balance_seconds` of the account tells the credit, as the balances in dollars do.",
        documented="It is 0: the pages of 2026 call it deprecated.",
        evidence="Older pages and the Python SDK know nothing else; newer pages add `total_balance` and others "
        "(revai.md §2.10).",
    ),
    Quirk(
        "captions_mismatch",
        observed="Captions with a `speaker_channel` of a job without channels, or without one of a job with them, get 400.",
        documented="They get 405.",
        evidence="A test of the Node SDK against the real service catches a 400; the pages print a 405 (revai.md §2.8).",
        unless_named="documented",
    ),
    Quirk(
        "v1beta_media_type",
        observed="Under v1beta an upload is taken whatever type its part says.",
        documented="It gets 400 unless the part says one of the listed types of audio and video.",
        evidence="The pages want the type; no answer to its absence is known, but for that of a sibling product "
        "(revai.md §2.9).",
    ),
    Quirk(
        "timestamp_digits",
        observed="Under v1 times have three digits of fraction.",
        documented="A trailing zero is left off: `2018-05-05T23:23:22.29Z`.",
        evidence="A capture of 2026 against seeds 002 and 003. Under v1beta it is left off in any case (revai.md §7).",
    ),
    Quirk(
        "accept_wildcard",
        observed="Under v1beta a transcript comes as JSON when the Accept header is absent or holds a wildcard.",
        documented="Such a request gets 406: the header is mandatory.",
        evidence="The pages of v1beta; clients built on curl and requests send `*/*` (revai.md §2.9).",
    ),
    Quirk(
        "v1beta_job_keys",
        observed="Under v1beta a job's keys come in the order of `id`, `created_on`, …, `status`, in lists as well, and "
        "media by URL have a name.",
        documented="They come as in the samples: `id`, `status`, `created_on`, …; a finished job in a list is without "
        "`completed_on`, and only uploaded files have a name.",
        evidence="The answers in the quick start (revai.md §3.1) against seeds 002 and 003.",
    ),
    Quirk(
        "v1beta_spaces",
        observed="Under v1beta each space of a JSON transcript is an element of its own, as under v1.",
        documented="There is no such element; a mark holds the space that follows it.",
        evidence="Captures of v1 against the samples of v1beta (revai.md §5.1).",
    ),
    Quirk(
        "v1beta_status",
        observed="Under v1beta the bodies of errors have `status`, as under v1.",
        documented="They have none.",
        evidence="The pages of v1beta print none; no answer of it is known (revai.md §4, §9).",
        unless_named="documented",
    ),
    Quirk(
        "unknown_starting_after",
        observed="A list that is to go on after an unknown job is empty.",
        documented="It gets the 404 of an unknown job.",
        evidence="No page speaks of it (revai.md §2.2, §9).",
        unless_named="observed",
    ),
    Quirk(
        "unlisted_language",
        observed="A `language` that the pages don't list is accepted; English is heard.",
        documented="It gets 400.",
        evidence="The pages list the languages; no answer to another one is known (revai.md §2.1, §9).",
        unless_named="documented",
    ),
    Quirk(
        "unlisted_transcriber",
        observed="A `transcriber` that the pages don't list is accepted.",
        documented="It gets 400.",
        evidence="The pages list five; the names have changed over the years (revai.md §2.1, §9).",
    ),
    Quirk(
        "transcriber_options",
        observed="Options for people (`rush`, `test_mode`, `segments_to_transcribe`, `speaker_names`) are accepted with "
        "machines, those for machines (`remove_disfluencies`, `remove_atmospherics`, `speaker_channels_count`, "
        "`diarization_type`) with people, and `diarization_type` and `forced_alignment` with `low_cost`.",
        documented="They get 400.",
        evidence="The pages say for whom they are; no answer to the others is known, and the service ignores what it doesn't "
        "know (revai.md §2.1).",
    ),
    Quirk(
        "foreign_options",
        observed="Of jobs in other languages than English, `filter_profanity` gets 400, and `speaker_channels_count` but for "
        "Spanish and French.",
        documented="So do `speaker_channels_count` in any of them, `skip_punctuation`, `remove_disfluencies` and "
        "`custom_vocabulary_id`.",
        evidence="The OpenAPI document of 2021 against the pages since 2022. It holds under `/revspeech/v1` in any case "
        "(revai.md §2.1).",
        unless_named="observed",
    ),
)
