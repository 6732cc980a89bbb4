"""The page: what it shows, in the words of a language; `page.html.jinja` says where.

One file: no script, no font, no network. Jinja2 escapes whatever an article brings along; only
addresses that begin with http:// or https:// become links.
"""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from functools import cache
from importlib.metadata import version
from typing import Any, Literal, get_args

from kliping.highlight.sentences import sentence_text
from kliping.index import ArgumentError, Article
from kliping.index.analyzer import Analyzer
from kliping.index.data_files import read_file, read_rows
from kliping.retrieval.rows import is_day
from kliping.safe_text import harmless
from kliping.stories.claim_rows import Claim
from kliping.stories.claims import compare_claims
from kliping.stories.speakers import one_name
from kliping.stories.stories import (
    FirstReport,
    StoryArticle,
    StoryDay,
    describe,
    headline_of,
    in_order,
    independent,
    speakers_of,
    tell_days,
)
from kliping.stories.wordings import Wording, compare_wordings

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
# Who begins to speak on a day: more are counted.
_VOICES = 6


class Labels:
    """The words of one language, and what is said with them.

    Attributes:
        words: by key.
    """

    def __init__(self, language: Language) -> None:
        self.words = _read_labels()[language]
        self._months = self.words["months"].split()

    def fill(self, key: str, **values: object) -> str:
        return self.words[key].format(**values)

    def count(self, n: int, many: str, one: str) -> str:
        return self.fill(one if n == 1 else many, n=n)

    def day(self, day: date | None) -> str:
        if day is None:
            return self.words["undated"]
        return f"{day.day} {self._months[day.month - 1]} {day.year}"

    def when(self, moment: datetime | None) -> str:
        """Return day and time; only the day where no time is known."""
        day = self.day(moment.date() if moment else None)
        return day if moment is None or is_day(moment) else f"{day}, {moment:%H.%M}"

    def behind(self, report: FirstReport) -> str:
        if report.days is None:
            return self.words["unknown"]
        if report.seconds is not None:
            if not report.seconds:
                return self.words["first_of_all"]
            hours, minutes = divmod(report.seconds // 60, 60)
            if hours < 48:
                return self.fill("hours" if hours else "minutes", h=hours, m=minutes)
        return self.count(report.days, "days", "day_one") if report.days else self.words["same_day"]


@cache
def _read_labels() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for key, *given in read_rows(__package__, "labels.tsv", str, str, str):
        for language, word in zip(LANGUAGES, given, strict=True):
            words[language][key] = word
    return words


def _file(name: str) -> str:
    return read_file(__package__, name).decode()


def report_page(
    story: str,
    members: Sequence[StoryArticle],
    *,
    zone: tzinfo,
    analyzer: Analyzer,
    language: Language = "id",
    made: date | None = None,
) -> str:
    """Return the page: who reported first, days, figures, speakers, wordings, articles.

    Args:
        made: the day that the page says it was made on; None for today's, in the zone.

    Raises:
        ArgumentError: there are no words in the language.
        ValueError: a story has at least one member.
    """
    if language not in LANGUAGES:
        raise ArgumentError(f"language {language!r}: the page is written in {', '.join(LANGUAGES)}")
    from jinja2 import Environment

    say = Labels(language)
    ordered = in_order(members)
    about = describe(story, ordered)
    release = version("kliping")
    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, finalize=_finalize
    )
    template = environment.from_string(_TITLED + _file("page.html.jinja"))
    return template.render(
        about=about,
        claims=_claims(ordered, say, analyzer),
        days=_days(tell_days(story, ordered, zone=zone).days, say),
        facts=_facts(ordered, say),
        first=_first(about.first_reports, ordered, say),
        language=language,
        made=say.fill(
            "made", day=say.day(made or datetime.now(zone).date()), version=release, zone=zone
        ),
        members=[_member(member, say) for member in ordered],
        say=say.words,
        speakers=_speakers(ordered),
        style=_Style(_file("page.css")),
        version=release,
        wordings=_wordings(compare_wordings(ordered, analyzer=analyzer)),
    )


# An article's headline, as a link where it has an address.
_TITLED = """\
{%- macro named(article) -%}
{%- if article.url -%}<a href="{{ article.url }}">{{ article.title }}</a>
{%- else -%}{{ article.title }}{%- endif -%}
{%- endmacro -%}
"""


class _Style(str):
    """The page's own style sheet, which is not escaped."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def _finalize(value: Any) -> Any:
    """Return what is shown without control characters and lone surrogates."""
    return harmless(value) if type(value) is str else value


def _facts(ordered: Sequence[StoryArticle], say: Labels) -> list[str]:
    reports = len(independent(ordered))
    outlets = len({m.article.outlet for m in ordered if m.article.outlet})
    dated = [m.article.published for m in ordered if m.article.published is not None]
    facts = [
        say.count(len(ordered), "articles", "article"),
        say.count(reports, "independent", "independent_one"),
        say.count(outlets, "outlets", "outlets_one"),
    ]
    if dated:
        first, last = say.day(dated[0].date()), say.day(dated[-1].date())
        facts.append(first if first == last else say.fill("span", first=first, last=last))
    return facts


def _named(article: Article) -> dict[str, str]:
    url = article.url or ""
    is_link = url.lower().startswith(("http://", "https://"))
    return {"title": headline_of(article), "url": url if is_link else ""}


def _first(
    reports: Sequence[FirstReport], ordered: Sequence[StoryArticle], say: Labels
) -> list[dict[str, Any]]:
    articles = {member.article.id: member.article for member in ordered}
    return [
        {
            "outlet": report.outlet,
            "when": say.when(report.published),
            "behind": say.words["first_of_all"]
            if at == 0 and report.days == 0
            else say.behind(report),
            "article": _named(articles[report.article]),
        }
        for at, report in enumerate(reports)
    ]


def _days(days: Sequence[StoryDay], say: Labels) -> list[dict[str, Any]]:
    most = max((day.reports for day in days), default=1) or 1
    peak = next((day for day in days if day.day is not None and day.reports == most), None)
    return [
        {
            "label": say.day(day.day),
            "share": round(100 * day.reports / most),
            "reports": day.reports,
            "articles": len(day.articles),
            "is_peak": day is peak and len(days) > 1,
            "voices": _voices(day, say),
        }
        for day in days
    ]


def _voices(day: StoryDay, say: Labels) -> list[str]:
    names = [voice.speaker for voice in day.voices]
    rest = len(names) - _VOICES
    return [*names[:_VOICES], say.fill("more", n=rest)] if rest > 0 else names


def _claims(ordered: Sequence[StoryArticle], say: Labels, analyzer: Analyzer) -> dict[str, Any]:
    counted = compare_claims(ordered, analyzer=analyzer)

    def shown(claim: Claim) -> dict[str, Any]:
        return {
            "text": claim.text,
            "outlet": claim.outlet or claim.article,
            "when": say.day(claim.day),
            "source": claim.source,
            "sentence": claim.sentence,
        }

    return {
        "several": [
            {
                "what": group.what,
                "relation": say.words[group.relation],
                "disagree": group.disagree,
                "claims": [shown(claim) for claim in group.claims],
            }
            for group in counted
            if group.articles > 1
        ],
        "alone": [shown(c) for group in counted if group.articles == 1 for c in group.claims],
    }


def _speakers(ordered: Sequence[StoryArticle]) -> list[dict[str, Any]]:
    """Return who is quoted, most quotations first; of copies only the first is counted."""
    heard: dict[str, dict[str, Any]] = {}
    names = one_name(speakers_of(ordered))
    for member in independent(ordered):
        for quotation in member.quotations:
            speaker = quotation.speaker
            if speaker is None or speaker.kind == "unknown":
                continue
            name = names.get(speaker.name, speaker.name)
            row = heard.setdefault(
                name.casefold(),
                {
                    "name": name,
                    "also": {},
                    "count": 0,
                    "outlets": {},
                    "sentence": sentence_text(member.article.text, quotation.start, quotation.end),
                },
            )
            row["count"] += 1
            if speaker.name.casefold() != name.casefold():
                row["also"][speaker.name] = None
            row["outlets"][member.article.outlet or member.article.id] = None
    return sorted(heard.values(), key=lambda row: (-row["count"], row["name"]))


def _wordings(found: Sequence[tuple[Wording, ...]]) -> list[dict[str, Any]]:
    return [
        {
            "speaker": group[0].speaker,
            "rows": [
                {
                    "outlet": wording.outlet or wording.article,
                    "speaker": wording.speaker if wording.other_speaker else None,
                    "parts": _parts(wording),
                    "lost": wording.missing_hedges,
                    "marked": wording.other_speaker or bool(wording.missing_hedges),
                }
                for wording in group
            ],
        }
        for group in found
    ]


def _parts(wording: Wording) -> list[dict[str, Any]]:
    """Return the wording in parts: what differs, and what does not."""
    parts: list[dict[str, Any]] = []
    at = 0
    for start, end in (*wording.different, (len(wording.text), len(wording.text))):
        if at < start:
            parts.append({"text": wording.text[at:start], "differs": False})
        if start < end:
            parts.append({"text": wording.text[start:end], "differs": True})
        at = end
    return parts


def _member(member: StoryArticle, say: Labels) -> dict[str, Any]:
    article = member.article
    notes = [article.id]
    if member.copies not in (None, article.id):
        notes.append(say.fill("copy_of", id=member.copies))
    if member.wire:
        notes.append(say.fill("wire", names=", ".join(member.wire)))
    return {
        "when": say.when(article.published),
        "outlet": article.outlet,
        "article": _named(article),
        "notes": notes,
        "lead": _lead(article),
    }


def _lead(article: Article) -> str:
    """Return the first sentence of the body."""
    body = article.body_text()
    start = len(body) - len(body.lstrip())
    return sentence_text(body, start, start) if body.strip() else ""
