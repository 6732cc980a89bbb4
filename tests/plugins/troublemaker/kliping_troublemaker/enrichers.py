"""A plugin with enrichers that raise, crash, hang, cheat and exit, each at its own word.

An article without one of the words is enriched as by any plugin.
"""

import contextlib
import ctypes
import os
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, NoReturn

from kliping.index import Article, Enrichment, FieldSpec, Mention
from kliping.plugins import CorpusEnricher, CorpusState, Enricher, Lookup, hookimpl


class Good(Enricher):
    """Keeps the contract; its field shows that the others took nothing from it."""

    name: ClassVar[str] = "good"
    version: ClassVar[str] = "1"
    fields: ClassVar[tuple[FieldSpec, ...]] = (FieldSpec(name="size", type="number", facet=True),)

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        return Enrichment(values={"size": (len(article.text),)})


class Trouble(Enricher):
    """Makes its trouble where the article holds its word."""

    version: ClassVar[str] = "1"
    word: ClassVar[str]

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        return self.trouble(article) if self.word in article.text else Enrichment()

    def trouble(self, article: Article) -> Any:
        raise NotImplementedError


class Raises(Trouble):
    name: ClassVar[str] = "raises"
    word: ClassVar[str] = "bendungan"

    def trouble(self, article: Article) -> NoReturn:
        raise ValueError(f"no thanks, {article.id}")


class RaisesUnprintable(Trouble):
    """Raises what cannot be told: `str` of it raises too."""

    name: ClassVar[str] = "raises_unprintable"
    word: ClassVar[str] = "bendungan"

    def trouble(self, article: Article) -> NoReturn:
        class UnprintableError(Exception):
            def __str__(self) -> str:
                raise RuntimeError("and again")

        raise UnprintableError


class RaisesSurrogate(Trouble):
    """Raises with a message that no file can hold."""

    name: ClassVar[str] = "raises_surrogate"
    word: ClassVar[str] = "bendungan"

    def trouble(self, article: Article) -> NoReturn:
        raise ValueError("\ud800\x1b[31m\n" + "x" * 10_000)


class Exits(Trouble):
    name: ClassVar[str] = "exits"
    word: ClassVar[str] = "keluar"

    def trouble(self, article: Article) -> NoReturn:
        sys.exit(7)


class ExitsAsGenerator(Trouble):
    name: ClassVar[str] = "exits_as_generator"
    word: ClassVar[str] = "keluar"

    def trouble(self, article: Article) -> NoReturn:
        raise GeneratorExit


class Interrupts(Trouble):
    name: ClassVar[str] = "interrupts"
    word: ClassVar[str] = "keluar"

    def trouble(self, article: Article) -> NoReturn:
        raise KeyboardInterrupt


class Dies(Trouble):
    name: ClassVar[str] = "dies"
    word: ClassVar[str] = "mati"

    def trouble(self, article: Article) -> NoReturn:
        os._exit(9)


class Crashes(Trouble):
    name: ClassVar[str] = "crashes"
    word: ClassVar[str] = "rusak"

    def trouble(self, article: Article) -> None:
        ctypes.string_at(0)


class Sleeps(Trouble):
    name: ClassVar[str] = "sleeps"
    word: ClassVar[str] = "tidur"

    def trouble(self, article: Article) -> None:
        time.sleep(3600)


class Swallows(Trouble):
    """Catches whatever is raised in it, and goes on."""

    name: ClassVar[str] = "swallows"
    word: ClassVar[str] = "bandel"

    def trouble(self, article: Article) -> NoReturn:
        while True:
            with contextlib.suppress(BaseException):
                time.sleep(0.01)


class Loops(Trouble):
    """Loops in C, where no signal handler of Python runs and no other thread."""

    name: ClassVar[str] = "loops"
    word: ClassVar[str] = "macet"

    def trouble(self, article: Article) -> None:
        sum(iter(int, 1))


class Forks(Trouble):
    """Leaves a process behind that holds all its files open, and dies."""

    name: ClassVar[str] = "forks"
    word: ClassVar[str] = "beranak"

    def trouble(self, article: Article) -> NoReturn:
        if os.fork() == 0:
            time.sleep(3600)
        os._exit(0)


class Prints(Trouble):
    """Writes to the standard output and reads the standard input, where its process speaks."""

    name: ClassVar[str] = "prints"
    word: ClassVar[str] = "cetak"

    def trouble(self, article: Article) -> Enrichment:
        print("not a message")
        os.write(1, b"nor this")
        sys.stdin.read()
        return Enrichment()


class Closes(Trouble):
    """Closes every file of its process."""

    name: ClassVar[str] = "closes"
    word: ClassVar[str] = "tutup"

    def trouble(self, article: Article) -> Enrichment:
        os.closerange(0, 256)
        return Enrichment()


class LeavesThread(Trouble):
    """Leaves a thread running that its process would wait for at its end."""

    name: ClassVar[str] = "leaves_thread"
    word: ClassVar[str] = "cetak"

    def trouble(self, article: Article) -> Enrichment:
        threading.Thread(target=time.sleep, args=(3600,)).start()
        return Enrichment()


class Undeclared(Trouble):
    name: ClassVar[str] = "undeclared"
    word: ClassVar[str] = "bendungan"

    def trouble(self, article: Article) -> Enrichment:
        return Enrichment(values={"secret": ("x",)})


class NotANumber(Trouble):
    name: ClassVar[str] = "not_a_number"
    word: ClassVar[str] = "bendungan"
    fields: ClassVar[tuple[FieldSpec, ...]] = (FieldSpec(name="mood", type="number", facet=True),)

    def trouble(self, article: Article) -> Enrichment:
        return Enrichment(values={"mood": (float("nan"),)})


class OutOfText(Trouble):
    name: ClassVar[str] = "out_of_text"
    word: ClassVar[str] = "bendungan"

    def trouble(self, article: Article) -> Enrichment:
        end = len(article.text) + 1
        mention = Mention(start=0, end=end, text=article.text, type="person", name="Siapa")
        return Enrichment(mentions=(mention,))


class GivesTooMuch(Trouble):
    name: ClassVar[str] = "gives_too_much"
    word: ClassVar[str] = "bendungan"

    def trouble(self, article: Article) -> Enrichment:
        mention = Mention(start=0, end=1, text=article.text[:1], type="person", name="Siapa")
        return Enrichment(mentions=(mention,) * 100_001)


class GivesNothing(Trouble):
    name: ClassVar[str] = "gives_nothing"
    word: ClassVar[str] = "bendungan"

    def trouble(self, article: Article) -> None:
        return None


class Needy(Enricher):
    name: ClassVar[str] = "needy"
    version: ClassVar[str] = "1"
    requires: ClassVar[tuple[str, ...]] = ("nobody",)

    def enrich(self, article: Article, earlier: Mapping[str, Enrichment]) -> Enrichment:
        return Enrichment()


class CorpusTrouble(CorpusEnricher):
    """Makes its trouble in the call that `at` names."""

    version: ClassVar[str] = "1"
    at: ClassVar[str]

    def prepare(self, article: Article, earlier: Mapping[str, Enrichment]) -> object:
        return self.trouble() if self.at == "prepare" else None

    def observe(self, state: CorpusState, id: str, prepared: object) -> None:
        if self.at == "observe":
            self.trouble()

    def forget(self, state: CorpusState, id: str) -> None:
        return None

    def resolve(
        self, state: CorpusState, changed: Iterable[str], lookup: Lookup
    ) -> Mapping[str, Enrichment]:
        given: Mapping[str, Enrichment] = self.trouble() if self.at == "resolve" else {}
        return given

    def trouble(self) -> Any:
        raise NotImplementedError


class CorpusRaises(CorpusTrouble):
    name: ClassVar[str] = "corpus_raises"
    at: ClassVar[str] = "resolve"

    def trouble(self) -> NoReturn:
        raise ValueError("nothing settles")


class CorpusDies(CorpusTrouble):
    name: ClassVar[str] = "corpus_dies"
    at: ClassVar[str] = "observe"

    def trouble(self) -> NoReturn:
        os._exit(9)


class CorpusUnpicklable(CorpusTrouble):
    name: ClassVar[str] = "corpus_unpicklable"
    at: ClassVar[str] = "prepare"

    def trouble(self) -> object:
        return lambda: None


class CorpusStrays(CorpusTrouble):
    """Gives results for articles that there are not."""

    name: ClassVar[str] = "corpus_strays"
    at: ClassVar[str] = "resolve"

    def trouble(self) -> object:
        return {"nobody": Enrichment(), "\ud800": Enrichment(), 7: Enrichment(), None: 5}


class CorpusNoMapping(CorpusTrouble):
    name: ClassVar[str] = "corpus_no_mapping"
    at: ClassVar[str] = "resolve"

    def trouble(self) -> object:
        return [("a0", Enrichment())]


class CorpusBadValue(CorpusTrouble):
    """Gives one article what its field cannot hold, and the others nothing."""

    name: ClassVar[str] = "corpus_bad_value"
    at: ClassVar[str] = "resolve"
    fields: ClassVar[tuple[FieldSpec, ...]] = (FieldSpec(name="group", type="keyword", facet=True),)

    def trouble(self) -> object:
        return {"a0": Enrichment(values={"group": (5,)}), "a1": "a group"}


@hookimpl
def kliping_register_enrichers() -> Sequence[Enricher | CorpusEnricher]:
    return [
        Good(),
        Raises(),
        RaisesUnprintable(),
        RaisesSurrogate(),
        Exits(),
        ExitsAsGenerator(),
        Interrupts(),
        Dies(),
        Crashes(),
        Sleeps(),
        Swallows(),
        Loops(),
        Forks(),
        Prints(),
        Closes(),
        LeavesThread(),
        Undeclared(),
        NotANumber(),
        OutOfText(),
        GivesTooMuch(),
        GivesNothing(),
        Needy(),
        CorpusRaises(),
        CorpusDies(),
        CorpusUnpicklable(),
        CorpusStrays(),
        CorpusNoMapping(),
        CorpusBadValue(),
    ]
