// Elements by a whole URI, prefixed name, path, LFN or other name; the lowest rank counts.
// Continues with parts/select_whole.cypher
