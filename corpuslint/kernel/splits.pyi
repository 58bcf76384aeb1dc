from corpuslint.language.splits import Split
from corpuslint.language.words import WordModel

SOURCES: str

class Weigher:
    def __init__(self, words: WordModel) -> None: ...
    def weigh(self, token: str, at_start: bool, least: float) -> list[Split] | None: ...
