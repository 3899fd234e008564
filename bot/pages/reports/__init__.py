"""`/reports/…`: the figures of the API's reports as a chart with the table under it, and as CSV."""

from bot.pages.reports import views
