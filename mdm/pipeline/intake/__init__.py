"""From a source's row to a clean record: looking at a file, chunks of rows, deliveries held for a person, cleansing.

`preparing` is pure and runs in the processes of `preparers`.
"""
