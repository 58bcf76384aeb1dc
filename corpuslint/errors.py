"""Errors that a person can act on: each message says what, where and what to do, in one line."""


class CorpuslintError(Exception):
    """Base of every error that corpuslint raises on purpose. The command line prints it and exits with status 2."""


class ConfigurationError(CorpuslintError):
    """A configuration file, an option or a rule selection that cannot be used."""


class RuleFileError(ConfigurationError):
    """A rule file that breaks the form described in CONTRIBUTING."""


class ReadError(CorpuslintError):
    """A source that cannot be read as text."""


class WriteError(CorpuslintError):
    """A result that cannot be written back exactly."""


class PackageError(CorpuslintError):
    """A data package that cannot be built, or that does not prove what it claims."""


class TargetError(CorpuslintError):
    """A place that packages are sent to: out of reach, refusing, or holding something else."""
