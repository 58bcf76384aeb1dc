"""The configuration: ``corpuslint.toml``, or ``[tool.corpuslint]`` in ``pyproject.toml``, as one frozen value."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from corpuslint.blocks import DEFAULT_PROFILE, BlockProfile
from corpuslint.catalogue import Rule, closest, load_catalogue
from corpuslint.errors import ConfigurationError
from corpuslint.language.codes import settle_language
from corpuslint.reporters import REPORTERS
from corpuslint.ruleset import RuleSet, build_ruleset, match_rules

FILE_NAME = "corpuslint.toml"

# What each key holds; "-" in a key is "_" in the field of Settings.
KEYS = {
    "select": "strings",
    "extend-select": "strings",
    "ignore": "strings",
    "extend-safe-fixes": "strings",
    "extend-unsafe-fixes": "strings",
    "unsafe-fixes": "flag",
    "min-confidence": "share",
    "preview": "flag",
    "language": "string",
    "text-field": "strings",
    "id-field": "string",
    "vocabulary": "paths",
    "rule-paths": "paths",
    "exclude": "strings",
    "per-file-ignores": "table of strings",
    "output-format": "string",
    "baseline": "path",
    "rules": "table of tables",
    "blocks": "table",
    "package": "table",
}
WANTED = {
    "string": "a text",
    "strings": "a list of texts",
    "flag": "true or false",
    "share": "a number from 0 to 1",
    "path": "a path",
    "paths": "a list of paths",
    "table": "a table",
    "table of strings": 'a table of lists of texts, such as { "*.md" = ["SPC003"] }',
    "table of tables": "a table with one table for each rule, such as [rules.fused-words]",
}


@dataclass(frozen=True)
class Settings:
    """Everything that the configuration decides. Fields are the keys of the file, with ``_`` for ``-``.

    root: the directory that the configuration speaks of: paths and file patterns in it are relative to this.
    source: the file it came from, if any.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_safe_fixes: tuple[str, ...] = ()
    extend_unsafe_fixes: tuple[str, ...] = ()
    unsafe_fixes: bool = False
    min_confidence: float = 0.0
    preview: bool = False
    language: str | None = None
    text_field: tuple[str, ...] = ()
    id_field: str | None = None
    vocabulary: tuple[Path, ...] = ()
    rule_paths: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    output_format: str = "full"
    baseline: Path | None = None
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    blocks: BlockProfile = DEFAULT_PROFILE
    package: Mapping[str, Any] = field(default_factory=dict)
    root: Path = field(default_factory=Path.cwd)
    source: Path | None = None
    as_read: Settings | None = field(default=None, repr=False, compare=False)  # before the options of a command line

    def __post_init__(self) -> None:
        if self.language is not None:
            object.__setattr__(self, "language", settle_language(self.language))

    def catalogue(self) -> dict[str, Rule]:
        """The shipped rules and those of ``rule_paths``.

        Raises:
            ConfigurationError: a directory is missing or a rule file is broken.
        """
        return load_catalogue(self.rule_paths)

    def ruleset(self, catalogue: Mapping[str, Rule] | None = None) -> RuleSet:
        """The rules that run.

        Raises:
            ConfigurationError: an unknown rule or option.
        """
        known = self.catalogue() if catalogue is None else catalogue
        with self._blamed(lambda settings: settings._build(known)):
            return self._build(known)

    def _build(self, catalogue: Mapping[str, Rule]) -> RuleSet:
        return build_ruleset(
            catalogue,
            select=self.select,
            ignore=self.ignore,
            extend_select=self.extend_select,
            extend_safe_fixes=self.extend_safe_fixes,
            extend_unsafe_fixes=self.extend_unsafe_fixes,
            preview=self.preview,
            options=self.rules,
            min_confidence=self.min_confidence,
        )

    def ignored_for(self, path: Path, catalogue: Mapping[str, Rule]) -> frozenset[str]:
        """Codes of the rules that ``per_file_ignores`` silences for one file.

        Raises:
            ConfigurationError: an unknown rule, or a pattern that cannot be read.
        """
        if not self.per_file_ignores:
            return frozenset()
        with self._blamed(lambda settings: settings._ignored(path, catalogue)):
            return self._ignored(path, catalogue)

    def _ignored(self, path: Path, catalogue: Mapping[str, Rule]) -> frozenset[str]:
        from corpuslint.patterns import absolute, matches

        return frozenset(
            code
            for pattern, selectors in self.per_file_ignores.items()
            if matches((pattern,), absolute(path), self.root)
            for selector in selectors
            for code in match_rules(catalogue, selector)
        )

    @contextmanager
    def _blamed(self, work: Callable[[Settings], object]) -> Iterator[None]:
        """Name the file in an error that it alone leads to, without the options of the command line."""
        try:
            yield
        except ConfigurationError:
            if self.source is None:
                raise
            try:
                work(self.as_read or self)
            except ConfigurationError as error:
                raise ConfigurationError(f"{self.source}: {error}") from error
            raise

    def overridden(
        self,
        *,
        select: tuple[str, ...] | None = None,
        extend_select: tuple[str, ...] = (),
        ignore: tuple[str, ...] = (),
        per_file_ignores: Mapping[str, tuple[str, ...]] | None = None,
        **others: Any,
    ) -> Settings:
        """These settings under the options of a command line; ``None`` leaves a setting as it is.

        A new ``select`` starts afresh, without the configured ``ignore`` and ``extend_select``; the other lists add.
        """
        base = self if select is None else replace(self, select=select, ignore=(), extend_select=())
        return replace(
            base,
            as_read=self.as_read or self,
            extend_select=base.extend_select + extend_select,
            ignore=base.ignore + ignore,
            per_file_ignores={**base.per_file_ignores, **(per_file_ignores or {})},
            **{key: value for key, value in others.items() if value is not None},
        )


def load_settings(start: Path | None = None, *, config: Path | None = None, isolated: bool = False) -> Settings:
    """The settings of ``config``, or of the nearest configuration at or above ``start``.

    Args:
        start: a file or directory, whether it exists or not; the working directory if not given.
        config: a configuration file to use instead of looking for one.
        isolated: whether to ignore every configuration file.

    Raises:
        ConfigurationError: the file cannot be read, is not valid TOML, or holds a key or value that is not known.
    """
    if config is not None:
        table = _read(config)
        return _settings(_section(table) or {} if config.name == "pyproject.toml" else table, config)
    if isolated:
        return Settings()
    start = (start or Path.cwd()).absolute()
    for directory in (start, *start.parents):
        own, shared = directory / FILE_NAME, directory / "pyproject.toml"
        if os.path.isfile(own):  # noqa: PTH113 - takes names that cannot be, too
            return _settings(_read(own), own)
        shares = os.path.isfile(shared)  # noqa: PTH113
        if shares and (section := _section(_read(shared))) is not None:
            return _settings(section, shared)
    return Settings()


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigurationError(f"{path}: no such configuration file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot read the configuration: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: not valid TOML: {error}") from error


def _section(table: Mapping[str, Any]) -> dict[str, Any] | None:
    tools = table.get("tool", {})
    section = tools.get("corpuslint") if isinstance(tools, dict) else None
    return section if isinstance(section, dict) else None


def _settings(table: Mapping[str, Any], source: Path) -> Settings:
    root = source.absolute().parent
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in KEYS:
            raise ConfigurationError(f'{source}: unknown key "{key}"{closest(key, KEYS)}')
        if not _fits(KEYS[key], value):
            raise ConfigurationError(f'{source}: "{key}" must be {WANTED[KEYS[key]]}, not {value!r}')
        values[key.replace("-", "_")] = _convert(KEYS[key], value, root)
    if "blocks" in values:
        values["blocks"] = _profile(values["blocks"], source)
    if values.get("output_format", "full") not in REPORTERS:
        name = values["output_format"]
        raise ConfigurationError(f'{source}: unknown output-format "{name}"; known are {", ".join(REPORTERS)}')
    try:
        _check_patterns((*values.get("exclude", ()), *values.get("per_file_ignores", ())))
        return Settings(root=root, source=source, **values)
    except ConfigurationError as error:
        raise ConfigurationError(f"{source}: {error}") from error


def _check_patterns(patterns: tuple[str, ...]) -> None:
    if patterns:
        from corpuslint.patterns import compile_patterns

        compile_patterns(patterns)


def _fits(kind: str, value: Any) -> bool:
    match kind:
        case "string" | "path":
            return isinstance(value, str)
        case "strings" | "paths":
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case "flag":
            return isinstance(value, bool)
        case "share":
            return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
        case "table":
            return isinstance(value, dict)
        case "table of strings":
            return isinstance(value, dict) and all(_fits("strings", one) for one in value.values())
        case _:
            return isinstance(value, dict) and all(isinstance(one, dict) for one in value.values())


def _convert(kind: str, value: Any, root: Path) -> Any:
    match kind:
        case "strings":
            return tuple(value)
        case "path":
            return root / value
        case "paths":
            return tuple(root / one for one in value)
        case "table of strings":
            return {key: tuple(one) for key, one in value.items()}
        case _:
            return value


def _profile(table: Mapping[str, Any], source: Path) -> BlockProfile:
    """The block profile of a ``[blocks]`` table: each field, and ``extend-`` for those that are lists."""
    defaults = {one.name.replace("_", "-"): getattr(DEFAULT_PROFILE, one.name) for one in fields(BlockProfile)}
    lists = {f"extend-{key}": default for key, default in defaults.items() if isinstance(default, tuple)}
    settled: dict[str, Any] = {}
    for key, value in table.items():
        default = {**defaults, **lists}.get(key)
        if default is None:
            raise ConfigurationError(f'{source}: unknown key "{key}" in [blocks]{closest(key, (*defaults, *lists))}')
        kind = "strings" if isinstance(default, tuple) else "number"
        fits = _fits(kind, value) if kind == "strings" else type(value) is int and value >= 0
        if not fits:
            wanted = WANTED.get(kind, "a whole number")
            raise ConfigurationError(f'{source}: "{key}" in [blocks] must be {wanted}, not {value!r}')
        settled[key.replace("-", "_")] = tuple(value) if isinstance(value, list) else value
    for key in [key for key in settled if key.startswith("extend_")]:
        name = key.removeprefix("extend_")
        settled[name] = settled.get(name, getattr(DEFAULT_PROFILE, name)) + settled.pop(key)
    return replace(DEFAULT_PROFILE, **settled)
