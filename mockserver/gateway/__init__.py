"""HTTP in and out: which workspace, provider and operation a request means, and the one way that it takes."""
