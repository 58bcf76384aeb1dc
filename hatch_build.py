"""Build the kernel (corpuslint/kernel) with the wheel: optional, needs a C compiler.

Without one, or if anything else fails, the wheel is pure Python and says so in one line. Nothing depends on it but
speed. ``python hatch_build.py`` builds it in place, beside its sources; so does ``pip install -e .``.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, in an environment that has Cython and setuptools only
    BuildHookInterface = object

# The order of float operations is part of the result: no fused multiplication and addition, no other function for pow.
UNIX_FLAGS = ["-O3", "-g0", "-ffp-contract=off", "-fno-builtin-pow", "-fno-builtin-log10"]
WINDOWS_FLAGS = ["/O2", "/fp:precise"]


class KernelHook(BuildHookInterface):  # type: ignore[type-arg, misc]
    """Adds the compiled kernel to a wheel, which then is one for this platform and this Python."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the kernel: beside its sources for an editable wheel, else in a folder of its own."""
        if self.target_name != "wheel" or os.environ.get("CORPUSLINT_PURE"):
            return
        root, editable = Path(self.root), version == "editable"
        # The wheel is written after this returns; the folder goes with the hook.
        self._folder = tempfile.TemporaryDirectory()
        target = root if editable else Path(self._folder.name)
        # In a process of its own: compilers and their drivers print, leave, and change the directory.
        done = subprocess.run(
            [sys.executable, str(root / "hatch_build.py"), str(target)], check=False, capture_output=True, text=True
        )
        if done.returncode:
            reason = (done.stderr.strip() or f"exit status {done.returncode}").splitlines()[-1]
            self.app.display_warning(f"corpuslint is built without its compiled kernel: {reason}")
            return
        if not editable:
            built = [Path(line) for line in done.stdout.splitlines()]
            build_data["force_include"].update({str(target / path): path.as_posix() for path in built})
        build_data["pure_python"] = False
        build_data["infer_tag"] = True


def build_kernel(root: Path, target: Path) -> list[Path]:
    """Compile every ``.pyx`` of the kernel to a place of the same name under a target folder.

    Returns:
        The files that were made, relative to the target folder.
    """
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    os.chdir(root)  # Cython names generated files by the path that it was given
    folder = Path("corpuslint", "kernel")
    extensions = [
        Extension(
            f"corpuslint.kernel.{source.stem}",
            [str(source)],
            define_macros=[("CORPUSLINT_SOURCES", f'"{_digest_of(folder)}"')],
            extra_compile_args=WINDOWS_FLAGS if sys.platform == "win32" else UNIX_FLAGS,
        )
        for source in sorted(folder.glob("*.pyx"))
    ]
    with tempfile.TemporaryDirectory() as temporary:
        modules = cythonize(extensions, build_dir=temporary, quiet=True, language_level=3)
        command = build_ext(Distribution({"name": "corpuslint-text", "ext_modules": modules}))
        command.build_lib, command.build_temp, command.force = temporary, temporary, True
        command.finalize_options()
        command.run()
        built = [Path(output).relative_to(temporary) for output in command.get_outputs()]
        # All or none: the module that tells of what sources the kernel was made comes last.
        for path in sorted(built, key=lambda path: path.name.startswith("chains.")):
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            unfinished = shutil.copyfile(Path(temporary, path), (target / path).with_suffix(".new"))
            unfinished.replace(target / path)  # a process may have the old one loaded
        return built


def _digest_of(folder: Path) -> str:
    """The digest of the sources, as the kernel takes it when it is loaded."""
    spec = importlib.util.spec_from_file_location("sources", folder / "sources.py")
    assert spec is not None
    assert spec.loader is not None
    sources = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sources)
    return str(sources.digest_of(folder))


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    stdout, sys.stdout = sys.stdout, sys.stderr  # what the build says is not the list of files
    made = build_kernel(here, Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else here)
    print(*made, sep="\n", file=stdout)
