// The bundles of that URI, or that their document writes as prefix:local.
// $text: string, the URI or prefixed name
MATCH (s:Scope) WHERE s.position > 0 AND (s.scope = $text
  OR s.idPrefix + ':' + substring(s.scope, size(s.idNamespace)) = $text)
RETURN DISTINCT s.scope AS uri ORDER BY uri
