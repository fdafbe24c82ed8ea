"""Which validator of python-stdnum knows an authority's numbers in a country."""

from __future__ import annotations

from mdm.cleanse.tables import table, words

# By authority and country, modules below `stdnum`; where there are several, one of them must accept.
# An empty country stands for all.
VALIDATORS = {
    "tax": table(
        """
        AT: at.tin
        AU: au.tfn, au.abn
        BE: be.nn
        BR: br.cpf, br.cnpj
        CA: ca.sin, ca.bn
        CH: ch.ssn, ch.uid
        DE: de.idnr, de.stnr
        DK: dk.cpr, dk.cvr
        ES: es.nif
        FI: fi.hetu, fi.ytunnus
        FR: fr.nif, fr.siren
        GB: gb.utr
        IE: ie.pps
        IT: it.codicefiscale, it.iva
        NL: nl.bsn
        NO: no.fodselsnummer, no.orgnr
        PL: pl.pesel, pl.nip
        PT: pt.nif
        SE: se.personnummer, se.orgnr
        """
    ),
    "national": table(
        """
        AT: at.vnr
        BE: be.nn
        BR: br.cpf
        CA: ca.sin
        CH: ch.ssn
        CN: cn.ric
        CZ: cz.rc
        DK: dk.cpr
        ES: es.dni, es.nie
        FI: fi.hetu
        FR: fr.nir
        IE: ie.pps
        IN: in_.aadhaar
        IT: it.codicefiscale
        NL: nl.bsn
        NO: no.fodselsnummer
        PL: pl.pesel
        PT: pt.cc
        SE: se.personnummer
        SK: sk.rc
        ZA: za.idnr
        """
    ),
    "vat": table(
        """
        AT: at.uid
        BE: be.vat
        BG: bg.vat
        CH: ch.vat
        CY: cy.vat
        CZ: cz.dic
        DE: de.vat
        DK: dk.cvr
        EE: ee.kmkr
        ES: es.nif
        FI: fi.alv
        FR: fr.tva
        GB: gb.vat
        GR: gr.vat
        HR: hr.oib
        HU: hu.anum
        IE: ie.vat
        IT: it.iva
        LT: lt.pvm
        LU: lu.tva
        LV: lv.pvn
        MT: mt.vat
        NL: nl.btw
        NO: no.mva
        PL: pl.nip
        PT: pt.nif
        RO: ro.cf
        SE: se.vat
        SI: si.ddv
        SK: sk.dph
        """
    ),
    "register": table(
        """
        AT: at.businessid
        AU: au.acn, au.abn
        BE: be.vat
        CH: ch.uid
        DK: dk.cvr
        FI: fi.ytunnus
        FR: fr.siren, fr.siret
        NO: no.orgnr
        PL: pl.regon
        SE: se.orgnr
        """
    ),
    "iban": table(
        """
        : iban
        """
    ),
    "lei": table(
        """
        : lei
        """
    ),
    "bic": table(
        """
        : bic
        """
    ),
    "nhs": table(
        """
        : gb.nhs
        """
    ),
    "ean": table(
        """
        : ean
        """
    ),
}

# Own forms where python-stdnum has none or knows too much: a number of the right form is enough.
# American social security numbers come with taxpayer numbers (ITIN, 9xx) in the same column.
FORMS: dict[tuple[str, str], str] = {
    ("national", "US"): r"(?!000|666)\d{3}(?!00)\d{2}(?!0000)\d{4}",
    ("tax", "US"): r"(?!000|666)\d{3}(?!00)\d{2}(?!0000)\d{4}|\d{2}(?!0000000)\d{7}",
    ("national", "GB"): r"[abceghj-prstw-z][abceghj-nprstw-z]\d{6}[a-d]",
    ("register", "GB"): r"(?:\d{8}|[a-z]{2}\d{6}|r\d{7}|ip\d{5}r)",
    ("register", "DE"): r".*(?:hra|hrb|gnr|vr|pr)\d{1,6}[a-z]?.*",
}  # fmt: skip

# Zeros that a spreadsheet took off the front come back up to this length.
FULL_LENGTHS: dict[tuple[str, str], int] = {
    ("national", "US"): 9,
    ("register", "GB"): 8,
    ("tax", "DE"): 11,
    ("national", "NL"): 9,
}

# Numbers printed on sample cards and in adverts.
SAMPLES = words(
    """
    02476291358 078051120 111223333 123121234 123456788 123456789 12345678901 219099999 457555462 987654321
    ab123456c c01x00t47 de123456789 de999999999 gb999999973 l01x00t47 qq123456c xxxxxxxxx
    """
)

COUNTRY_OF_VAT_PREFIX = {"EL": "GR", "XI": "GB", "CHE": "CH"}
