CALL () {
  MATCH (software:Element) WHERE software.key IN $conditions.software
  MATCH (software)<-[:WAS_ASSOCIATED_WITH]-(x:Activity)
  RETURN x
  UNION
  MATCH (software:Element) WHERE software.key IN $conditions.software
  MATCH (software)<-[:HAD_MEMBER]-(:Collection)<-[:WAS_CONFIGURED_BY]-(x:Activity)
  RETURN x
}
WITH x
