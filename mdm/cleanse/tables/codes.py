"""Words for gender, and how countries write decimals."""

from __future__ import annotations

from mdm.cleanse.tables import entries, inverted, table, words

GENDERS = inverted(
    table(
        """
        m: m, male, man, boy, mr, mister, herr, maennlich, mann, masculin, masculine, homme, masculino, hombre, varon
            maschio, uomo, maschile, mannelijk, mand, masc, muz, mezczyzna, he, him, sir, 1
        f: f, female, woman, girl, w, mrs, ms, miss, frau, weiblich, feminin, feminine, femme, femenino, mujer, femmina
            donna, femminile, vrouwelijk, vrouw, kvinne, kvinna, kvinde, feminino, fem, zena, kobieta, she, her
            madam, 2
        x: x, d, diverse, divers, nonbinary, non binary, nb, enby, other, third, third gender, gender diverse, intersex
            inter, neutral, non binaire, no binario, 3
        """
    )
)
# ISO 5218 knows 0 (not known) and 9 (not applicable).
GENDERS_NOT_STATED = entries("u, 0, 9, unk, n, na, none, not specified, not known, undisclosed, null")

# Where 1.234 is one thousand two hundred and thirty-four.
DECIMAL_COMMA_COUNTRIES = words(
    """
    AL AR AT AZ BA BE BG BO BR BY CL CO CR CU CY CZ DE DK EC EE ES FI FO FR GE GL GR HR HU ID IS IT KZ LT LU LV MD ME MK
    MN NL NO PL PT PY RO RS RU SE SI SK TR UA UY UZ VE VN
    """
)
