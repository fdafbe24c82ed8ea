"""East Asian names in their own scripts: family name first and no blank between the parts."""

from __future__ import annotations

import re

from mdm.cleanse.tables import words

# Chinese and Japanese names in Han characters and Korean names in Hangul; kana are left to transliteration.
_EAST_ASIAN = re.compile(r"[\u4e00-\u9fff]{2,4}|[\uac00-\ud7a3]{2,4}")
_ONLY_EAST_ASIAN = re.compile(r"[\u4e00-\u9fff\uac00-\ud7a3]+")
# Two-character family names; all others have one.
_LONG_FAMILIES = words("欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 司徒 东方 東方 尉迟 尉遲 皇甫 令狐 慕容 端木") | words(
    "남궁 황보 제갈 선우 독고"
)


def is_east_asian(text: str) -> bool:
    """Whether the text is in Han characters or Hangul alone."""
    return not text.isascii() and _ONLY_EAST_ASIAN.fullmatch(text) is not None


def spaced_east_asian(text: str) -> str:
    """A comma behind the family name, 习近平 as 习, 近平, says that it stands first. Other text unchanged."""
    if text.isascii() or not _EAST_ASIAN.fullmatch(text):
        return text
    length = 2 if len(text) > 2 and text[:2] in _LONG_FAMILIES else 1
    return f"{text[:length]}, {text[length:]}"
