"""What jobs do to many contacts, portion by portion. Each kind is a function that takes the job it
is to go on with."""
