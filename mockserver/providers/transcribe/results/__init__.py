"""What jobs leave: which documents, where they lie, and what is done to the transcript before one is written."""
