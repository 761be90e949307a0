"""People: the types of elements that are persons, and the attributes that name one.

The names are those of FOAF 0.99, schema.org, vCard (RFC 6350 and its ontology of 2014), IVOA's
Provenance Data Model 1.0 (Agent) and ctapipe's reference metadata, without separators and in lower
case, so that `ex:given_name` counts as well.
"""

from __future__ import annotations

import re

from provgraph.model.namespaces import PROV, VOPROV

FOAF = "http://xmlns.com/foaf/0.1/"
SCHEMA = ("http://schema.org/", "https://schema.org/")
VCARD = ("http://www.w3.org/2006/vcard/ns#", "http://www.w3.org/2001/vcard-rdf/3.0#")

PERSON_TYPES = frozenset(
    {
        f"{PROV}Person",
        f"{FOAF}Person",
        *(f"{namespace}Person" for namespace in SCHEMA),
        *(f"{namespace}Individual" for namespace in VCARD),
        f"{VOPROV}Individual",
        f"{VOPROV}Person",
    }
)
"""The types of persons."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_EMAIL = _words("email emailaddress hasemail mail mbox mboxsha1sum jabberid msnchatid")
_ORCID = _words("orcid orcidid hasorcid")
_PHONE = _words("phone phonenumber telephone tel hastelephone mobile cell fax faxnumber")
_PART_OF_NAME = _words(
    "givenname givennames firstname forename middlename additionalname familyname lastname "
    "surname nickname nick"
)
_NAME_OF_PERSON = _words("name fn hasfn n hasname fullname displayname label alternatename alias")
_OF_PERSON = _words(
    "identifier id uid hasuid sameas homepage url weblog website image img photo depiction "
    "account holdsaccount openid skypeid icqchatid aimchatid yahoochatid address hasaddress adr "
    "street streetaddress postalcode birthday bday birthdate"
)
_USER = _words("user username userid login loginname logname accountname owner submitter")
_HOST = _words("host hostname node nodename computername workernode fqdn")
_RESPONSIBLE = _words(
    "author creator contributor operator observer contact contactperson contactname curator "
    "maintainer principalinvestigator owner submitter"
)
_SEPARATORS = re.compile(r"[\W_]+")
GENERIC_IDS = _words(
    "admin agent analyst author card contact creator curator editor i id id1 me member observer "
    "operator owner people person pi profile researcher scientist self staff submitter team this "
    "user users"
)
"""Ids of persons that name nobody: they are not looked for in texts."""
_LAST = re.compile(r"[^./:#]+$")


_KINDS = (
    ("e-mail", _EMAIL),
    ("orcid", _ORCID),
    ("phone", _PHONE),
    ("name", _PART_OF_NAME),
    ("user", _USER),
    ("host", _HOST),
)
_KINDS_OF_PERSON = (*_KINDS[:4], ("name", _NAME_OF_PERSON), ("contact", _OF_PERSON), *_KINDS[4:])


def kind_of_field(name: str, *, of_person: bool = False) -> str | None:
    """Return what the whole value of a field is, by the field's name.

    `name` and the like are a person's name only where the field is a person's.
    """
    word = normalised(name)
    kinds = _KINDS_OF_PERSON if of_person else _KINDS
    kind = next((kind for kind, words in kinds if word in words), None)
    return _kind_of_contact(word) if kind is None and "contact" in word else kind


def _kind_of_contact(word: str) -> str:
    """Return what a field of a contact is: `cta:contact_name`, `CTA CONTACT EMAIL`."""
    ending = word.rpartition("contact")[2]
    return next((kind for kind, words in _KINDS_OF_PERSON if ending in words), "contact")


def is_responsible(name: str) -> bool:
    """Whether a field names who is responsible for something, a person or not."""
    return normalised(name) in _RESPONSIBLE


def normalised(name: str) -> str:
    """Return the last part of a field's name without separators, in lower case."""
    match = _LAST.search(name)
    return _SEPARATORS.sub("", match[0] if match else name).lower()
