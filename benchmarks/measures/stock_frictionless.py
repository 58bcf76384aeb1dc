"""``frictionless validate`` as a program: with the plugin of corpuslint, or as it is without.

python stock_frictionless.py stock|plugin PACKAGE
"""

from __future__ import annotations

import pkgutil
import sys

if sys.argv[1] == "stock":
    _found = pkgutil.iter_modules

    def _without_ours(*arguments: object, **options: object) -> object:
        """The modules that frictionless asks for plugins, less ours."""
        return (one for one in _found(*arguments, **options) if one.name != "frictionless_corpuslint")  # type: ignore[arg-type]

    pkgutil.iter_modules = _without_ours  # type: ignore[assignment]

from frictionless import Package, system

if ("corpuslint" in system.plugins) != (sys.argv[1] == "plugin"):
    sys.exit(f"the plugin of corpuslint is {'there' if sys.argv[1] == 'stock' else 'missing'}")
report = Package(f"{sys.argv[2]}/datapackage.json").validate()
if not report.valid:
    sys.exit(f"not valid: {report.flatten(['type', 'note'])[:1]}")
