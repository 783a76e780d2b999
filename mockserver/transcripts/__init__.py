"""What was "said": one model; made up from a seed or read from fixtures; rendered as text, captions and .docx."""
