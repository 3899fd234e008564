"""The API: a room for each subject, in it a module for each resource, a thin skin over the models.
resources.py has them all; what lies here is what all calls share."""
