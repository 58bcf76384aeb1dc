"""What only all shards together show: the summaries of each, merged when all are done."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from corpuslint.batch.work import Plan
from corpuslint.corpus import CorpusFindings, Place
from corpuslint.errors import ReadError
from corpuslint.findings import Finding
from corpuslint.formats import ReadOptions
from corpuslint.formats.search import find_sources
from corpuslint.reporters import LocatedFinding
from corpuslint.reporters.json_text import to_json
from corpuslint.runner import Runner


def compare(plan: Plan, shards: Iterable[str]) -> int:
    """Write the findings of the rules that compare documents, in order of place; without any, there is no file.

    Args:
        plan: of the run; its rules decide.
        shards: names of those that are done.

    Returns:
        how many findings there are.

    Raises:
        ReadError: a file of a shard cannot be read any more.
        WriteError: the findings cannot be written.
    """
    runner = Runner(plan.settings)
    merged = CorpusFindings(runner.rules)
    for shard in shards if runner.rules.corpus else ():
        place = plan.output.path_of("summaries", shard)
        if place.is_file():
            with place.open(encoding="utf-8") as stream:
                for line in stream:
                    merged.add(json.loads(line))
    found = merged.findings()
    plan.output.put(plan.output.corpus_findings, _lines(plan, runner, found))
    return len(found)


def _lines(plan: Plan, runner: Runner, found: Iterable[tuple[Place, Finding]]) -> Iterator[str]:
    """The findings as every machine format carries them; the cleaned shards are read again for their lines."""
    options = ReadOptions(text_fields=plan.settings.text_field)
    for shard, group in groupby(found, key=lambda one: one[0].path):
        path = plan.output.path_of("data", shard).as_posix()
        wanted: dict[Place, list[Finding]] = {}
        for place, finding in group:
            wanted.setdefault(place._replace(path=path), []).append(finding)
        for source in find_sources([path], (), plan.output.directory, options):
            if isinstance(source, ReadError):
                raise source
            for place, document in runner.read_again(source, wanted):
                named = replace(document, path=shard)
                yield from (f"{to_json(LocatedFinding(one, named).as_dict())}\n" for one in wanted[place])
