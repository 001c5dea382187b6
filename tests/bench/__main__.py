"""`python -m tests.bench [NAME ...] [--json]`: run measurements; exit code 1 when a budget is missed.

With --json and one name, one object: name, figures, budgets, met. Without names, all of them.
"""

import argparse
import importlib
import json
import pkgutil
import sys

import tests.bench
from tests.bench.measure import BenchResult

SHARED = {"__main__", "measure"}


def names() -> list[str]:
    """The measurements there are: each module of this package with a `run()`."""
    found = {module.name for module in pkgutil.iter_modules(tests.bench.__path__)}
    return sorted(name for name in found - SHARED if not name.startswith("_"))


def as_object(result: BenchResult) -> dict[str, object]:
    """The result as JSON has it."""
    return {
        "name": result.name,
        "figures": {name: round(value, 6) for name, value in result.figures.items()},
        "budgets": dict(result.budgets),
        "met": result.met,
    }


def table(result: BenchResult) -> str:
    """The result as lines for a person."""
    lines = [f"{result.name}: {'met' if result.met else 'MISSED'}"]
    for name, value in result.figures.items():
        limit = result.budgets.get(name)
        budget = "" if limit is None else f"   <= {limit:g}{'  MISSED' if name in result.missed else ''}"
        lines.append(f"    {name:<40}{value:>16,.4f}{budget}")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Run what was asked for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure against the budgets.")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of: {', '.join(names())}; without: all"
    )
    parser.add_argument("--json", action="store_true", help="print JSON, one object a line")
    given = parser.parse_args(arguments)
    unknown = set(given.names) - set(names())
    if unknown:
        parser.error(f"there is no measurement {', '.join(sorted(unknown))}; there are: {', '.join(names())}")
    met = True
    for name in given.names or names():
        module = importlib.import_module(f"tests.bench.{name}")
        lack = "" if given.names else getattr(module, "lack", str)()
        if lack:
            print(f"{name} is left out: {lack}", file=sys.stderr)
            continue
        result: BenchResult = module.run()
        print(json.dumps(as_object(result)) if given.json else table(result), flush=True)
        met = met and result.met
    return int(not met)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
