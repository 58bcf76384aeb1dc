"""``corpuslint push``: send a published package to where others find it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from corpuslint.commands import say_error
from corpuslint.commands.publishing import readable, unpacked
from corpuslint.errors import CorpuslintError, PackageError
from corpuslint.packaging.build import DESCRIPTOR
from corpuslint.packaging.reading import Package
from corpuslint.packaging.targets import Target, TargetOptions, open_target
from corpuslint.packaging.verify import verify_package
from corpuslint.reporters.terminal import escape


@click.command()
@click.argument("package", type=click.Path(path_type=Path))
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("--dry-run", is_flag=True, help="Tell what would be sent where, and whether it is there; change nothing.")
@click.option("--plain-http", is_flag=True, help="Speak to a registry on another machine without encryption.")
def command(package: Path, targets: tuple[str, ...], dry_run: bool, plain_http: bool) -> None:
    """Verify PACKAGE, a directory or a zip file, and send it to each TARGET.

    \b
    sqlite:FILE.db, FILE.sqlite                a database file
    postgresql://user@host/database            tables in a schema of their own
    s3://bucket/prefix                         objects below NAME-VERSION/
    git+https://…, git+ssh://…, git+file:///…  a commit, and a tag for the version
    oci://registry/repository[:tag]            an artifact
    DIRECTORY, FILE.zip                        a copy

    What was sent is read back and hashed. A version that is there is never changed: the same content is fine, other
    content is an error. Passwords and tokens come from the environment, never from the address.

    Exit status: 0 every target has this version, 2 an error; a target that failed has no part of it that reads as a
    version.
    """
    status = 0
    options = TargetOptions(plain_http=plain_http)
    # Every address is looked at before anything is sent.
    places = [(address, open_target(address, options)) for address in targets]
    with _verified(package) as found:
        for address, target in places:
            try:
                with readable(package):
                    done = _push(found, target, dry_run=dry_run)
                click.echo(escape(f"{address}: {done}"), err=not dry_run)
            except CorpuslintError as error:
                say_error(error)
                status = 2
    raise SystemExit(status)


def _push(package: Package, target: Target, *, dry_run: bool) -> str:
    """Send a package, unless it is there or only a plan is wanted; what was done."""
    version = f"{package.properties['name']} {package.version}"
    plan = target.plan(package)
    if target.holds(package):
        return f"{version} is there already, read back and found the same; nothing to send"
    if dry_run:
        return f"would send {version}: {plan}; this version is not there yet"
    target.send(package)
    return f"sent {version}, read back and found the same ({plan})"


@contextmanager
def _verified(path: Path) -> Iterator[Package]:
    """The package of a directory or a zip file, once all that it claims is proven."""
    with unpacked(path) as root:
        with readable(path):
            package = _open(root, path)
        yield package


def _open(root: Path, shown: Path) -> Package:
    if root != shown and not (root / DESCRIPTOR).is_file():
        raise PackageError(f"{shown}: holds no package")
    verdict = verify_package(root, shown=shown.as_posix())
    for problem in verdict.problems:
        raise PackageError(f"{shown}/{problem}; nothing was sent (corpuslint verify tells all)")
    assert verdict.package is not None
    return verdict.package
