"""Files of contacts: what their columns mean, and how they become a job. For the API and the
command line alike."""
