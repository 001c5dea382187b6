"""Makes everything that is released for the system it runs on: `make package`.

The frozen program in dist/arriero, tried out; its licences and bill of materials; the installers of this
system; SHA256SUMS. Runs in an environment of its own (build/environment), which `packaging/dev.py package`
makes, so that nothing of the tests gets into the program.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import distributions
import frozen_check
import installers_elsewhere
import notices
import version
from environment import ROOT

DIST = ROOT / "dist"
WORK = ROOT / "build"
MOST_BYTES = 185_000_000
"""Of the frozen folder without the starter model."""
LARGEST = 10


class BuildFailed(Exception):
    """A step did not do what it must; the text says which."""


def freeze(facts: version.Facts) -> Path:
    """Run PyInstaller; returns the folder, or the bundle on macOS."""
    WORK.mkdir(exist_ok=True)
    (WORK / "version_info.txt").write_text(version.windows_version_info(facts), encoding="utf-8")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(DIST), "--workpath", str(WORK / "pyinstaller")]
    subprocess.run([*command, str(ROOT / "packaging" / "arriero.spec")], check=True, cwd=ROOT)
    return DIST / ("Arriero.app" if sys.platform == "darwin" else "arriero")


def executable(frozen: Path) -> Path:
    """The program inside."""
    if sys.platform == "darwin":
        return frozen / "Contents" / "MacOS" / "arriero"
    return frozen / ("arriero.exe" if sys.platform == "win32" else "arriero")


def add_starter_model(frozen: Path) -> bool:
    """Put the starter model inside; False where it was not fetched or there is no engine for it."""
    facts = json.loads((ROOT / "resources/models/starter.json").read_text(encoding="utf-8"))
    model = ROOT / "resources" / "models" / facts["file"]
    if not model.is_file() or not distributions.has("xllamacpp"):
        return False
    shutil.copyfile(model, notices.frozen_resources(frozen) / "models" / model.name)
    return True


def sizes(frozen: Path) -> dict[str, int]:
    """The bytes of every file, by its path inside; links count nothing."""
    return {
        path.relative_to(frozen).as_posix(): path.stat().st_size
        for path in sorted(frozen.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def size_table(found: dict[str, int]) -> str:
    """The whole, and the largest files."""
    lines = [f"{sum(found.values()) / 1e6:8.1f} MB  all, of {MOST_BYTES / 1e6:.0f} MB at most"]
    for name in sorted(found, key=lambda name: -found[name])[:LARGEST]:
        lines.append(f"{found[name] / 1e6:8.1f} MB  {name}")
    return "\n".join(lines)


def write_notices(frozen: Path, facts: version.Facts) -> Path:
    """Put the notices into the frozen folder and the bill of materials beside it; returns the latter."""
    found = notices.components(frozen)
    inside = frozen / "Contents" / "Resources" if sys.platform == "darwin" else frozen
    (inside / "THIRD-PARTY-NOTICES.txt").write_text(notices.notices(found, facts), encoding="utf-8")
    target = DIST / f"arriero-{facts.version}-{sys.platform}.cdx.json"
    target.write_text(json.dumps(notices.bill(found, facts), indent=1), encoding="utf-8")
    return target


def installers(frozen: Path, facts: version.Facts) -> list[Path]:
    """Make what this system installs."""
    if sys.platform == "linux":
        import linux_packages  # only Linux needs it

        root = WORK / "root"
        linux_packages.stage(frozen, root, facts)
        linux_packages.app_dir(root, DIST / "Arriero.AppDir")
        manifest = DIST / f"{version.APPLICATION_ID}.yml"
        manifest.write_text(linux_packages.filled_in("flatpak.yml.in", facts), encoding="utf-8")
        return linux_packages.packages(root, DIST, facts, WORK)
    else:  # a type checker on one system finds what follows a return unreachable
        return installers_elsewhere.make(frozen, DIST, facts)


def write_sums(files: list[Path]) -> Path:
    """The SHA-256 of each, as sha256sum(1) checks them."""
    target = DIST / "SHA256SUMS"
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in sorted(files)]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return target


def build(*, check: bool) -> None:
    """All of it.

    Raises:
        BuildFailed, frozen_check.CheckFailed, subprocess.CalledProcessError: a step failed.
    """
    facts, begin = version.facts(), time.monotonic()
    frozen = freeze(facts)
    found = sizes(frozen)
    print(f"frozen in {time.monotonic() - begin:.0f} s\n{size_table(found)}", flush=True)
    if sum(found.values()) > MOST_BYTES:
        raise BuildFailed("The frozen program is larger than its budget.")
    has_model = add_starter_model(frozen)
    bill = write_notices(frozen, facts)
    if sys.platform == "darwin":
        installers_elsewhere.seal(frozen)
    if check:
        frozen_check.check(executable(frozen), with_engine=has_model)
    made = [*installers(frozen, facts), bill]
    made.append(write_sums(made))
    for path in made:
        print(f"{path.stat().st_size / 1e6:8.1f} MB  {path.relative_to(ROOT)}")
    print(f"built in {time.monotonic() - begin:.0f} s", flush=True)


def main() -> int:
    """Build; the exit code says whether everything worked."""
    parser = argparse.ArgumentParser(prog="build.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--no-check", action="store_true", help="do not try the frozen program out")
    given = parser.parse_args()
    try:
        build(check=not given.no_check)
    except (
        BuildFailed,
        frozen_check.CheckFailed,
        installers_elsewhere.ToolMissing,
        subprocess.CalledProcessError,
    ) as failed:
        print(f"\n{failed}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
