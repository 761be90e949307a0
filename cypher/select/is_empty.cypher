// Whether the store holds no element.
MATCH (e:Element)
RETURN count(e) = 0 AS empty
