"""Where Claudio's pages and what a client meets differ, and what no page tells (DESIGN §7)."""

from mockserver.gateway.provider import Assumption, Quirk

QUIRKS = (
    Quirk(
        "status_always_completed",
        observed="GetJobDetails gives the job's own status: `in_progress`, `completed` or `error`.",
        documented="GetJobDetails gives the status `completed`, whatever became of the job.",
        evidence="Seed 000 prints `completed` in all five samples, an evident copy-and-paste slip.",
    ),
    Quirk(
        "completed_at_always",
        observed="`completed_at` is null until the job has ended.",
        documented="`completed_at` is always a time; until the job has ended, that of its submission.",
        evidence='Seed 000 prints `"completed_at": "submission timestamp"` in all five samples, in progress too.',
    ),
    Quirk(
        "error_message_null",
        observed="`error_message` of a failed job tells why it failed.",
        documented="`error_message` is null, for a failed job as well.",
        evidence="Seed 000 prints null in all five samples, the one of the error too.",
    ),
    Quirk(
        "webhook_message",
        observed="SubmitJob asks to poll: without a webhook nothing else would be true, and no page tells how to set one up.",
        documented="SubmitJob says that a webhook is configured and will be notified. None is sent all the same.",
        evidence="Seed 001 prints the sentences on the webhook; the older page prints the one on polling.",
    ),
)

ASSUMPTIONS = (
    Assumption(
        "Paths of SubmitJob and the uploads", "`/jobs/submit` (or `/jobs`), `/upload/audio`, `/upload/document`."
    ),
    Assumption(
        "Method of PollJob and GetJobDetails", "POST, and GET with a body: the pages put credentials in the body."
    ),
    Assumption(
        "Body of an error", '`{"success": false, "msg": "ERROR: …"}`, as every `msg` begins with a word in capitals.'
    ),
    Assumption("Unknown job", "400, since no status table has a 404."),
    Assumption("Statuses outside of the tables", "405 for a wrong method; 429 and 503 when a scenario asks for them."),
    Assumption(
        "PollJob of a failed job", "400 with `success` false and the reason in `msg`; the page says 400 or 500."
    ),
    Assumption(
        "What SubmitJob requires", "`key`, `secret` and one audio file with `audio_location`; all else may be left out."
    ),
    Assumption(
        "Bounds of SubmitJob", "100 audio files, 100 attachments, 1000 form fields, and 24 hours of audio in all."
    ),
    Assumption("`audio_end` of `00:00:00`", "The end of the file, whatever `audio_start` says."),
    Assumption("An upload link that leads nowhere", "400 when it comes as `audio_location` or `location`."),
    Assumption("No `job_name`", "The name of the first audio file."),
    Assumption("No `profile_name`", "`General Transcription`, which names the transcripts in a sample of seed 000."),
    Assumption("`job_reference_id`", "20 letters and digits."),
    Assumption("Times", "`YYYY-MM-DD HH:MM:SS`, UTC."),
    Assumption(
        "`total_audio_length`", "Seconds with two decimals, of what is left after trimming, over all audio files."
    ),
    Assumption("`is_blank_audio`", "True when trimming leaves nothing."),
    Assumption("Why a job failed", "One sentence for each of the failures that scenarios name."),
    Assumption("`return` of PollJob in progress", "None: the page prints `msg` and `media_files` only."),
    Assumption("`finished_transcript`", "In PollJob's answer when `is_raw` is 1: the links of the Word documents."),
    Assumption("`is_raw`", "1: the text file holds the words alone. 0: it tells time and speaker of each turn."),
    Assumption(
        "Extracted fields", "A list of `key`, `ui_label` and `value`, empty without a document; no page prints one."
    ),
    Assumption("Values of extracted fields", "`input_value`, or a made-up one where it is empty."),
    Assumption(
        "Processed media",
        "The uploaded file when it is one and whole; else a generated WAV file of 10 minutes at most.",
    ),
    Assumption(
        "Media elsewhere", "Never fetched; its link gives a generated WAV file of 10 minutes at most, under its name."
    ),
    Assumption("Documents elsewhere", "Never fetched; their links give a line of text that says so."),
    Assumption("Life of a signed link", "One hour, then 403. Links of uploads last as long as the upload."),
    Assumption("Retention of documents", "For ever: the PDF that replaces a deleted document is not emulated."),
    Assumption("UploadDocument", "As UploadAudio, but for `file_url`: its own page was not found."),
    Assumption("250 MB", "250 × 1024² bytes, for the form as a whole; more is a 400, as no table has a 413."),
    Assumption("Webhooks", "None is sent: the pages show neither how one is configured nor its payload."),
)
