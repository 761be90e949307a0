// The names of all properties.
CALL db.propertyKeys() YIELD propertyKey
RETURN propertyKey AS value
