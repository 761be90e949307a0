// Nothing; the session's bookmark is then that of the last commit.
RETURN 1 AS one
