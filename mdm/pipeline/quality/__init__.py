"""Rules, grades and scorecards; what an attribute is, what feeds it, who reads it, what breaks without a column."""
