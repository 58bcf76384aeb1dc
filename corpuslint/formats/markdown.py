"""Markdown: plain text with code, addresses and tags, which are no prose."""

from __future__ import annotations

import re

from corpuslint.formats.text import TextFormat
from corpuslint.lazy import regex

# Front matter, fenced and indented code, code spans, link targets, autolinks and tags, comments. Everything but fences,
# front matter and comments ends with its line, so that a stray mark costs no more than that.
CODE = regex(
    r"""
    \A---\n(?s:.*?)\n---[ \t]*$
    | ^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?s:.*?)(?:^[ ]{0,3}(?P=fence)[`~]*[ \t]*$|\Z)
    | (?:(?<=\n\n)|\A)(?:(?:[ ]{4}|\t)[^\n]*(?:\n|\Z))+
    | (?P<ticks>`{1,2})(?!`)[^\n]+?(?<!`)(?P=ticks)(?!`)
    | \]\([^)\n]*\)
    | ^[ ]{0,3}\[[^\]\n]+\]:[^\n]*
    | <!--(?s:.*?)-->
    | </?[A-Za-z][^<>\n]*>
    | <[a-z][a-z+.-]*:[^<>\s]*>
    """,
    re.VERBOSE | re.MULTILINE,
)

FORMAT = TextFormat("markdown", CODE)
