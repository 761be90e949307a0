// The number of activities that started in each day or month.
// $length: integer, how many characters of the date make the period: 10 a day, 7 a month
MATCH (a:Activity)
WITH [t IN [] + a.startTime WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'][0] AS start
WHERE start IS NOT NULL
RETURN substring(toString(date(start)), 0, $length) AS period, count(*) AS count
ORDER BY period
