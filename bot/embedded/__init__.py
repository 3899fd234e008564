"""PostgreSQL and Valkey out of Python wheels, for one machine: each a process with a guardian.

Knows files, processes and accounts of the machine; nothing of tables, queues or pages.
"""
