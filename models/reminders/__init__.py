"""What is told in time: closure deadlines, first replies, the day's digest; to whom, and when
nobody is written to."""
