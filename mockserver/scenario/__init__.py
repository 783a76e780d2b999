"""The scenario language: its types, its reader with line and column, its matching. It knows no HTTP and no provider."""
