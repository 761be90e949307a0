// How many activities started in each day or month.
// $length: integer, how many characters of the date make the period: 10 a day, 7 a month
MATCH (a:Activity) WHERE a.startTime IS NOT NULL
RETURN substring(toString(date(a.startTime)), 0, $length) AS period, count(*) AS count
ORDER BY period
