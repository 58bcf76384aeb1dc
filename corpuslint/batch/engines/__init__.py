"""Engines: where the shards of a batch are worked on. Each is a module here that turns tasks into outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from types import TracebackType
from typing import Protocol, TypeAlias

from corpuslint.batch.shards import Shard
from corpuslint.batch.work import Outcome, version
from corpuslint.errors import ConfigurationError

# Engine -> the distribution that it needs, if any.
ENGINES = {"local": None, "ray": "ray", "dask": "dask[distributed]"}
# Tasks that wait for each worker, so that none is idle while another task is long.
WAITING = 3
# Tasks after which a cluster is asked how many workers it has now: it may grow or shrink.
ASK_EVERY = 50

Task: TypeAlias = Sequence[Shard]
# The outcomes of a task; None if the process that worked on it died.
Done: TypeAlias = "tuple[Task, list[Outcome] | None]"


class Engine(Protocol):
    """Workers, for as long as the ``with`` block lasts."""

    def __enter__(self) -> Engine: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...

    def run(self, tasks: Iterable[Task], *, suspects: bool = False) -> Iterator[Done]:
        """What becomes of tasks, in any order; no more of them are handed over than keep the workers busy.

        Args:
            tasks: groups of shards.
            suspects: whether any of them may end its worker, so that it must be told which one does.
        """


def load_engine(name: str, plan: bytes, jobs: int, address: str | None) -> Engine:
    """Start an engine.

    Args:
        name: one of :data:`ENGINES`.
        plan: what the workers are told, see :func:`corpuslint.batch.work.work`.
        jobs: how many workers to start.
        address: of a cluster that runs already; none is started then.

    Raises:
        ConfigurationError: the engine is not installed, or the cluster does not answer.
    """
    try:
        engine: Engine = import_module(f"corpuslint.batch.engines.{name}").start(plan, jobs, address)
    except ImportError as error:
        needed = ENGINES[name]
        raise ConfigurationError(
            f'the engine "{name}" needs {needed}; install it with: pip install "corpuslint-text[{name}]"'
        ) from error
    return engine


def cannot_work(cluster: str, error: BaseException) -> ConfigurationError:
    """The error for a cluster whose workers cannot do their work, most often because they lack corpuslint."""
    reason = (str(error).strip().splitlines() or [type(error).__name__])[-1]
    return ConfigurationError(
        f"the workers of the {cluster} cluster cannot load corpuslint: {reason}; install corpuslint {version()} there"
    )
