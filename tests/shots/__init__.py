"""`make screenshots`: every page and state in three languages, looked over by a program."""
