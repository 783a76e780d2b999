"""Why jobs, vocabularies and models fail, in Amazon Transcribe's words (transcribe.md §3.2)."""

from collections.abc import Mapping

from mockserver.engine.lifecycle import Failure

_INTERNAL = "Internal Failure. Please try your request again."

FAILURES: Mapping[str, str] = {
    "internal": _INTERNAL,
    "unspecified": _INTERNAL,
    "download_failure": (
        "The S3 URI that you provided can't be accessed. Make sure that you have read permission and try your request again."
    ),
    "invalid_media": "Unsupported media format.",
    "media_format_mismatch": "The media format provided does not match the detected media format.",
    "invalid_sample_rate": "Invalid sample rate for audio file.",
    "sample_rate_mismatch": "The sample rate provided does not match the detected sample rate.",
    "file_too_large": "Invalid file size: file size too large.",
    "too_many_channels": "Invalid number of channels: number of channels too large.",
    "media_too_long": (
        "Invalid file size: file size too large. Maximum audio duration is 4.000000 hours."
        "Check the length of the file and try your request again."
    ),
    "media_too_short": (
        "The input media file length is too small. Minimum audio duration is 0.500000 milliseconds. "
        "Check the length of the file and try your request again."
    ),
    "invalid_vocabulary": (
        "The vocabulary contains characters that aren't supported for its language. Check its character set and try your "
        "request again."
    ),
    "invalid_training_data": (
        "The training data can't be used to train the model. Check your training data and try your request again."
    ),
    "language_not_identified": (
        "Your audio file must have a speech segment long enough in duration to perform automatic language identification. "
        "Provide an audio file with someone speaking for a longer period of time and try your request again."
    ),
}


def reason(failure: Failure) -> str:
    """Return the FailureReason: the scenario's own words, else Amazon's; for what Amazon has no words for, the vaguest."""
    return failure.detail or FAILURES.get(failure.name, _INTERNAL)
