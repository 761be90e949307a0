// Activities that ran with a setting and meet all conditions, each with its time.
// Continues with parts/find_by_setting.cypher
// Continues with parts/find.cypher
// Continues with parts/find_page.cypher
