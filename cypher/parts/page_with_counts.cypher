// The rows of a page, how many there are in all, and how many are left out: two statements as one.
// The first count is made if the page is full or not the first.
// $counted: boolean, whether to count all
// $leftOutCounted: boolean, whether to count what is left out
// $limit: integer, the maximum number of rows
// $skip: integer, how many rows the pages before have
CALL () {
// Insert the page
}
WITH collect(row) AS rows
CALL (rows) {
WITH rows WHERE $counted AND (size(rows) = $limit OR $skip > 0)
CALL () {
// Insert the count
}
RETURN collect(count) AS counts
}
CALL () {
WITH 1 AS once WHERE $leftOutCounted
CALL () {
// Insert the count of what is left out
}
RETURN collect(count) AS leftOut
}
RETURN rows, counts, leftOut
