"""Where Amazon Transcribe's documentation and its behaviour differ, and what nobody knows (DESIGN §7)."""

from mockserver.gateway.provider import Assumption, Quirk
from mockserver.providers.transcribe.documents.assumptions import OF_DOCUMENTS

QUIRKS = (
    Quirk(
        "missing_job",
        observed='A job that is not there is a BadRequestException: "The requested job couldn\'t be found. …"',
        documented="GetTranscriptionJob answers with a NotFoundException.",
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
    Assumption("Content types of results", "`application/json`, `text/vtt`, `application/x-subrip`."),
)
