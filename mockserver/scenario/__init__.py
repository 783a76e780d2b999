"""The scenario language: its types, its library, its matching. It knows no HTTP and no provider."""
