// $part: string, the part; names stand between line breaks
MATCH (x:Element) USING TEXT INDEX x:Element(names) WHERE x.names CONTAINS $part
WITH x
