// The bundles with a URI, or with a prefixed name in their document.
// $text: string, the URI or prefixed name
MATCH (s:Scope) WHERE s.position > 0 AND (s.scope = $text
  OR s.idPrefix + ':' + substring(s.scope, size(s.idNamespace)) = $text)
RETURN DISTINCT s.scope AS uri ORDER BY uri
