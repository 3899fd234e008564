"""`/rules`: account owner assignment rules, in their order; what they would do, and who waits for
somebody. R2 to R11, X2 to X4."""

from bot.pages.rules import editing, listing, trying, waiting
