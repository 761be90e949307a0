// The number of activities that started in each day or month of UTC; each of several times counts.
// $length: integer, how many characters of the date make the period: 10 a day, 7 a month
MATCH (a:Activity)
WITH [t IN [] + a.startTime WHERE valueType(t) ENDS WITH 'DATETIME NOT NULL'
  | substring(toString(date(datetime({datetime: t, timezone: 'Z'}))), 0, $length)] AS periods
UNWIND reduce(distinct = [], p IN periods |
  CASE WHEN p IN distinct THEN distinct ELSE distinct + p END) AS period
RETURN period, count(*) AS count
ORDER BY period
