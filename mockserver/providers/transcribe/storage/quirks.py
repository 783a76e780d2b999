"""What nobody knows, or what is simpler here than in the real S3 (DESIGN §7)."""

from mockserver.gateway.provider import Assumption

ASSUMPTIONS = (
    Assumption(
        "Results in the client's own bucket",
        "Open without credentials, a plain GET works, unless all accounts have their signatures verified.",
    ),
    Assumption(
        "Results that another S3 doesn't take",
        "The job completes all the same. They are written again after 30 and 60 seconds of the workspace's time. The log "
        "tells of it.",
    ),
    Assumption("Results in the client's own bucket when the job is deleted", "They stay, as what S3 holds does."),
    Assumption(
        "Buckets that nobody created",
        "The first upload creates one, unless the scenario says `storage: {create_buckets: false}`; so does a job's "
        "OutputBucketName. Reading from one that isn't there is NoSuchBucket.",
    ),
    Assumption(
        "CreateBucket of a bucket that is there", "BucketAlreadyOwnedByYou in every region, us-east-1 included."
    ),
    Assumption("Checksums CRC32C and CRC64NVME", "Kept and told again, but not verified; the others are."),
    Assumption(
        "Signatures of single chunks (aws-chunked)",
        "Checked where signatures are verified, once the body has come. One that is wrong is SignatureDoesNotMatch.",
    ),
    Assumption(
        "Bounds of a workspace (files, bytes, buckets, uploads under way)", "ServiceUnavailable, TooManyBuckets."
    ),
    Assumption(
        "Versions, access control, tags, encryption, storage classes",
        "Sub-resources are NotImplemented; headers are passed over.",
    ),
)
