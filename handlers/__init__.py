"""What a message means. An explicit list, first that accepts handles. Knows no HTTP, no JSON of
Meta's, no queue."""
