"""What nobody knows of Rev.ai: what was chosen, and why (revai.md §9)."""

from typing import Final

from mockserver.gateway.provider import Assumption

ASSUMPTIONS: Final = (
    Assumption("The balance of an account without end", "`balance_seconds` is 36000."),
    Assumption("When a job is charged for", "When it is submitted, however it ends; it is never paid back."),
    Assumption(
        "A token in the query (`access_token`)",
        "It is looked at in StreamAudio and by the APIs whose pages speak of it: language identification and forced alignment.",
    ),
    Assumption("The balance in an out-of-credit error for an account without end", "60 seconds, as in the sample."),
    Assumption("Sentences of a 400 beyond the few known ones", "They follow the manner of the known ones."),
    Assumption("Flags given as the strings `true` and `false`", "They are accepted under both versions."),
    Assumption("Headers other than `Authorization` in `auth_headers`", "They are ignored."),
    Assumption("A body that is neither JSON nor a form", "It gets 415."),
    Assumption("Bodies of 405, 413, 415, 429 and 5xx, and of a 404 under v1beta", "Problem details with a title."),
    Assumption("`Retry-After` of a 429", "1 second."),
    Assumption("Details of failures beyond the two known ones", "A sentence in their manner."),
    Assumption(
        "What is looked at first in a request for a transcript", "The job, then the Accept header, then the status."
    ),
    Assumption("The 409 for a deletion, where only one for a transcript was observed", "It has the same shape."),
    Assumption("Zone of times under v1beta", "`Z`, as in the samples; one answer in the quick start has none."),
    Assumption("Name of an uploaded file without one", "`audio_file` under v1, none under v1beta."),
    Assumption("Jobs submitted under one version", "They are found under the other as well."),
    Assumption("When a summary or translation is there", "With its job, unless the scenario says later."),
    Assumption("A job with media that can't be used (too short or long, empty, too few channels)", "It costs nothing."),
    Assumption("Finished jobs of v1beta", "They are kept for 30 days, as those of v1, though lists go back a week."),
    Assumption(
        "Results that a scenario lets expire before their job (`results_expire`)",
        "They get the 404 of a job that isn't there, while the job is listed and shown as before.",
    ),
    Assumption(
        "How long people take",
        "From 2 to 6 hours, from 1 to 2 with `rush`, from 3 to 5 minutes with `test_mode`, unless the scenario says.",
    ),
    Assumption(
        "What people write down without `verbatim`", "Neither fillers nor sounds, as `verbatim: false` of machines."
    ),
    Assumption("`skip_postprocessing`", "Numbers are spelled out in English words alone; spaces stay in JSON."),
    Assumption("What custom vocabularies do", "Words that are heard have the spelling of its single-word phrases."),
    Assumption(
        "`group_channels_by`",
        "What is kept in one piece; `speaker` by default. Jobs without channels ignore it.",
    ),
    Assumption(
        "`group_channels_threshold_ms`",
        "The longest pause within a monologue. Without it speeches are joined where one follows on the other.",
    ),
    Assumption("A `speaker_channel` that the job doesn't have", "It gets 400."),
    Assumption(
        "The 405 for captions of a channel of a job without any", "That of the pages, which print it for the converse."
    ),
    Assumption("The 404 of a summary or translation that was not asked for", "That of a job."),
    Assumption("The 409 of a summary or translation that is not there", "Its own status, and `completed` as allowed."),
    Assumption("The words of a translation", "Each word has one that stands for it; nobody translates."),
    Assumption("The words of a summary", "The transcript's longest sentences; a `prompt` changes nothing."),
    Assumption("Dollars of an account", "0.02 for each minute of its balance, all of it purchased."),
    Assumption(
        "`/revspeech/v1`, the path of v1 in 2019",
        "All of v1 in the ways of its time: short times, the account without dollars, 403 for want of credit, the 409 of the "
        "pages, 400 for captions of a wrong channel and for what foreign languages could not have in 2021.",
    ),
    # The APIs beside speech-to-text (revai.md §2.11-2.15).
    Assumption(
        "Charges of the APIs beside speech-to-text",
        "Those that listen to media charge its seconds, 15 at least, as speech-to-text does; those for text and vocabularies "
        "charge nothing, as the balance is in seconds.",
    ),
    Assumption(
        "409 and 406 of the APIs beside speech-to-text",
        "They have the shape of those of speech-to-text; the allowed values are the API's own.",
    ),
    Assumption(
        "How jobs of the APIs beside speech-to-text fail",
        "In those words of speech-to-text that fit; any other failure is `internal_processing`.",
    ),
    Assumption(
        "Names of the operations of forced alignment", "They follow those of the other APIs; nothing names them."
    ),
    Assumption(
        "How long jobs of the APIs beside speech-to-text are kept",
        "Until two minutes after `delete_after_seconds`, which is how late the service may be; else 30 days.",
    ),
    Assumption(
        "`word_count`, `duration_seconds` and `processed_duration_seconds`", "They are shown once the input was read."
    ),
    Assumption(
        "404 for a custom vocabulary",
        "`custom-vocabulary-not-found`, also where a job names one that is not complete.",
    ),
    Assumption(
        "Limits of a custom vocabulary by itself", "Those for English, as it has no language: 6000 phrases in each."
    ),
    Assumption(
        "Lists of custom vocabularies",
        "They hold all that there are, however old; `starting_after` works as elsewhere.",
    ),
    Assumption(
        "The language that is identified",
        "That of the fixture that the scenario names for the media, else English; four other languages follow it, and the "
        "confidences come to 1. `enable_multilingual` changes nothing.",
    ),
    Assumption("Language identification of more than two hours of media", "The job fails with `duration_exceeded`."),
    Assumption(
        "Media for language identification and forced alignment",
        "They must be as long as those of speech-to-text (2 seconds) and not empty, or the job fails.",
    ),
    Assumption(
        "Text or a transcript for analysis that is missing, has no word, or has more than 14000 or half a million characters",
        "It gets 400, and so does both at once.",
    ),
    Assumption("Languages of topic extraction and sentiment analysis", "`en`, `en-us` and `en-gb`; others get 400."),
    Assumption("Languages of forced alignment", "Those of the option `forced_alignment`; others get 400."),
    Assumption(
        "`offset` and `length` of results for text",
        "They count all characters (Unicode code points), so that they find the content in the text as it was submitted. A "
        "comment in the Python SDK says that invisible characters are left out, but not which these are.",
    ),
    Assumption("Topics", "The ten words of four letters and more that come most often and are not empty ones."),
    Assumption(
        "Sentiments",
        "By two short lists of English words, of which a negation turns the next around; a sentence without them is neutral.",
    ),
    Assumption(
        "A transcript to align that is given by URL",
        "It is never fetched: the words are made up, or those of the fixture that the scenario names.",
    ),
    Assumption(
        "A `transcript_text` to align", "It takes half a million characters, and gets 400 when it has no word in it."
    ),
    Assumption(
        "A stream without audio", "It is closed after 10 seconds on the workspace's clock; `stream_idle` changes that."
    ),
    Assumption("Reasons of 4001 to 4029", "As the codes are called; 4002 also says what is wrong."),
    Assumption("Errors that streams have no code for", "5xx but 503 close with 1011, any other with 4002."),
    Assumption("GET of the stream's address without an upgrade", "426, once the token is let in."),
    Assumption("A token for StreamAudio in the Authorization header", "It is accepted where the query has none."),
    Assumption(
        "`max_connection_wait_seconds`",
        "It is checked, and nobody waits: 4013 comes at once, or after a rule's `delay`.",
    ),
    Assumption("Content types of streams", "Any `audio/…`; what isn't raw needs no parameters."),
    Assumption("How much is heard in compressed audio", "By the head of WAV and MP3; else by a usual bit rate."),
    Assumption("When hypotheses come", "A partial for each word, a final at the end of a sentence."),
    Assumption("`max_segment_duration_seconds` where it isn't given", "5: a longer sentence comes in parts."),
    Assumption("`priority` and the transcriber of a stream", "They change nothing that is told."),
    Assumption("Speakers of a stream without `enable_speaker_switch`", "All is said by speaker 0, in one monologue."),
    Assumption("Transcript of a stream with `start_ts`", "Its times are those that were streamed."),
    Assumption("What a stream that ends without EOS still tells", "Nothing; its transcript has all that was heard."),
    Assumption("A stream's job while it goes on", "It is listed, and in progress."),
    Assumption("`stream_duration_seconds`", "For how long the connection was open, on the workspace's clock."),
    Assumption("Messages on a stream that are too large", "More than 4 MiB close it with 1009."),
    Assumption("What a stream is charged whose credit runs out", "All that was held."),
    Assumption("Three hours of audio that come in sooner", "They end the stream as three hours of time do."),
)
