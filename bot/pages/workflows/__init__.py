"""`/workflows`: what asks the questions: written, drawn, compared, tried out. W3, X11."""

from bot.pages.workflows import editing, listing, removing, showing, trying, versions
