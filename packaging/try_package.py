"""Installs a package in a bare Debian and uses it: `python packaging/try_package.py FILE`, as root.

debootstrap makes a root of the smallest kind. apt installs a .deb there with what it depends on and nothing
recommended. For an .rpm apt brings rpm and the libraries, and each that the package asks for must be there.
An ordinary user starts the program under Xvfb, goes through `--self-test` and chats with the built-in engine;
then the package is removed and what is left of it is looked for.
"""

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import closure
import frozen_check  # it brings the root of the tree into sys.path
from system_libraries import packages_for, release_codename

from tests.helpers.xvfb import XvfbMissing, xvfb

USER = "herder"
LIMIT_S = 900
USUAL_MIRROR = "http://deb.debian.org/debian"
CHANGING = (
    "home/",
    "tmp/",
    "proc/",
    "dev/",
    "sys/",
    "var/cache/",
    "var/lib/apt/",
    "var/lib/dpkg/",
    "var/log/",
)
"""What apt and the user write in, whatever is installed."""


class TrialFailed(Exception):
    """Something did not work; the text says what."""


def run(*command: str) -> str:
    """Run a command.

    Raises:
        TrialFailed: it failed; with the end of what it said.
    """
    surroundings = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command,
        env=surroundings,
        timeout=LIMIT_S,
        check=False,
        text=True,
        errors="replace",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        raise TrialFailed(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout[-3000:]}")
    return done.stdout


def mirror() -> str:
    """The mirror that this system itself installs from."""
    places = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    for path in places:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        found = re.search(r"^(?:deb (?:\[.*?\] )?|URIs: )(https?://\S+/debian)/?(?:\s|$)", text, re.MULTILINE)
        if found:
            return found[1]
    return USUAL_MIRROR


@contextmanager
def bare_root(folder: Path) -> Iterator[Path]:
    """A minimal Debian with the release of this one, /proc and /dev inside; unmounted at the end."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)  # the user inside has to get through
    suite = release_codename(platform.freedesktop_os_release())
    run("debootstrap", "--variant=minbase", suite, str(folder), mirror())
    for name in ("resolv.conf", "hosts"):
        shutil.copyfile(f"/etc/{name}", folder / "etc" / name)
    for path in Path("/etc/apt/apt.conf.d").glob("*proxy*"):
        shutil.copyfile(path, folder / "etc/apt/apt.conf.d" / path.name)
    with ExitStack() as mounted:
        for kind, name in (("proc", "proc"), ("", "dev")):
            target = str(folder / name)
            run("mount", *(["-t", kind, kind] if kind else ["--bind", f"/{name}"]), target)
            mounted.callback(run, "umount", "--lazy", target)
        yield folder


def files(root: Path) -> set[str]:
    """Every path in the root that does not change by itself."""
    found = set()
    for folder, names, leaves in os.walk(root):
        inside = Path(folder).relative_to(root).as_posix().removeprefix(".")
        prefix = f"{inside}/" if inside else ""
        names[:] = [name for name in names if not f"{prefix}{name}/".startswith(CHANGING)]
        found |= {f"{prefix}{name}" for name in (*names, *leaves)}
    return found


def use(root: Path, url: str, display: str) -> None:
    """Start it as a user does.

    Raises:
        TrialFailed: it did not do what it must.
    """
    inside = ["chroot", f"--userspec={USER}:{USER}", str(root), "/usr/bin/env", "-i", f"HOME=/home/{USER}"]
    inside += ["PATH=/usr/bin:/bin", f"DISPLAY={display}"]
    said = run(*inside, "arriero", "--self-test", "--server", url)
    strange = [line for line in said.splitlines() if line and not line.startswith("ok ")]
    if strange:
        raise TrialFailed(f"the self-test said:\n{said}")
    print(f"self-test in an X window: {len(said.splitlines())} parts ok", flush=True)
    said = run(*inside, "arriero", "--demo")
    print(f"chat with the built-in engine: {said.strip().splitlines()[-2]}", flush=True)
    picture = root / f"home/{USER}/.local/share/arriero/demo/arriero-demo.png"
    if not picture.is_file():
        raise TrialFailed("the demo left no picture in the data folder")


def install(package: Path, root: Path) -> None:
    """Install it with the tool that it is made for.

    Raises:
        TrialFailed: the tool refused, or the package asks for a library by a name that no library has.
    """
    inside = root / "var/cache/apt" / f"arriero{package.suffix}"
    shutil.copyfile(package, inside)
    place = f"/{inside.relative_to(root)}"
    apt = ["chroot", str(root), "apt-get", "-qy", "-o", "APT::Sandbox::User=root", "install"]
    apt.append("--no-install-recommends")
    if package.suffix == ".deb":
        run(*apt, place)
        return
    suite = release_codename(platform.freedesktop_os_release())
    run(*apt, "rpm", *packages_for(closure.from_system().values(), suite))
    asked = run("chroot", str(root), "rpm", "-qpR", place)
    there = run("chroot", str(root), "/sbin/ldconfig", "-p")
    lacking = [name for name in re.findall(r"^(lib\S+?\.so\S*?)\(", asked, re.MULTILINE) if name not in there]
    if lacking:
        raise TrialFailed(f"it asks for what is not there: {', '.join(lacking)}")
    # Nothing that apt installed is in rpm's own list.
    run("chroot", str(root), "rpm", "-i", "--nodeps", place)


def remove(package: Path, root: Path) -> None:
    """Remove it, and with apt what came with it.

    Raises:
        TrialFailed: the tool refused.
    """
    if package.suffix == ".deb":
        run("chroot", str(root), "apt-get", "-qy", "purge", "--autoremove", "arriero")
    else:
        run("chroot", str(root), "rpm", "-e", "arriero")


def trial(package: Path, folder: Path) -> None:
    """All of it.

    Raises:
        TrialFailed: with what went wrong.
    """
    with bare_root(folder) as root:
        installed = run("chroot", str(root), "dpkg-query", "-W", "-f", "${Package}\n").split()
        print(f"bare root: {len(installed)} packages", flush=True)
        run("chroot", str(root), "useradd", "-m", USER)
        run("chroot", str(root), "apt-get", "-q", "update")
        before = files(root)
        install(package, root)
        after = run("chroot", str(root), "dpkg-query", "-W", "-f", "${Package}\n").split()
        print(f"installed: {len(after) - len(installed)} packages", flush=True)
        with xvfb() as display, frozen_check.answering_server() as url:
            use(root, url, display)
        remove(package, root)
        left = sorted(files(root) - before)
        ours = [path for path in left if "arriero" in path.lower()]
        if ours:
            raise TrialFailed(f"left behind: {', '.join(ours)}")
        if not (root / f"home/{USER}/.local/share/arriero").is_dir():
            raise TrialFailed("the user's data went with the package")
        print(f"removed: nothing of it is left; of its dependencies {len(left)} files", flush=True)


def main() -> int:
    """Try the package that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("package", type=Path)
    parser.add_argument("--keep", type=Path, help="make the root there and leave it")
    given = parser.parse_args()
    try:
        if given.keep:
            trial(given.package, given.keep)
        else:
            with tempfile.TemporaryDirectory(prefix="arriero-root-", ignore_cleanup_errors=True) as name:
                trial(given.package, Path(name))
    except (TrialFailed, XvfbMissing, FileNotFoundError) as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
