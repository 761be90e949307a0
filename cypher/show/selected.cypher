// What `show/element` returns, of the one element that a whole URI or name selects; else no row.
CALL () {
// Continues with parts/select_whole.cypher
}
WITH collect({key: key, rank: rank}) AS matches
WITH [m IN matches WHERE all(other IN matches WHERE m.rank <= other.rank) | m.key] AS nearest
WITH nearest[0] AS key WHERE size(nearest) = 1
MATCH (e:Element {key: key}) USING INDEX SEEK e:Element(key)
// Continues with parts/show_element.cypher
