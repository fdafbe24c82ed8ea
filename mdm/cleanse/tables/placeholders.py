"""Fillers as people type them, folded (ASCII, lower case, words separated by one blank)."""

from __future__ import annotations

from mdm.cleanse.tables import entries, words

_UNKNOWN = """
    unknown, unkown, unknwon, not known, unbekannt, inconnu, inconnue, desconocido, desconocida, sconosciuto
    onbekend, okand, ukendt, n a, not available, not applicable, not provided, not given, not stated, not specified
    not set, not disclosed, unspecified, none given, none provided, no data, no value, no info, no information
    no entry, missing, blank, empty, undefined, null null, none none, na na, nil, keine angabe, k a, entfaellt
    nicht bekannt, nicht angegeben, nicht vorhanden, ohne angabe, non renseigne, sin datos, no aplica, no disponible
    non disponible, nvt, n v t, nicht zutreffend, to be determined, to be confirmed, tbd, tbc, prefer not to say
    see notes, see comments, see above, see below, siehe oben, dito, ditto, idem, wie oben, as above, same as above
"""
_FILLERS = """
    no address, no email, no e mail, no phone, no number, no name, noname, no name given, no first name
    no last name, no middle name, no surname, dummy, placeholder, to follow, pending, applied for, do not use
    dont use, do not contact, do not call, delete, deleted, delete me, to be deleted, obsolete, duplicate
    do not delete, removed, redacted, masked, withheld, confidential, refused, declined, same, default, sample
    example, filler, fake, invalid, error, value, test test, bad address, return to sender, no fixed address
    no fixed abode, unbekannt verzogen, verzogen, xxx, xxxx, xxxxx, xxxxxx
"""
_NAMES = """
    fnu, lnu, nfn, nln, nmn, nmi, fname, lname, first name, last name, firstname, lastname, surname, given name
    family name, full name, vorname, nachname, name, prenom, nom, nombre, apellido, anonymous, anonym, anonyme
    anonimo, customer, client, kunde, kundin, new customer, user, username, guest, gast, visitor, walk in, walkin
    walk in customer, cash customer, cash sale, barverkauf, laufkunde, laufkundschaft, unassigned, admin
    administrator, webmaster, tester, test user, testuser, test customer, test account, testkunde
    mustermann mustermann, occupant, resident, householder, current resident, tenant, account holder
    accounts payable, baby boy, baby girl, babyboy, babygirl, newborn, infant, unborn, male, female, twin a, twin b
    foo, foobar, foo bar, lorem, lorem ipsum, asdf, qwerty, blah, blahblah, nobody, someone, anybody
    unknown unknown
"""
_WHOLE_NAMES = """
    null, na, none, no, test, nan, nil, temp, x, xx, a, aa, ab, abc, john doe, jane doe, max mustermann
    erika mustermann, joe bloggs, fred bloggs, donald duck, mickey mouse, test person, person test
"""
_WEAK = "null, na, none, no, test, nan, nil, temp, x, xx, aa, abc"
_LOCAL_PARTS = """
    noreply, no.reply, no-reply, no_reply, donotreply, do.not.reply, do-not-reply, do_not_reply, nobody, none
    noemail, no.email, no-email, no_email, nomail, no-mail, noone, null, test, tester, testing, test1, test123
    example, sample, unknown, unbekannt, keine, na, n.a, n-a, abc, asdf, xxx, xx, x, a, aa, aaa, user, yourname
    your.name, postmaster, abuse, mailer-daemon, mailerdaemon, bounce, bounces, devnull, notprovided, notgiven
    refused, declined, dummy, fake, placeholder
"""
_DOMAINS = """
    none.com, no.com, noemail.com, nomail.com, nowhere.com, test.com, test.de, testing.com, fake.com, unknown.com
    notprovided.com, noreply.com, unbekannt.de, unbekannt.com, keine.de, inconnu.fr, inconnu.com, na.com
    email.invalid, noemail.invalid, abc.com, xxx.com, xyz.xyz, asdf.com, mailinator.com, localhost.localdomain
"""

# Says in any field that the value is not known.
UNKNOWN = entries(_UNKNOWN)
# As good as empty too, except where a code or a remark may say just that.
ALWAYS = UNKNOWN | entries(_FILLERS)
# Not the name of anybody, though a fair value of other attributes.
NAMES = entries(_NAMES)
# Placeholders only where the whole name is this: people are called Null, Test, Na and Doe.
WHOLE_NAMES = entries(_WHOLE_NAMES)
WEAK_NAMES = entries(_WEAK)
# Left and right of the @ of mailboxes that nobody reads.
MAILBOXES = entries(_LOCAL_PARTS)
MAIL_DOMAINS = entries(_DOMAINS)

# ISO dates that systems put in for "no date". Whoever is really born then is recognised by everything else.
DATES = words(
    """
    0001-01-01 1111-11-11 1600-01-01 1601-01-01 1700-01-01 1753-01-01 1800-01-01 1840-12-31 1858-11-17 1899-12-30
    1899-12-31 1900-01-01 1900-01-02 1901-01-01 1904-01-01 1911-11-11 1970-01-01 2079-06-06 2099-12-31 2222-02-22
    2999-12-31 3000-01-01 9999-01-01 9999-09-09 9999-12-31
    """
)
