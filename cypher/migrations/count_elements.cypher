// The number of elements.
MATCH (e:Element)
RETURN count(e) AS count
