"""The tables of work: what arrived, what is owed, how fast it may go. Their rows are the queues."""
