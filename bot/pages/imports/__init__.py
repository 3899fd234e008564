"""`/contacts/import`: a file is uploaded, its columns are given a meaning, that is tried, and then
the contacts come in."""

from bot.pages.imports import mapping, trial, uploading
