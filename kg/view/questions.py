"""What the picture asks a store, in SPARQL. PREAMBLE stands before each."""

from __future__ import annotations

from typing import Final

from kg.vocab import PREFIXES

_USED: Final = ("pact", "rdf", "rdfs", "owl", "skos", "prov", "nif", "dcterms", "schema", "org")
PREAMBLE: Final = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in _USED)
_IS_ENTRY: Final = "VALUES ?kind { pact:Commitment pact:Position } ?entry a ?kind ."

ENTRIES: Final = f"""SELECT DISTINCT ?entry ?kind ?type ?level WHERE {{
  {_IS_ENTRY} OPTIONAL {{ ?entry pact:type ?type }} OPTIONAL {{ ?entry pact:status|pact:stance ?level }} }}"""
LINKS: Final = f"""SELECT DISTINCT ?entry ?role ?actor WHERE {{
  {_IS_ENTRY} VALUES (?property ?role) {{ (pact:by "by") (pact:to "to") (pact:place "place") }}
  ?entry ?property ?actor }}"""
CONDITIONS: Final = f"""SELECT DISTINCT ?entry ?type ?text WHERE {{
  {_IS_ENTRY} ?entry pact:condition ?c . OPTIONAL {{ ?c pact:type ?type }} OPTIONAL {{ ?c rdfs:label ?text }} }}"""
AMOUNTS: Final = f"""SELECT DISTINCT ?entry ?text WHERE {{ {_IS_ENTRY} ?entry pact:amount/rdfs:label ?text }}"""
STATEMENTS: Final = f"""SELECT DISTINCT ?entry ?s ?document ?words ?begin ?end ?level ?confidence WHERE {{
  {_IS_ENTRY} ?entry pact:statement ?s . ?s prov:wasDerivedFrom ?document ; nif:anchorOf ?words .
  OPTIONAL {{ ?s nif:beginIndex ?begin }} OPTIONAL {{ ?s nif:endIndex ?end }}
  OPTIONAL {{ ?s pact:status|pact:stance ?level }} OPTIONAL {{ ?s pact:confidence ?confidence }} }}"""
SPEAKERS: Final = "SELECT DISTINCT ?s ?actor WHERE { ?s a pact:Statement ; pact:statedBy ?actor }"
#: What each document says itself; its claims are seen in its own graph only.
CLAIMS: Final = """SELECT DISTINCT ?s ?amount ?low ?unit ?need ?condition WHERE { GRAPH ?document { ?claim a pact:Claim ; pact:statement ?s .
  OPTIONAL { ?claim pact:amount ?a . ?a rdfs:label ?amount OPTIONAL { ?a schema:minValue ?low } OPTIONAL { ?a schema:unitText ?unit } }
  OPTIONAL { ?claim pact:condition ?c . ?c rdfs:label ?condition OPTIONAL { ?c pact:type ?need } } } }"""
CLAIM_LINKS: Final = """SELECT DISTINCT ?s ?role ?actor WHERE { VALUES (?property ?role) { (pact:by "by") (pact:to "to") }
  GRAPH ?document { ?claim a pact:Claim ; pact:statement ?s ; ?property ?actor } }"""
RULINGS: Final = """SELECT DISTINCT ?entry ?ruling ?number ?verb ?author ?day ?reason ?sets ?revocation WHERE {
  ?entry pact:claim ?claim . ?ruling a pact:Decision ; prov:used ?claim ; pact:verb ?verb .
  FILTER (?verb != "revoke") FILTER NOT EXISTS { ?entry a pact:Match }
  OPTIONAL { ?ruling pact:number ?number } OPTIONAL { ?ruling prov:wasAssociatedWith/rdfs:label ?author }
  OPTIONAL { ?ruling dcterms:date ?day } OPTIONAL { ?ruling pact:reason ?reason } OPTIONAL { ?ruling pact:sets ?sets }
  OPTIONAL { ?revocation pact:revokes ?ruling } }"""
MATCHES: Final = f"""SELECT DISTINCT ?entry ?reason WHERE {{ {_IS_ENTRY} ?entry pact:match/pact:reason ?reason }}"""
HOSTILE: Final = "SELECT DISTINCT ?type WHERE { ?type pact:trait 'hostile' }"
DOCUMENTS: Final = """SELECT DISTINCT ?document ?id ?title ?date ?source ?publisher ?url ?text WHERE {
  { SELECT DISTINCT ?document WHERE { ?s a pact:Statement ; prov:wasDerivedFrom ?document } }
  OPTIONAL { ?document dcterms:identifier ?id } OPTIONAL { ?document dcterms:title ?title }
  OPTIONAL { ?document dcterms:issued|dcterms:date ?date } OPTIONAL { ?document dcterms:source ?source }
  OPTIONAL { ?document dcterms:publisher ?publisher } OPTIONAL { ?document schema:url ?url }
  OPTIONAL { ?document nif:isString ?text } }"""
ACTORS: Final = """SELECT DISTINCT ?actor ?label ?class ?same ?represents ?office WHERE {
  { SELECT DISTINCT ?actor WHERE { ?x pact:by|pact:to|pact:place|pact:statedBy|pact:represents|org:member ?actor } }
  OPTIONAL { ?actor rdfs:label ?label } OPTIONAL { ?actor a ?class } OPTIONAL { ?actor owl:sameAs ?same }
  OPTIONAL { ?actor pact:represents ?represents } OPTIONAL { ?actor pact:office ?office } }"""
MEMBERS: Final = """SELECT DISTINCT ?body ?member WHERE {
  { ?m org:member ?member ; org:organization ?body FILTER NOT EXISTS { ?m schema:endDate ?end } }
  UNION { ?body org:hasMember ?member } UNION { ?member org:memberOf ?body }
  FILTER NOT EXISTS { ?member a pact:Person } }"""
TYPES: Final = """SELECT DISTINCT ?type ?label ?broader WHERE {
  ?type a skos:Concept . OPTIONAL { ?type skos:prefLabel ?label } OPTIONAL { ?type skos:broader ?broader } }"""
