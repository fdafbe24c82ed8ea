"""The only code that composes stages and opens transactions. Views, tasks, commands and the admin write through here.

Rooms, in the order in which they may know each other:

    intake         from a source's row to a clean record
    feed           the change feed and webhooks
    quality        rules, grades, scorecards, the data dictionary
    identity       candidate pairs, the match model, who is who, golden records
    serving        what other systems read and write
    facts          what sources tell beside the values
    stewardship    what people decide
    jobs           long work in chunks; the nightly job

Before all rooms stand `transactions` (units of work), `stages` (what a kind of job consists of), `access` (roles, users
and client keys), `catalogue` (attributes and policies) and `summary` (counts for people); after all, `setup` (what an
installation starts with).

Import the module that you need: the web process never loads what only workers use.
"""
