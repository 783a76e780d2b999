"""Where Amazon Transcribe's documentation and its behaviour differ, and what nobody knows (DESIGN §7)."""

from mockserver.gateway.provider import Assumption, Quirk
from mockserver.providers.transcribe.documents.assumptions import OF_DOCUMENTS

QUIRKS = (
    Quirk(
        "missing_job",
        observed='What is not there is a BadRequestException: "The requested job couldn\'t be found. …"',
        documented="Operations whose page lists it answer with a NotFoundException.",
        evidence="Seed 004 against recordings from AWS and Terraform's provider (transcribe.md §0.4, §1.7).",
    ),
    Quirk(
        "missing_token",
        observed="An unsigned request is a MissingAuthenticationTokenException, 400.",
        documented="It is a MissingAuthenticationToken, 403 (Common Errors).",
        evidence="The page of common errors against answers that users of clients reported (transcribe.md §1.5).",
    ),
    Quirk(
        "canonical_string",
        observed="The message about a wrong signature goes on with the canonical string and the string to sign that would "
        "have been right.",
        documented='It ends with "Consult the service documentation for details."',
        evidence="Users of clients report both (transcribe.md §1.5). The shorter one stands for documentation, which has none.",
    ),
)

ASSUMPTIONS = (
    *OF_DOCUMENTS,
    Assumption("Deleting a job that goes on", "BadRequest; a client's own code tells the words “couldn't be deleted”."),
    Assumption(
        "Texts about members that need or exclude each other",
        "Sentences in AWS's style; only the missing language is known.",
    ),
    Assumption("SerializationException's text", "Coral's for wrong types of values; none for what isn't JSON."),
    Assumption("An invalid NextToken", "BadRequest “The NextToken isn't valid. …”."),
    Assumption("An unknown operation", "400. Newer AWS services are said to answer 404."),
    Assumption("Methods other than POST", "405 UnknownOperationException."),
    Assumption("A body that is too large", "413 RequestEntityTooLargeException."),
    Assumption("The AWS account", "111122223333, the one of AWS's own examples."),
    Assumption("A service other than transcribe in the credential", "Refused only where signatures are verified."),
    Assumption(
        "The order in which a signature is looked at",
        "Its form, the access key, the session token, service and day, signed headers, dates, the signature.",
    ),
    Assumption("Texts about malformed signatures", "Those that AWS's services of the same protocol are known to give."),
    Assumption("How long a presigned request to Transcribe may be valid", "A week at most, as with S3."),
    Assumption("StartTranscriptionJob and given members", "They are in the answer, as GetTranscriptionJob has them."),
    Assumption(
        "A job that a scenario completes or fails at once", "Start shows it IN_PROGRESS: it never shows an end."
    ),
    Assumption("CompletionTime of a failed job", "Absent, as in the one recording there is."),
    Assumption("MediaFormat where it isn't given", "That of the URI's suffix once completed, else wav."),
    Assumption("MediaSampleRateHertz where it isn't given", "Made up from the seed once completed."),
    Assumption(
        "The language that is identified", "One of LanguageOptions, else en-US. A fixture's own isn't looked at."
    ),
    Assumption("Several languages", "Each is spoken for an equal part of the media, in the order of LanguageOptions."),
    Assumption(
        "Where redacted results lie in the service's bucket", "`redactedTranscript.json` beside `asrOutput.json`."
    ),
    Assumption("Subtitles of a job with ContentRedaction", "They are redacted, whatever RedactionOutput says."),
    Assumption("What is redacted", "Words that look like an e-mail address, a number that identifies, or a name."),
    Assumption(
        "Events of medical jobs, medical vocabularies, filters and categories",
        "None: the documentation of events lists none of these.",
    ),
    Assumption("The detail of a language model's event", "`ModelName` and `ModelStatus`, as in the API."),
    Assumption(
        "Events of a job that identifies languages",
        "Two: that of the job, then that of the identification, both of one state.",
    ),
    Assumption(
        "What a job names that isn't ready",
        "BadRequest “… can't be used yet. …”. What was ready stays in use while it is updated.",
    ),
    Assumption(
        "What a job names in another language",
        "Allowed: the model's pages say that it is not applied, without an error.",
    ),
    Assumption(
        "Unknown filters, categories and models", "The text is that of jobs and vocabularies, with their own noun."
    ),
    Assumption("Updating what goes on", "ConflictException “… couldn't be updated because it's in progress. …”."),
    Assumption(
        "Deleting a vocabulary or model that goes on", "BadRequest, as for jobs. One that a job names may be deleted."
    ),
    Assumption("A category's InputType in an update", "When it is left out, it stays as it was."),
    Assumption("An update of a language model", "It is IN_PROGRESS as long as its training was, and COMPLETED again."),
    Assumption(
        "LastModifiedTime of vocabularies and models",
        "When the present state began, as a sample of the AWS CLI suggests.",
    ),
    Assumption("Why vocabularies and models fail", "Sentences in AWS's style."),
    Assumption(
        "The buckets behind DownloadUri",
        "Those of medical vocabularies and filters are named like that of vocabularies.",
    ),
    Assumption(
        "Vocabularies and filters that are given as a file",
        "The file is read when it is given, if it lies in our storage, or, with `media_must_exist`, in another. DownloadUri "
        "leads to a copy of it; for one that isn't there, to the header of an empty table.",
    ),
    Assumption("A file of words beyond 50 KB", "BadRequest, in the words for media that are too large."),
    Assumption("The training data of a language model", "Not looked up."),
    Assumption(
        "Members of a union", "BadRequest “Member must have exactly one of: […]” when there are none or several."
    ),
    Assumption("Resources whose ARN leads nowhere", "NotFoundException, whatever the quirk `missing_job` says."),
    Assumption(
        "The number of jobs that are worked on at once", "Without bound, unless a scenario sets `concurrent_jobs`."
    ),
    Assumption("Jobs after 90 days", "Gone, counted from their end. Results in the client's own bucket stay."),
    Assumption(
        "Results that a scenario lets expire before their job (`results_expire`)",
        "The job shows their URIs as before, and these get S3's NoSuchKey: so do those in the client's own bucket here, as by "
        "a lifecycle rule of that bucket. In another S3 they stay.",
    ),
    Assumption("Defaults that a client left out", "Shown: `POST_CALL` for categories, `en-US` for HealthScribe jobs."),
    Assumption("Content types of results", "`application/json`, `text/vtt`, `application/x-subrip`."),
)
