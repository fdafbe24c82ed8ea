"""From a clean record to the golden record: candidate pairs, the match model, who is who, what goes out, what is asked.

`regrouping` is the only way memberships change.
"""
