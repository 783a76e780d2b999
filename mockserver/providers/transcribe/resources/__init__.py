"""What the service keeps: jobs, vocabularies, filters, models and categories, and what is done with them."""
