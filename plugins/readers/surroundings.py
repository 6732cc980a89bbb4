"""What stands around a record and says something of it: its key, and the group it is in.

Programs write articles by id, by address, by title (`{"https://…": {…}}`) and in groups by
section, outlet or day (`{"politik": […], "ekonomi": […]}`).
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import NamedTuple

from kliping.index.cleaning.tables import outlets
from kliping.index.date_fields import read_date

from .values import is_address, is_missing, is_own_address


class KeyReading(NamedTuple):
    """What a record's key is; at most one is not None."""

    id: str | None = None
    url: str | None = None
    title: str | None = None


class GroupReading(NamedTuple):
    """What a group's name is; at most one is not None."""

    section: str | None = None
    outlet: str | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around a record.

    Attributes:
        key: under which it stands, or None.
        group: the name of the list or object that it stands in with others, or None.
        numbered: numeric keys are the numbers of a table's rows and name nothing.
    """

    key: str | None = None
    group: str | None = None
    numbered: bool = False

    def read_key(self, *, has_id: bool, has_title: bool) -> KeyReading:
        """Return what the key is: an address, a title where that is missing, else an id."""
        key = self.key
        if key is None or is_missing(key) or (self.numbered and key.isdecimal()):
            return KeyReading()
        if is_own_address(key):
            return KeyReading(url=key)
        if not has_title and not key.isdecimal() and (has_id or " " in key.strip()):
            return KeyReading(title=key.strip())
        return KeyReading() if not key.isprintable() else KeyReading(id=key.strip())

    def read_group(self, *, zone: tzinfo) -> GroupReading:
        """Return what the group is: an outlet that is known, a day, a section; a number is none."""
        group = self.group
        if group is None or is_missing(group) or group.strip().isdecimal():
            return GroupReading()
        outlet = outlets().named(group) or outlets().of_url(f"//{group.rpartition('//')[2]}")
        if outlet is not None:
            return GroupReading(outlet=outlet)
        if is_address(group):
            return GroupReading()
        if any(c.isdecimal() for c in group):
            moment = read_date(group, zone=zone).moment
            if moment is not None:
                return GroupReading(published=moment)
        return GroupReading(section=group.strip())


NOWHERE = Surroundings()
