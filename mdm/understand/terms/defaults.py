"""The terms that an installation begins with."""

from __future__ import annotations

# code, label, whether customers are contacted by it
CHANNELS = (
    ("phone", "Telephone", True),
    ("email", "E-mail", True),
    ("sms", "Text message", True),
    ("post", "Letter", True),
    ("social", "Social media", True),
    ("visit", "Visit", True),
    ("web", "Web site", False),
    ("shop", "Shop", False),
    ("service", "Service case", False),
    ("campaign", "Campaign", False),
    ("survey", "Survey", False),
)
# code, label, whether it needs consent
PURPOSES = (
    ("marketing", "Advertising", True),
    ("newsletter", "Newsletter", True),
    ("research", "Surveys and market research", True),
    ("profiling", "Evaluation of behaviour", True),
    ("service", "Service about what the customer has", False),
)
# code, label, from the other end
RELATIONSHIP_TYPES = (
    ("contact_of", "is contact of", "has contact"),
    ("decision_maker_for", "decides for", "has decision maker"),
    ("influencer_for", "influences decisions of", "has influencer"),
    ("buyer_for", "buys for", "has buyer"),
    ("subsidiary_of", "is subsidiary of", "has subsidiary"),
    ("household_member", "shares a household with", "shares a household with"),
    ("referred_by", "was referred by", "referred"),
)
