"""Makes the parts of README and docs that come from the providers' own tables. `--check` only tells whether they are true."""

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mockserver.app import PROVIDERS, scenario_library
from mockserver.config import Settings
from mockserver.control.openapi import document
from mockserver.control.provider import ENDPOINTS
from mockserver.gateway.catalogue import catalogue, failures
from mockserver.gateway.operations import Operation
from mockserver.gateway.provider import Provider, Quirk
from mockserver.scenario.schema import json_schema

ROOT = Path(__file__).parent.parent
MARKS = re.compile(r"(<!-- (\w+): made by `make docs` -->\n).*?(<!-- end of \2 -->)", re.DOTALL)


def operations_table(providers: Sequence[Provider]) -> str:
    """Return the table of the services with the names of all operations that are emulated."""
    rows = ["| service | | operations |", "|---|---|---|"]
    for provider in providers:
        names = ", ".join(f"`{operation.name}`" for operation in provider.operations)
        rows.append(f"| {provider.title} | {len(provider.operations)} | {names} |")
    return "\n".join(rows) + "\n"


def operations_page(providers: Sequence[Provider]) -> str:
    """Return the page with the tables of all operations that are emulated."""
    parts = [
        "# Operations\n\n"
        "All that is emulated, from the services' own tables. This page is made by `make docs`; a test keeps it true.\n"
    ]
    for provider in providers:
        parts.append(f"\n## {provider.title}\n\n| operation | address | what it does |\n|---|---|---|\n")
        parts += [
            f"| `{operation.name}` | {address(operation)} | {cell(operation.summary)} |\n"
            for operation in provider.operations
        ]
    return "".join(parts)


def control_table() -> str:
    """Return the table of the control API's calls."""
    rows = ["| call | query | body | does |", "|---|---|---|---|"]
    for endpoint in ENDPOINTS:
        members = [
            ", ".join(f"`{name}`" for name in kind.__annotations__) if kind else ""
            for kind in (endpoint.asks, endpoint.takes)
        ]
        calls = "<br>".join(f"`{endpoint.method} {path}`" for path in (endpoint.path, *endpoint.aliases))
        rows.append(f"| {calls} | {' | '.join(members)} | {cell(endpoint.summary)} |")
    return "\n".join(rows) + "\n"


def with_tables(page: Path, tables: Mapping[str, str]) -> str:
    """Return a page with its tables made anew."""
    return MARKS.sub(lambda marks: marks[1] + tables[marks[2]] + marks[3], page.read_text("utf-8"))


def address(operation: Operation) -> str:
    """Return an operation's methods and paths for a cell of a table, with what else tells it from others."""
    methods = "/".join(operation.methods)
    query = f"?{'&'.join(operation.query)}" if operation.query else ""
    asked = " (WebSocket)" if operation.websocket else ""
    asked += f" with `{operation.header}`" if operation.header else ""
    return "<br>".join(f"`{methods} {path}{query}`{asked}" for path in operation.paths)


def fidelity_page(providers: Sequence[Provider]) -> str:
    """Return the page that tells documented, observed and assumed behaviour apart."""
    parts = [
        "# Fidelity\n\n"
        "What the emulation knows, and how well. This page is made by `make docs` from the registry in each provider's\n"
        "`quirks.py`; a test keeps it true.\n\n"
        "A **quirk** is a point on which a service's documentation and its observed behaviour differ. The server shows the\n"
        "observed side, what a client meets in production. A scenario chooses the documented one, for a whole provider\n"
        "(`quirks: {revai: documented}`) or for one quirk (`quirks: {revai: {ID: documented}}`). Where a side is named in\n"
        "brackets, that one holds unless the scenario names this very quirk.\n\n"
        "What is **assumed** nobody knows: it was chosen sensibly and may be wrong. Tell us if you know better.\n"
    ]
    for provider in providers:
        if not provider.quirks and not provider.assumptions:
            continue
        parts.append(f"\n## {provider.title}\n")
        if provider.quirks:
            parts.append("\n| quirk | observed | documented | evidence |\n|---|---|---|---|\n")
            parts += [
                f"| {quirk_name(quirk)} | {cell(quirk.observed)} | {cell(quirk.documented)} | {cell(quirk.evidence)} |\n"
                for quirk in provider.quirks
            ]
        if provider.assumptions:
            parts.append("\n| assumed about | chosen |\n|---|---|\n")
            parts += [f"| {cell(assumed.about)} | {cell(assumed.chosen)} |\n" for assumed in provider.assumptions]
    return "".join(parts)


def errors_page(providers: Sequence[Provider]) -> str:
    """Return the page that lists errors by name, with what each provider answers."""
    rows = [
        f"| `{error.name}` | {error.provider.title} | {error.answer.status} | `{error.body}` |\n"
        for error in catalogue(providers)
    ]
    return (
        "# Errors by name\n\n"
        "The names that a scenario may give to `error`, and what each service answers under it: its status and its body, as a\n"
        "request for the service's first operation gets it. `mockserver errors` prints the same. This page is made by\n"
        "`make docs`; a test keeps it true.\n\n"
        "A scenario may change each of them: `error: {name: out_of_credit, current_balance: 12}`, as\n"
        "[scenarios.md](scenarios.md#errors) explains.\n\n"
        "| error | service | status | body |\n|---|---|---|---|\n" + "".join(rows) + "\n## Failures of jobs by name\n\n"
        "The names that a timeline may give to `failed`, and what each service says then, as `mockserver errors --failures`\n"
        "prints it. Claudio's pages print none of its words.\n\n"
        "| failure | service | words |\n|---|---|---|\n"
        + "".join(f"| `{name}` | {provider.title} | {words} |\n" for name, provider, words in failures(providers))
    )


def keys_page(schema: Mapping[str, Any]) -> str:
    """Return the page that lists every key of the scenario language, part by part, as the types describe them."""
    parts = [
        "# Every key of a scenario\n\n"
        "Made by `make docs` from the types that read scenarios; a test keeps it true. [scenarios.md](scenarios.md) explains\n"
        "the language by example.\n",
        _keys_of("ScenarioFile", schema, schema["$defs"]),
    ]
    parts += [
        _keys_of(name, part, schema["$defs"])
        for name, part in sorted(schema["$defs"].items())
        if keyed(part) is not None
    ]
    return "".join(parts)


def keyed(part: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the schema of a part's mapping of keys; None for what is no mapping."""
    ways = [part, *part.get("anyOf", ())]
    return next((way for way in ways if "properties" in way), None)


def _keys_of(name: str, part: Mapping[str, Any], parts: Mapping[str, Any]) -> str:
    mapping = keyed(part) or {}
    rows = "".join(
        f"| `{key}`{' (required)' if key in mapping.get('required', ()) else ''} | {cell(_description(about, parts))} | "
        f"{cell(', '.join(f'`{json.dumps(one, ensure_ascii=False)}`' for one in about.get('examples', ())))} |\n"
        for key, about in mapping.get("properties", {}).items()
    )
    about = mapping.get("description", "").partition("\n")[0]
    return f"\n## {name}\n\n{about}\n\n| key | is | such as |\n|---|---|---|\n{rows}"


def _description(about: Mapping[str, Any], parts: Mapping[str, Any]) -> str:
    """Return what a key is, by its own words or those of the part that stands there."""
    there = parts.get(about.get("$ref", "").rpartition("/")[2], {})
    return str(about.get("description") or there.get("description", ""))


def quirk_name(quirk: Quirk) -> str:
    """Return a quirk's id for a cell of a table, with the side that holds where it keeps apart from the others."""
    return f"`{quirk.id}`" + (f" ({quirk.unless_named})" if quirk.unless_named else "")


def cell(text: str) -> str:
    """Return text fit for a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def generated() -> dict[Path, str]:
    """Return all files that have generated parts, with what they should hold."""
    readme, control = ROOT / "README.md", ROOT / "docs" / "control.md"
    library = scenario_library(Settings())
    schema = json_schema(library.vocabulary, library.places)
    return {
        readme: with_tables(readme, {"operations": operations_table(PROVIDERS)}),
        control: with_tables(control, {"calls": control_table()}),
        ROOT / "docs" / "openapi.json": json.dumps(document(ENDPOINTS), indent=2, ensure_ascii=False) + "\n",
        ROOT / "docs" / "operations.md": operations_page(PROVIDERS),
        ROOT / "docs" / "fidelity.md": fidelity_page(PROVIDERS),
        ROOT / "docs" / "errors.md": errors_page(PROVIDERS),
        ROOT / "docs" / "scenario_keys.md": keys_page(schema),
        ROOT / "docs" / "scenario.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n",
    }


def main() -> int:
    """Write what has changed, or with `--check` name it. Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when something is out of date")
    check = parser.parse_args().check
    stale = [path for path, text in generated().items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        if check:
            sys.stderr.write(f"{path.relative_to(ROOT)} is out of date. Run `make docs`.\n")
        else:
            path.write_text(generated()[path], "utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
