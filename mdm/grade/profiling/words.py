"""Column names as people write them, in several languages, and what they usually mean.

A meaning is "attribute" or "attribute.part" of the catalogue, or begins with @ where it decides about the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mdm.cleanse.tables import inverted, table, words
from mdm.cleanse.text import fold

_MEANINGS = table(
    """
    name.full: name, full name, display name, complete name, fullname, person name, ansprechpartner, nom complet
        nombre completo, naam, nazwisko i imie, account name, holder, wholename
    name.given: first name, given name, given names, forename, fname, vorname, prenom, nombre, voornaam, imie, nome
        first, given, rufname, vornamen
    name.middle: middle name, middle initial, mname, middle, zweiter vorname, deuxieme prenom, initials, mi
    name.family: last name, family name, surname, lname, nachname, familienname, zuname, nom de famille, nom, apellido
        apellidos, achternaam, nazwisko, cognome, sobrenome, last, family, sn
    name.title: title, salutation, anrede, titel, titre, civilite, aanhef, honorific, name prefix, academic title
        akademischer titel, trattamiento, tratamiento
    name.suffix: suffix, name suffix, generation, namenszusatz
    former_name.family: maiden name, birth name, former name, previous name, geburtsname, nom de naissance
        nom de jeune fille, apellido de soltera, fruehere namen
    organisation_name: company, company name, organisation, organization, organisation name, organization name, org name
        org, firm, firma, firmenname, firmenbezeichnung, unternehmen, business name, legal name, trading name, societe
        raison sociale, empresa, razon social, bedrijf, bedrijfsnaam, ragione sociale, nazwa firmy, institution
    employer: employer, employer name, arbeitgeber, workplace, employeur, works for
    email: email, e mail, mail, mails, emails, email address, e mail address, mail address, emailadresse, e mail adresse
        mailadresse, courriel, adresse email, correo, correo electronico, eposta, adres email, posta elettronica
    phone: phone, telephone, tel, telefon, phone number, telephone number, telefonnummer, rufnummer, tel no, tel nr
        telefono, telefoon, telefone, mobile, mobile phone, mobile number, cell, cell phone, cellphone, handy
        mobil, mobilnummer, gsm, portable, movil, fax, fax number, faxnummer, telefax, landline, festnetz, msisdn
        phones, phone no, telefoonnummer
    address.full: address, full address, addr, adresse, anschrift, direccion, adres, indirizzo, complete address
        mailing address, postal address, postanschrift
    address.street: street, street name, street address, address line 1, address line, address 1, addr 1, addr line
        strasse, str, rue, calle, straat, straatnaam, ulica, via, address line 2, address 2, address line 3, voie
        strasse hausnummer, strasse und hausnummer, strasse nr, domicilio, adresszeile
    address.house: house number, house no, house, street number, street no, hausnummer, hausnr, hnr, haus nr, huisnummer
        numero de rue, building number, nr domu
    address.unit: unit, unit number, apartment, apt, suite, flat, wohnung, apartment number, apt no, etage
    address.po_box: po box, pobox, postfach, boite postale, apartado
    address.city: city, town, ort, stadt, wohnort, ville, ciudad, localidad, plaats, woonplaats, miasto, locality, citta
        municipality, post town, commune, cidade, poblacion
    address.region: state, region, province, county, bundesland, provincia, departement, state province, kanton, canton
        wojewodztwo, state code
    address.postcode: postcode, post code, zip, zip code, postal code, postalcode, plz, postleitzahl, code postal, cp
        codigo postal, kod pocztowy, cap, postal, zip5, zip postal code
    address.country: country, land, pays, pais, country code, country name, laendercode, laenderkennzeichen, kraj
        nation, iso country, country iso
    address.care_of: care of, c o, attention, attn, zu haenden, adresszusatz
    birth_date: birth date, date of birth, dob, birthdate, birthday, born, geburtsdatum, geb datum, geburtstag, gebdat
        date de naissance, naissance, fecha de nacimiento, fecha nacimiento, geboortedatum, data urodzenia
        born on, bday
    birth_date.year: birth year, year of birth, geburtsjahr, yob, annee de naissance
    birth_date.month: birth month, month of birth, geburtsmonat
    birth_date.day: birth day, day of birth
    gender: gender, sex, geschlecht, sexe, genre, sexo, genero, geslacht, plec
    website: website, web site, web, url, homepage, home page, domain, domain name, webseite, internet, site web
        sitio web, web address, company domain, strona www
    tax_id: tax id, tax number, tax no, tin, ein, steuernummer, steuer id, steueridentifikationsnummer, fiscal code
        codice fiscale, nif, cif, taxpayer id, numero fiscal
    national_id: ssn, social security number, social security no, national id, national insurance number, nino
        ni number
        sozialversicherungsnummer, personal number, pesel, bsn, dni, nir, personnummer, identity number, id card number
        numero de securite sociale, social insurance number, national identity number
    passport: passport, passport number, passport no, reisepass, passnummer, passeport
    vat_id: vat, vat id, vat number, vat no, ust id, ustid, ust idnr, umsatzsteuer id, ust id nr, tva, iva
        numero de tva
        btw nummer, nip, uid nummer, partita iva, vatin
    register_number: register number, registration number, company number, company registration number, hrb
        handelsregister, handelsregisternummer, commercial register, siren, siret, kvk, register no, registernummer
        kvk nummer, krs, crn, reg no
    customer_number: customer number, customer no, kundennummer, kunden nr, kundennr, client number, numero client
        billing no, billing number, debitor, debitorennummer
    loyalty_card: loyalty card, loyalty number, card number, member card, loyalty id, bonus card, kundenkarte, club card
    occupation: occupation, job, job title, position, role, profession, beruf, funktion, fonction, metier, puesto
        contact title, taetigkeit
    industry: industry, sector, branche, line of business, naics, sic, secteur, wirtschaftszweig, nace, sector name
    employee_count: employees, employee count, number of employees, headcount, mitarbeiter, mitarbeiterzahl, effectif
        num employees, staff, company size, employees count
    segment: segment, plan, tier, customer group, customer segment, kundengruppe, customer class, subscription plan
    status: status, stage, customer status, account status, lifecycle stage, kundenstatus, zustand, is active, active
        aktiv, actif, state of account
    language: language, lang, locale, sprache, langue, idioma, taal, preferred language, language code
        korrespondenzsprache
    @created_at: created at, created, created on, creation date, date created, create date, signup date, signed up at
        registered at, registration date, submitted at, date added, angelegt, angelegt am, anlagedatum, erstellt
        erstellt am, opened at, opened, opened on, member since, kunde seit, date de creation, cree le, fecha de alta
        fecha creacion
        customer since, erfasst am, created date, first seen, first seen at, joined, joined at, aangemaakt
    @updated_at: updated at, updated, updated on, modified, modified at, modified on, last modified, changed, changed at
        changed on, geaendert, geaendert am, aenderungsdatum, letzte aenderung, last update, last updated, last change
        letzter stand
        last modified date, date modified, modification date, maj, date de modification, fecha de modificacion
        last changed, stand, updated date, update date, last modified at, last updated at, gewijzigd
    @seen_at: last seen, last seen at, last login, last login at, last activity, last active, last activity at
        last contact, last contact at, last visit
    @deleted: deleted, is deleted, deletion flag, deleted flag, operation, op, geloescht, loeschkennzeichen, change type
        supprime, record status, is removed
    @kind: type, customer type, kind, party type, kundenart, kundentyp, account type, client type, person type, typ, art
        entity type, is company, is business, is organisation, is organization, partner type, legal entity type
        customer kind, record type, class, category, klasse, type de client, business or private
    """
)

Meaning = str

# At the end of a longer name these words say too little.
_VAGUE = words(
    "first last given family middle name title state number type active house unit land str suffix role job plan"
)

_PLAIN: Mapping[str, Meaning] = {
    phrase.replace(" ", ""): meaning for phrase, meaning in inverted(_MEANINGS).items()
}  # fmt: skip

USAGES: Mapping[str, str] = inverted(
    table(
        """
        billing: billing, bill, invoice, invoicing, rechnung, rechnungs, facturation
        shipping: shipping, ship, delivery, liefer, lieferung, livraison
        home: home, private, privat, residential, residence, domicile
        work: work, office, business, geschaeftlich, dienstlich, buero, bureau
        mobile: mobile, cell, cellphone, mobil, handy, gsm, portable, movil, mobilnummer
        fax: fax, telefax, faxnummer
        mailing: mailing, postal, correspondence
        registered: registered, legal, statutory
        """
    )
)
# Words that say whose value it is, and that it is the customer's own.
_OWN = words(
    "customer client contact user account person personal member subscriber holder main primary current my the of cust "
    "kunde kunden kontakt lead applicant crm preferred default"
)
_ADDRESS_WORDS = words("address addr adresse location")
# Words that say the value is somebody else's.
_FOREIGN = words(
    "partner referring referrer referral parent manager agent rep sales salesperson seller spouse emergency assigned "
    "vendor supplier device file product project event campaign employer creator created updated modified by school "
    "bank guardian household page pdf template source utm owner author next kin beneficiary doctor os browser app tax "
    "form signup order ticket group event payment"
)
# Such columns are never shown and never suggested, whatever they look like.
_DELICATE = words(
    "religion konfession ethnic ethnicity race rasse health diagnosis diagnose disability disease medical politics "
    "union sexuality orientation salary gehalt income einkommen wages wage iban bic konto kontonummer creditcard card "
    "cvv cvc password passwort passwd pwd secret token pin criminal biometric"
)

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_DIGITS = re.compile(r"(?<=[a-z])(?=\d)")


class Named(NamedTuple):
    """What a column's name says: a meaning and how surely, for which use, and in which of several alike."""

    meaning: Meaning
    strength: float
    usage: str = ""
    number: int = 0


def tokens(header: str) -> tuple[str, ...]:
    """The words of a column's name: customerFirst_name gives customer, first, name."""
    return tuple(_DIGITS.sub(" ", fold(_CAMEL.sub(" ", header))).split())


def named(header: str) -> Named | None:
    """What the name says, if it says anything. A name of somebody else's value says nothing."""
    parts = tokens(header)
    plain = [one for one in parts if not one.isdigit()]
    usage = next((USAGES[one] for one in plain if one in USAGES), "")
    number = next((int(one) for one in parts if one.isdigit() and len(one) < 3), 0)
    for strength, left in _readings(plain):
        meaning = _PLAIN.get("".join(left))
        if meaning:
            return Named(meaning, strength, usage, number)
    return _contained(plain, usage, number)


def _readings(plain: list[str]) -> Iterator[tuple[float, list[str]]]:
    """The name as it stands, then without the words that say whose and what for."""
    yield 1.0, plain
    own = [one for one in plain if one not in _OWN]
    yield 0.95, own
    bare = [one for one in own if one not in USAGES]
    yield 0.95, bare
    yield 0.9, [one for one in bare if one not in _ADDRESS_WORDS]


def _contained(plain: list[str], usage: str, number: int) -> Named | None:
    """The meaning of the name's end, where what stands before it does not make it somebody else's."""
    if not _FOREIGN.isdisjoint(plain):
        return None
    for start in range(1, len(plain)):
        phrase = "".join(plain[start:])
        meaning = _PLAIN.get(phrase)
        if meaning and len(phrase) > 2 and phrase not in _VAGUE and not meaning.startswith("@"):
            return Named(meaning, 0.7, usage, number)
    return None


def is_foreign(header: str) -> bool:
    """Whether the name says that the value is somebody else's."""
    return not _FOREIGN.isdisjoint(tokens(header))


def is_delicate(header: str) -> bool:
    """Whether the name speaks of what is nobody's business: health, faith, pay, passwords."""
    return not _DELICATE.isdisjoint(tokens(header))


_KEY_WORDS = words("id key uuid guid nr no number nummer num code ref oid pk identifier recordid schluessel")


def keylike(header: str) -> int:
    """How much the name sounds like a key: 2 for one that says so, 1 for one that ends so, else 0."""
    parts = tokens(header)
    if not parts:
        return 0
    if parts[-1] in {"id", "key", "uuid", "guid", "pk"} or parts[0] in {"id", "uuid", "guid"}:
        return 2
    return 1 if parts[-1] in _KEY_WORDS or header.casefold().endswith(("id", "nr", "key")) else 0
