"""YAML files written by people: read strictly, all mistakes told at once, each with its place. It knows no language."""
