"""What contacts may buy and bought, and what one is to know before one meets them. I8, I9, I11,
I12."""

from bot.pages.sales import opportunities, purchases, pursuit, snapshot, spending
