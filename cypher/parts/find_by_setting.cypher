// $settings: list of strings, the keys of settings
MATCH (setting:Setting) WHERE setting.key IN $settings
MATCH (setting)<-[:SETS*1..3]-(document:Document)
MATCH (:Element {key: document.id})<-[:WAS_CONFIGURED_BY]-(x:Activity)
WITH DISTINCT x
