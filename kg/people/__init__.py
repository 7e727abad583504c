"""Who holds which office in a document: "UK Prime Minister Keir Starmer", "Zbigniew Rau, Poland's foreign minister"."""

from kg.people.introduce import introduce
from kg.people.offices import OfficePhrase, Offices, Places, office_phrases
from kg.people.roster import Person, Roster, slug

__all__ = ["OfficePhrase", "Offices", "Person", "Places", "Roster", "introduce", "office_phrases", "slug"]
