"""In which encoding a text file is written: stated and checked, or detected and reported."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from mdm.acquire.readers.sources import Source, refused

# Stands for bytes that the encoding does not know. A lone surrogate can't come out of any valid text.
UNDECODABLE = "\udcff"
MARKING = "mdm.mark_undecodable"

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Tried when a file is not UTF-8, likeliest first.
_LEGACY = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859_2", "koi8_r", "cp850",
    "cp932", "euc_jp", "gb18030", "big5", "euc_kr",
)  # fmt: skip
_TIE = 0.02

# Codecs that Python calls text but that no extract is written in.
_NO_FILE_ENCODINGS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"})

# A file with more undecodable lines than both of these is in another encoding; with fewer it has some broken rows.
_BROKEN_LINES = 10
_BROKEN_SHARE = 0.05

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
# Stray control characters in a short text do not make it binary.
_FEW_CONTROLS = 16
_CONTROLS = bytes(code for code in range(1, 32) if code not in b"\t\n\x0b\x0c\r\x1a\x1b")


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding to read with, and whether it was stated, marked in the file or detected."""

    name: str
    how: str

    @property
    def label(self) -> str:
        """The name as people know it: without Python's note that a byte order mark may be there."""
        return self.name.removesuffix("-sig")


@dataclass(slots=True)
class _Survey:
    lines: int = 1
    broken: int = 0
    beyond_ascii: int = 0
    sample: bytearray = field(default_factory=bytearray)

    @property
    def is_hopeless(self) -> bool:
        return self.broken > _BROKEN_LINES and self.broken > _BROKEN_SHARE * self.lines


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNDECODABLE, error.end


codecs.register_error(MARKING, _mark)


def settle_encoding(source: Source, stated: str | None, *, is_settled: bool = False) -> Encoding:
    """The encoding of the whole file. Raises FileRefusedError where none fits, or the stated one does not.

    What is settled is believed: the file is not read through once more.
    """
    if stated and is_settled:
        return _stated(_with_byte_order(source, _known(source, stated)))
    if _is_binary(source.head):
        raise refused(source.name, "holds binary data, not text", "Export it as CSV, NDJSON, JSON, Parquet or XLSX.")
    return _checked(source, stated) if stated else _detected(source)


def _checked(source: Source, stated: str) -> Encoding:
    name = _with_byte_order(source, _known(source, stated))
    survey = _survey(source, name)
    if survey.is_hopeless:
        message = f"is not in {stated}: {survey.broken} of {survey.lines} lines can't be decoded"
        raise refused(source.name, message, f"It looks like {_detected(source).name}; state that, or no encoding.")
    if not name.startswith("utf") and survey.beyond_ascii:
        as_utf8 = _survey(source, "utf-8")
        if as_utf8.beyond_ascii and not as_utf8.broken:
            message = f"is stated to be in {stated} but is valid UTF-8 beyond ASCII, which no other text is by chance"
            raise refused(source.name, message, "State utf-8, or no encoding.")
    return _stated(name)


def _stated(name: str) -> Encoding:
    return Encoding("utf-8-sig" if name == "utf-8" else name, "stated")


def _with_byte_order(source: Source, name: str) -> str:
    """UTF-16 or UTF-32 without a byte order mark, which Python refuses, is little-endian unless it shows otherwise."""
    if name not in {"utf-16", "utf-32"} or any(source.head.startswith(mark) for mark, one in _BOMS if one == name):
        return name
    return (_wide_encoding(source.head) if name == "utf-16" else "") or f"{name}-le"


def _known(source: Source, stated: str) -> str:
    try:
        name = codecs.lookup(stated).name
        "".encode(name)  # raises LookupError for codecs between bytes and bytes, such as hex
    except (LookupError, UnicodeError, ValueError):
        name = ""
    if not name or name in _NO_FILE_ENCODINGS:
        remedy = "Use a name such as utf-8, cp1252, iso-8859-15 or utf-16."
        raise refused(source.name, f"is stated to be in '{stated}', which is no known encoding", remedy)
    return name


def _detected(source: Source) -> Encoding:
    for mark, name in _BOMS:
        if source.head.startswith(mark):
            return Encoding(name, "byte order mark")
    wide = _wide_encoding(source.head)
    if wide:
        return Encoding(wide, "detected")
    survey = _survey(source, "utf-8")
    # Lines with valid multi-byte sequences prove UTF-8; a minority of broken lines is then a matter of rows.
    if survey.broken == 0 or survey.beyond_ascii > survey.broken:
        return Encoding("utf-8-sig", "detected")
    return Encoding(_legacy_encoding(source, bytes(survey.sample)), "detected")


def _legacy_encoding(source: Source, sample: bytes) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(sample, cp_isolation=list(_LEGACY))
    best = matches.best()
    if best is None:
        raise refused(source.name, "is in an encoding that can't be told", "State the encoding the system exports in.")
    # Short texts read the same, or equally well, in several code pages; then the likelier page is taken.
    near = [one for one in matches if one.chaos <= best.chaos + _TIE and one.coherence >= best.coherence - _TIE]
    equal = {name for one in near for name in one.could_be_from_charset}
    return next((name for name in _LEGACY if name in equal), _LEGACY[0])


def _survey(source: Source, encoding: str) -> _Survey:
    """Decode the whole file, counting lines that are broken and lines that are sound and go beyond ASCII."""
    survey = _Survey()
    decoder = codecs.getincrementaldecoder(encoding)(MARKING)
    with source.open() as stream:
        while chunk := stream.read(_CHUNK):
            _count(survey, decoder.decode(chunk), chunk)
        _count(survey, decoder.decode(b"", final=True), b"")
    return survey


def _count(survey: _Survey, text: str, chunk: bytes) -> None:
    survey.lines += text.count("\n")
    if text.isascii():
        return
    lines = [line for line in text.split("\n") if not line.isascii()]
    broken = sum(UNDECODABLE in line for line in lines)
    survey.broken += broken
    survey.beyond_ascii += len(lines) - broken
    if broken and len(survey.sample) < _SAMPLE:
        survey.sample += b"\n".join(line for line in chunk.split(b"\n") if not line.isascii())[:_SAMPLE]


def _wide_encoding(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of mostly Latin text is NUL."""
    pairs = len(head) // 2
    if pairs < 2:
        return ""
    first, second = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if second > 0.5 * pairs and first < 0.05 * pairs:
        return "utf-16-le"
    return "utf-16-be" if first > 0.5 * pairs and second < 0.05 * pairs else ""


def _is_binary(head: bytes) -> bool:
    if any(head.startswith(mark) for mark, _ in _BOMS) or _wide_encoding(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > max(_FEW_CONTROLS, 0.05 * len(head)) or head.count(0) > max(_FEW_CONTROLS, 0.3 * len(head))
