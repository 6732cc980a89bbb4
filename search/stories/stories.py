"""Stories as people read them: who told an event, when, and who began to speak when.

A *story* is the articles on one event (enricher `stories`). Copies of one text are told once: of
each copy group the earliest member stands for all, and is the *independent* report. All functions
but the last two are pure functions over `StoryArticle`s.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from kliping.index import Article, Mention, Quotation, Record
from kliping.retrieval.rows import counted, format_date, is_day

from .source import StorySource, read_article
from .speakers import one_name

MAIN_ENTITIES = 8
# Code points.
_HEADLINE_LENGTH = 120
_LEAD = 400
_NAMES = ("person", "organisation", "place", "event")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryArticle:
    """One member of a story, as the archive has it.

    Attributes:
        copies: the copy group it belongs to, or None.
        claims: records of kind "claim".
    """

    article: Article
    copies: str | None = None
    wire: tuple[str, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    mentions: tuple[Mention, ...] = ()
    claims: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """A row of a story's list of members."""

    article: str
    published: datetime | None
    outlet: str | None
    title: str
    copies: str | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "article": self.article,
            "published": format_date(self.published),
            "outlet": self.outlet,
            "title": self.title,
            "copies": self.copies,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstReport:
    """An outlet's first report of a story, and how far behind the first of all it came.

    Attributes:
        published: None where none of the outlet's reports has a date.
        days: calendar days behind, None without a date.
        seconds: behind, None where one of the two gives only a day.
    """

    outlet: str
    article: str
    published: datetime | None
    days: int | None
    seconds: int | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "outlet": self.outlet,
            "article": self.article,
            "published": format_date(self.published),
            "days": self.days,
            "seconds": self.seconds,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event and its reports.

    Attributes:
        story: the story's id, that of its first report.
        headline: the member's title that the others' titles and leads share most words with.
        members: in order of publication, undated ones last.
        first, last: publication of the first and last dated member, or None.
        outlets: in order of their first report.
        first_reports: of each outlet, in the same order.
        entities: the names in most independent reports, at most MAIN_ENTITIES.
    """

    story: str
    headline: str
    members: tuple[StoryMember, ...]
    first: datetime | None
    last: datetime | None
    outlets: tuple[str, ...]
    first_reports: tuple[FirstReport, ...]
    entities: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "story": self.story,
            "headline": self.headline,
            "members": [member.to_dict() for member in self.members],
            "first": format_date(self.first),
            "last": format_date(self.last),
            "outlets": list(self.outlets),
            "first_reports": [report.to_dict() for report in self.first_reports],
            "entities": list(self.entities),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who began to speak on a day: the speaker's name, and the article that has it first."""

    speaker: str
    article: str
    quotations: int

    def to_dict(self) -> dict[str, Any]:
        return {"speaker": self.speaker, "article": self.article, "quotations": self.quotations}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDay:
    """One day of a story; `day` is None for undated articles.

    Attributes:
        reports: independent reports of the day.
        articles: all of the day's articles, copies included.
        headline: of the day's first article.
        voices: speakers quoted for the first time in the story.
    """

    day: date | None
    reports: int
    articles: tuple[str, ...]
    outlets: tuple[str, ...]
    headline: str
    voices: tuple[Voice, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "day": self.day.isoformat() if self.day else None,
            "reports": self.reports,
            "articles": list(self.articles),
            "outlets": list(self.outlets),
            "headline": self.headline,
            "voices": [voice.to_dict() for voice in self.voices],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTimeline:
    """A story day by day: the first report, the day with most independent reports, the days."""

    story: str
    headline: str
    first_report: str
    peak: date | None
    days: tuple[StoryDay, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "story": self.story,
            "headline": self.headline,
            "first_report": self.first_report,
            "peak": self.peak.isoformat() if self.peak else None,
            "days": [day.to_dict() for day in self.days],
        }

    def to_markdown(self) -> str:
        """Return the timeline as Markdown."""
        lines = [f"# {self.headline}", ""]
        lines.append(f"First report: {self.first_report}. Peak: {self.peak or 'unknown'}.")
        for day in self.days:
            count = f"{counted(len(day.articles), 'article')}, {day.reports} independent"
            lines += ["", f"## {day.day or 'Undated'}", "", f"{count}: {', '.join(day.outlets)}"]
            lines += ["", f"First: {day.headline}"]
            if day.voices:
                lines += ["", "Begin to speak:", ""]
                lines += [
                    f"- {v.speaker} ({v.quotations}, first in {v.article})" for v in day.voices
                ]
        return "\n".join(lines) + "\n"


def describe(story: str, members: Iterable[StoryArticle]) -> Story:
    """Return a story's description, whatever the order of its members."""
    ordered = in_order(members)
    dated = [m.article.published for m in ordered if m.article.published is not None]
    return Story(
        story=story,
        headline=choose_headline(ordered),
        members=tuple(
            StoryMember(
                article=m.article.id,
                published=m.article.published,
                outlet=m.article.outlet,
                title=headline_of(m.article),
                copies=m.copies,
            )
            for m in ordered
        ),
        first=dated[0] if dated else None,
        last=dated[-1] if dated else None,
        outlets=_outlets(ordered),
        first_reports=first_reports(ordered),
        entities=_main_entities(ordered),
    )


def tell_days(story: str, members: Iterable[StoryArticle], *, zone: tzinfo) -> StoryTimeline:
    """Return the story day by day, in the time zone's days; undated articles come last.

    Raises:
        ValueError: a story has at least one member.
    """
    ordered = in_order(members)
    if not ordered:
        raise ValueError(f"story {story!r} has no members")
    leading = {m.article.id for m in independent(ordered)}
    by_day: defaultdict[date | None, list[StoryArticle]] = defaultdict(list)
    for member in ordered:
        published = member.article.published
        by_day[published.astimezone(zone).date() if published else None].append(member)
    heard: set[str] = set()
    names = one_name(speakers_of(ordered))
    days = [
        StoryDay(
            day=day,
            reports=sum(m.article.id in leading for m in told),
            articles=tuple(m.article.id for m in told),
            outlets=_outlets(told),
            headline=headline_of(told[0].article),
            voices=tuple(_new_voices(told, heard, names)),
        )
        for day, told in by_day.items()
    ]
    dated = [day for day in days if day.day is not None]
    peak = max(dated, key=lambda d: (d.reports, -(d.day or date.max).toordinal()), default=None)
    return StoryTimeline(
        story=story,
        headline=choose_headline(ordered),
        first_report=ordered[0].article.id,
        peak=peak.day if peak else None,
        days=tuple(days),
    )


def in_order(members: Iterable[StoryArticle]) -> list[StoryArticle]:
    """Return the members by publication, undated ones last; ties by id."""

    def rank(member: StoryArticle) -> tuple[bool, datetime, str]:
        published = member.article.published
        latest = datetime.max.replace(tzinfo=UTC)
        return published is None, published or latest, member.article.id

    return sorted(members, key=rank)


def independent(members: Sequence[StoryArticle]) -> list[StoryArticle]:
    """Return the first member of each copy group, and those in none, in the order given."""
    seen: set[str] = set()
    kept: list[StoryArticle] = []
    for member in members:
        if member.copies is None or member.copies not in seen:
            kept.append(member)
        if member.copies is not None:
            seen.add(member.copies)
    return kept


def headline_of(article: Article) -> str:
    """Return the title, or the beginning of the body where there is none."""
    if article.title.strip():
        return " ".join(article.title.split())
    for line in article.body_text().splitlines():
        words = " ".join(line.split())
        if words:
            return words if len(words) <= _HEADLINE_LENGTH else f"{words[: _HEADLINE_LENGTH - 1]}…"
    return article.id


def choose_headline(ordered: Sequence[StoryArticle]) -> str:
    """Return the headline of the report closest to all others; a given title beats a lead.

    Close are two reports by how many words of headline and lead they share (Jaccard index), each
    word as often as it stands in fewer of the story's reports.
    """
    reports = independent(ordered)
    texts = [_telling_words(member.article) for member in reports]
    having = Counter(word for words in texts for word in words)
    weight = {word: 1.0 / count for word, count in having.items() if count > 1}

    def rank(place: int) -> tuple[bool, float, int]:
        closeness = sum(
            sum(weight[word] for word in texts[place] & other) / (len(texts[place] | other) or 1)
            for at, other in enumerate(texts)
            if at != place
        )
        return bool(reports[place].article.title.strip()), closeness, -place

    return headline_of(reports[max(range(len(reports)), key=rank)].article) if reports else ""


def _telling_words(article: Article) -> frozenset[str]:
    """Return the longer words of headline and lead, casefolded."""
    words = f"{article.title} {article.body_text()[:_LEAD]}".casefold().split()
    return frozenset(w for w in (word.strip(".,:;!?\"'()“”") for word in words) if len(w) > 3)


def first_reports(ordered: Sequence[StoryArticle]) -> tuple[FirstReport, ...]:
    """Return each outlet's first report, the first of all first."""
    first: dict[str, Article] = {}
    for member in ordered:
        if member.article.outlet:
            first.setdefault(member.article.outlet, member.article)
    begin = next((m.article.published for m in ordered if m.article.published), None)
    return tuple(_first_report(outlet, article, begin) for outlet, article in first.items())


def _first_report(outlet: str, article: Article, begin: datetime | None) -> FirstReport:
    published = article.published
    days = seconds = None
    if published is not None and begin is not None:
        days = (published.date() - begin.date()).days
        if not is_day(published) and not is_day(begin):
            seconds = round((published - begin).total_seconds())
    return FirstReport(
        outlet=outlet, article=article.id, published=published, days=days, seconds=seconds
    )


def _outlets(members: Iterable[StoryArticle]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.article.outlet for m in members if m.article.outlet))


def _main_entities(ordered: Sequence[StoryArticle]) -> tuple[str, ...]:
    reports: Counter[str] = Counter()
    mentions: Counter[str] = Counter()
    for member in independent(ordered):
        names = [m.name for m in member.mentions if m.type in _NAMES]
        mentions.update(names)
        reports.update(set(names))
    best = sorted(reports, key=lambda name: (-reports[name], -mentions[name], name))
    return tuple(best[:MAIN_ENTITIES])


def speakers_of(members: Iterable[StoryArticle]) -> Iterator[str]:
    """Yield the name of each quotation's speaker who is a person, in order."""
    for member in members:
        for quotation in member.quotations:
            if quotation.speaker is not None and quotation.speaker.kind == "person":
                yield quotation.speaker.name


def _new_voices(
    told: Sequence[StoryArticle], heard: set[str], names: Mapping[str, str]
) -> Iterator[Voice]:
    """Yield who is quoted for the first time, and remember them in `heard`.

    Args:
        names: the spelling that stands for a name, of those that are spelled in several ways.
    """
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for member in told:
        for quotation in member.quotations:
            speaker = quotation.speaker
            if speaker is not None and speaker.kind not in ("anonymous", "unknown"):
                name = names.get(speaker.name, speaker.name)
                counts[name] += 1
                first.setdefault(name, member.article.id)
    for name, article in first.items():
        if name.casefold() not in heard:
            heard.add(name.casefold())
            yield Voice(speaker=name, article=article, quotations=counts[name])


def read_story(archive: StorySource, id: str) -> tuple[str, list[StoryArticle]]:
    """Return (story id, members) of the story that an article is in; a lone article is its own.

    Raises:
        ArticleNotFoundError: no article has the id.
    """
    own = read_member(archive, id)[1]
    ids = {id}
    if own is not None:
        ids.update(archive.ids_with("story", [own])[own])
    return own or id, _members(archive, ids)


def _members(archive: StorySource, ids: Iterable[str]) -> list[StoryArticle]:
    """Return articles as members, in order of their ids."""
    return [read_member(archive, id)[0] for id in sorted(ids)]


def read_member(archive: StorySource, id: str) -> tuple[StoryArticle, str | None]:
    """Return an article as a story's member, and the story it is in."""
    article = read_article(archive, id)
    found = archive.enrichments(id).values()
    values: defaultdict[str, list[str]] = defaultdict(list)
    for enrichment in found:
        for field, given in enrichment.values.items():
            values[field] += map(str, given)
    member = StoryArticle(
        article=article,
        copies=next(iter(values["copies"]), None),
        wire=tuple(values["wire"]),
        quotations=tuple(q for e in found for q in e.quotations),
        mentions=tuple(m for e in found for m in e.mentions),
        claims=tuple(r for e in found for r in e.records if r.kind == "claim"),
    )
    return member, next(iter(values["story"]), None)


def list_stories(archive: StorySource, query: str = "*", *, limit: int = 20) -> list[Story]:
    """Return the stories with most articles that match a query, most first."""
    facet = archive.facets(query, [f"story:{limit}"])["story"]
    ids = archive.ids_with("story", [value.value for value in facet.values])
    return [describe(story, _members(archive, members)) for story, members in ids.items()]
