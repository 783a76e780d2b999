"""Where Claudio's pages and what a client meets differ, and what no page tells (DESIGN §7)."""

from mockserver.gateway.provider import Assumption, Quirk

OLDER_PAGES = frozenset({"submit_message_key", "poll_transcript_location", "poll_notice"})
"""What `providers: {claudio: {pages: older}}` chooses all at once."""

_OLDER = "The older generation of the page, of which `pages: older` chooses all."

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
        observed="SubmitJob asks to poll, unless the scenario sets a webhook: nothing else would be true.",
        documented="SubmitJob says that a webhook is configured and will be notified, even where none is.",
        evidence="Seed 001 prints the sentences on the webhook; the older page prints the one on polling.",
    ),
    Quirk(
        "unknown_job",
        observed="PollJob and GetJobDetails answer 404 for an id that no job has. Nobody has reported it; it is here for "
        "clients that want to be ready for it.",
        documented="They answer 400.",
        evidence="No status table has a 404 (seeds 000 and 001), and no page prints the answer to an unknown id.",
        unless_named="documented",
    ),
    Quirk(
        "submit_message_key",
        observed="SubmitJob's text is under `msg`, which `return` names.",
        documented="It is under `message`, which `return` names.",
        evidence=f"{_OLDER} Seed 001, the current one, prints `msg`.",
        unless_named="observed",
    ),
    Quirk(
        "poll_transcript_location",
        observed="PollJob of a completed job has `transcript_url`, `media_files` and `extracted_fields`.",
        documented="It has `transcript_location` only, beside `msg` and `return`.",
        evidence=f"{_OLDER} The current page prints the other keys.",
        unless_named="observed",
    ),
    Quirk(
        "poll_notice",
        observed="PollJob of a job in progress says `after sometime`, and has an empty list of `media_files`.",
        documented="It says `after some time`, and has `msg` only.",
        evidence=f"{_OLDER} The current page prints it the other way.",
        unless_named="observed",
    ),
)

ASSUMPTIONS = (
    Assumption(
        "Paths of SubmitJob and the uploads",
        "`/jobs/submit` (or `/jobs`), `/upload/audio`, `/upload/document`. Others: `providers: {claudio: {paths: …}}`.",
    ),
    Assumption(
        "Method of PollJob and GetJobDetails",
        "POST, and GET with a body: the pages put credentials in the body. Others: `methods`, as for paths.",
    ),
    Assumption(
        "Body of an error", '`{"success": false, "msg": "ERROR: …"}`, as every `msg` begins with a word in capitals.'
    ),
    Assumption("Unknown job", "400, since no status table has a 404; see the quirk `unknown_job`."),
    Assumption("Statuses outside of the tables", "405 for a wrong method; 429 and 503 when a scenario asks for them."),
    Assumption(
        "PollJob of a failed job",
        "`success` false and the reason in `msg`; 500 for the failure `internal`, 400 for all others. The page says 400 or "
        "500.",
    ),
    Assumption(
        "What SubmitJob requires", "`key`, `secret` and one audio file with `audio_location`; all else may be left out."
    ),
    Assumption(
        "Bounds of SubmitJob", "100 audio files, 100 attachments, 1000 form fields, and 24 hours of audio in all."
    ),
    Assumption("`audio_end` of `00:00:00`", "The end of the file, whatever `audio_start` says."),
    Assumption(
        "Trimming beyond the end of a file",
        "400 where its length is known. `audio_end` may be the next whole second after it, as `HH:MM:SS` has no parts.",
    ),
    Assumption("An upload link that leads nowhere", "400 when it comes as `audio_location` or `location`."),
    Assumption("No `job_name`", "The name of the first audio file."),
    Assumption("No `profile_name`", "`General Transcription`, which names the transcripts in a sample of seed 000."),
    Assumption("`job_reference_id`", "20 letters and digits."),
    Assumption("Times", "`YYYY-MM-DD HH:MM:SS`, UTC."),
    Assumption(
        "`total_audio_length`", "Seconds with two decimals, of what is left after trimming, over all audio files."
    ),
    Assumption(
        "`is_blank_audio`",
        "True when all media are uploaded WAV files of silence (below -60 dB; of a long one, samples are heard), or are "
        "named so by `blank_audio`. Such a job's transcripts hold no words.",
    ),
    Assumption("Why a job failed", "One sentence for each of the failures that scenarios name."),
    Assumption("`return` of PollJob in progress", "None: the page prints `msg` and `media_files` only."),
    Assumption("`finished_transcript`", "In PollJob's answer when `is_raw` is 1: the links of the Word documents."),
    Assumption(
        "`is_raw`",
        "1: the transcripts hold the words alone. 0: they tell the speaker of each turn, the text file also its time.",
    ),
    Assumption("Form fields", "All of `job_data` stand in a table in each Word document."),
    Assumption(
        "Extracted fields", "A list of `key`, `ui_label` and `value`, empty without a document; no page prints one."
    ),
    Assumption("Values of extracted fields", "`input_value`, or a made-up one where it is empty."),
    Assumption(
        "Processed media",
        "The uploaded file when it is one and whole. WAV files of one format (PCM, up to 1 GiB) trimmed and joined; of other "
        "uploads the first one as it is. A generated WAV file of 10 minutes at most when nothing was uploaded.",
    ),
    Assumption(
        "Media elsewhere", "Never fetched; its link gives a generated WAV file of 10 minutes at most, under its name."
    ),
    Assumption("Documents elsewhere", "Never fetched; their links give a line of text that says so."),
    Assumption(
        "Life of a signed link", "One hour (`link_life`), then 403. Links of uploads last as long as the upload."
    ),
    Assumption(
        "Retention of transcripts",
        "30 days after the job's end (`retention`, or a rule's `results_expire`). Then all their links, expired ones too, "
        "yield the PDF, with 200. Media and extracted fields are kept.",
    ),
    Assumption("UploadDocument", "As UploadAudio, but for `file_url`: its own page was not found."),
    Assumption("250 MB", "250 × 1024² bytes for the file; more is a 400, as no table has a 413."),
    Assumption(
        "Webhooks",
        "The URL is the scenario's (`webhook`), for all of a workspace. Sent once, when a job completed or failed, with the "
        "body of GetJobDetails; tried again as `webhooks` says.",
    ),
)
