"""What a request to Amazon Transcribe must be: read, checked against Amazon's model, then against the rules beyond it."""
