"""A stand-in for Meta, and a phone page on which a person plays the customers.

Mounted only when no WhatsApp credentials are set. Knows Usher from outside: by its webhook and
the Graph API calls that Usher makes. What Usher knows of a contact is read in findings.py only.
"""
