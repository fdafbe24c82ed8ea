"""What each level means, in words for people."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "given": (
        "The given names differ.",
        "The given names are only similar.",
        "One given name is the initial of the other.",
        "The given names differ by a slip of the pen.",
        "One given name is a short or pet form of the other.",
        "One given name is part of the other, or its middle name.",
        "The given names are the same.",
    ),
    "middle": (
        "The middle names differ.",
        "The middle names differ by a slip of the pen.",
        "The middle initials agree.",
        "The middle names are the same.",
    ),
    "family": (
        "The family names differ.",
        "The family names are only similar.",
        "The family names differ by a slip of the pen.",
        "One family name is a former name of the other.",
        "One family name is part of the other.",
        "The family names are the same.",
    ),
    "name_order": ("Given and family name stand in each other's place.", "The names stand in the same order."),
    "suffix": ("The generation suffixes differ.", "The generation suffixes are the same."),
    "birth_date": (
        "The birth dates differ.",
        "Only the years of birth agree.",
        "The birth dates are close, but no part of them is beyond doubt.",
        "Two of day, month and year of birth agree.",
        "The birth dates differ by one digit.",
        "Day and month of birth are exchanged.",
        "The birth dates agree as far as they are known.",
        "The birth dates are the same.",
    ),
    "gender": ("The genders differ.", "The genders are the same."),
    "identifier": (
        "They have different numbers of the same authority.",
        "They have different numbers, of a kind that is replaced or held several times.",
        "Two signs of a long number differ.",
        "A number differs by one slip of the pen.",
        "They share a number of the same authority.",
    ),
    "email": (
        "The mailboxes differ.",
        "The mailboxes are at the same organisation.",
        "The mailboxes repeat the person's own name at different providers, which says nothing new.",
        "The mailboxes have the same name at different providers.",
        "The mailboxes differ by a slip of the pen.",
        "They share a mailbox.",
    ),
    "phone": (
        "The phone numbers differ.",
        "The phone numbers differ by one digit.",
        "They share a phone number.",
    ),
    "website": (
        "The websites differ.",
        "The websites have the same name under different endings.",
        "They share a website or mail domain.",
    ),
    "address": (
        "The addresses differ.",
        "They live or sit in the same city.",
        "They live or sit under the same postcode.",
        "They live or sit in the same street.",
        "They live or sit in the same house.",
        "The addresses are the same.",
    ),
    "organisation": (
        "The names differ.",
        "The names have some words in common.",
        "The names have most of their words in common.",
        "One name is the initials of the other.",
        "One name is contained in the other.",
        "The names differ by little.",
        "The names have the same words in another order or spacing.",
        "The names are the same.",
    ),
    "legal_form": ("The legal forms differ.", "The legal forms are the same."),
    "employer": (
        "The employers differ.",
        "The employers' names have some words in common.",
        "The employers' names have most of their words in common.",
        "One employer's name is the initials of the other's.",
        "One employer's name is contained in the other's.",
        "The employers' names differ by little.",
        "The employers' names have the same words in another order or spacing.",
        "The employers are the same.",
    ),
    "extras": (
        "The further attributes differ.",
        "Some of the further attributes agree.",
        "The further attributes agree.",
    ),
}


def sentence(comparison: str, level: int) -> str:
    """The sentence for a level; 0 is missing."""
    return "Nothing to compare: one side does not say." if level == 0 else SENTENCES[comparison][level - 1]
