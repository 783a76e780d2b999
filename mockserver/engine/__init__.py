"""The simulated world: time, jobs, accounts, files, webhooks. It knows no HTTP, no provider and no YAML."""
