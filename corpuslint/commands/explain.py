"""``corpuslint explain``: why a word is questioned or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from corpuslint.commands.given import settings_for
from corpuslint.commands.options import configuration_options
from corpuslint.document import Document
from corpuslint.engine import check_document
from corpuslint.errors import ConfigurationError
from corpuslint.findings import Finding
from corpuslint.language.codes import languages, settle_language
from corpuslint.language.explain import Explanation, explain
from corpuslint.language.identify import detect_language
from corpuslint.language.vocabulary import load_vocabulary
from corpuslint.reporters.json_text import to_json
from corpuslint.reporters.terminal import escape

# How many pieces of evidence are shown, the weightiest.
SHOWN = 8


@click.command()
@click.argument("word")
@click.option("--language", metavar="CODE", help="ISO 639-1 code; else that of the configuration, or of the sentence.")
@click.option("--in", "sentence", metavar="SENTENCE", help="A sentence that holds the word, as evidence.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", help="Lines, or JSON.")
@configuration_options
def command(
    word: str, language: str | None, sentence: str | None, output_format: str, config: Path | None, isolated: bool
) -> None:
    """Show why WORD is questioned or not: frequency, best splits, neighbours, languages, and what is reported.

    Exit status: 0, whatever the verdict.
    """
    settings = settings_for([], config=config, isolated=isolated)
    if not word.strip():
        raise click.UsageError("name a word")
    if sentence is not None and word not in sentence:
        raise click.UsageError(f'the sentence after --in does not hold "{word}"')
    text = sentence or word
    code = settle_language(language) if language else settings.language or detect_language(text)
    vocabulary = load_vocabulary(settings.vocabulary)
    found = explain(word, code, vocabulary)
    if found is None:
        known = ", ".join(languages())
        raise ConfigurationError(f'no lexicon for "{code}": give --language, one of {known}')
    document = Document(text, code, profile=settings.blocks, vocabulary=vocabulary)
    start = text.index(word)
    findings = [
        finding
        for finding in check_document(document, settings.ruleset())
        if finding.start < start + len(word) and finding.end > start and finding.rule[:3] in ("SPC", "TYP", "ENC")
    ]
    if output_format == "json":
        rows = [{"rule": one.rule, "confidence": one.confidence, "message": one.message} for one in findings]
        click.echo(to_json({**asdict(found), "findings": rows}, indent=2))
    else:
        for line in _lines(found, findings):
            click.echo(escape(line))


def _lines(found: Explanation, findings: list[Finding]) -> Iterator[str]:
    frequency = f"Zipf {found.zipf:.2f}" if found.zipf else "not counted"
    yield f"{found.word} ({found.language}): {frequency}; {', '.join(found.spelling)}"
    yield f"  as one word: 10^{found.whole} of all words"
    for reading in found.readings:
        yield f"  as {' + '.join(reading.words)}: {reading.score:+.2f} (log10 over one word)"
    for neighbour in found.neighbours:
        yield f"  close to {neighbour.word} (Zipf {neighbour.zipf:.2f})"
    for language, zipf in found.elsewhere:
        yield f"  in {language}: Zipf {zipf:.2f}"
    if found.evidence:
        yield "  misspelt (log odds): " + ", ".join(f"{name} {weight:+.1f}" for name, weight in found.evidence[:SHOWN])
    for finding in findings:
        yield f"  reported: {finding.rule} {finding.name}, confidence {finding.confidence:.2f}: {finding.message}"
    if not findings:
        yield "  not reported"
