"""What is told in time: closure deadlines, first replies, the day's digest; and to whom."""
