"""The only code that composes stages and opens transactions. Views, tasks, commands and the admin write through here.

What an installation is set up with
    setup, access, catalogue    what it starts with; roles, users and client keys; attributes and policies
    dictionary, impact, consumers    what an attribute is, what feeds it, who reads it, what breaks without a column
From a source's row to a clean record
    profiles    looking at a file before it is loaded
    intake, drift, holding, releases    files in chunks; deliveries out of line with their past, held for a person
    preparing, preparers, cleansing    rows to clean records, grades and keys: pure, in other processes, stored
    validation, grading    checking what is about to be entered; rules, grades and scorecards
From a clean record to the golden record
    online, matching, training, evidence    one record at once; candidate pairs and scores; the match model
    identity, golden, changes, questions    who is who; golden records; what goes out; what people must decide
    decisions, explaining, evaluation    what people decide; how a customer came together; labelled files, measured
To and from other systems
    serving, lookalikes, sending, proposals    profile views, search before create, writes, proposed corrections
    syndication, origins, subscriptions, delivering    the change feed, who caused a change, webhooks
Long work
    stages, running, working    jobs of any kind; `nightly` and `slicing` are the nightly job's own
Everywhere
    transactions, summary    units of work; counts for people

Import the module that you need: the web process never loads what only workers use.
"""
