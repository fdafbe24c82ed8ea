"""The change feed: who caused a change, numbers after commit, subscriptions, webhooks."""
