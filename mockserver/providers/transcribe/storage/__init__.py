"""The storage side: an S3 of the size that programs around Amazon Transcribe need (transcribe.md §7)."""
