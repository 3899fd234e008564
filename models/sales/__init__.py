"""What is sold: opportunities, purchases, and what a customer is worth. I9, I12, C5."""
