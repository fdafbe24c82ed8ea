"""Mail domains and mailboxes with a meaning of their own."""

from __future__ import annotations

from mdm.cleanse.tables import inverted, table, words

# Mailbox providers: the domain says nothing about the company.
FREE_DOMAINS = words(
    """
    gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.de yahoo.fr yahoo.es yahoo.it yahoo.ca yahoo.co.in
    yahoo.co.jp yahoo.com.au yahoo.com.br ymail.com rocketmail.com hotmail.com hotmail.co.uk hotmail.de hotmail.fr
    hotmail.es hotmail.it hotmail.nl live.com live.co.uk live.de live.fr live.nl live.be outlook.com outlook.de
    outlook.fr outlook.es msn.com passport.com icloud.com me.com mac.com aol.com aol.de aol.co.uk aim.com gmx.de
    gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de arcor.de mail.de posteo.de posteo.net mailbox.org
    protonmail.com proton.me protonmail.ch pm.me tutanota.com tutanota.de tuta.io fastmail.com fastmail.fm
    hushmail.com zoho.com zohomail.com mail.com email.com mail.ru yandex.ru yandex.com inbox.ru list.ru bk.ru
    rambler.ru qq.com 163.com 126.com sina.com sohu.com foxmail.com naver.com daum.net hanmail.net rediffmail.com
    orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr libero.it virgilio.it tiscali.it alice.it tin.it
    bluewin.ch sunrise.ch hispeed.ch chello.at aon.at a1.net ziggo.nl kpnmail.nl xs4all.nl planet.nl hetnet.nl
    home.nl telenet.be skynet.be btinternet.com btopenworld.com ntlworld.com virginmedia.com sky.com talktalk.net
    blueyonder.co.uk comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net
    juno.com optonline.net shaw.ca rogers.com sympatico.ca telus.net bigpond.com bigpond.net.au optusnet.com.au
    wp.pl o2.pl interia.pl onet.pl seznam.cz centrum.cz uol.com.br bol.com.br terra.com.br
    """
)

# Anybody may take any name there for ten minutes.
DISPOSABLE_DOMAINS = words(
    """
    mailinator.com guerrillamail.com 10minutemail.com tempmail.com temp-mail.org yopmail.com trashmail.com
    trash-mail.com wegwerfemail.de sharklasers.com getnada.com throwawaymail.com maildrop.cc dispostable.com
    fakeinbox.com discard.email
    """
)

# Several domains, one mailbox.
SAME_DOMAIN = inverted(
    table(
        """
        gmail.com: googlemail.com
        proton.me: protonmail.com, protonmail.ch, pm.me
        icloud.com: me.com, mac.com
        """
    )
)

# Slips that are far more often a slip than a domain with mailboxes.
MISTYPED_DOMAINS = inverted(
    table(
        """
        gmail.com: gmial.com, gmai.com, gmal.com, gamil.com, gnail.com, gmail.co, gmail.con, gmail.cm, gmaill.com
            gmail.om
        hotmail.com: hotmial.com, hotmai.com, hotmal.com, hotmail.con, hotmaill.com, hotmail.co
        yahoo.com: yaho.com, yahooo.com, yahoo.con, yhaoo.com
        outlook.com: outlok.com, outlook.con, outllok.com
        icloud.com: iclod.com, icloud.con
        aol.com: aol.con
        """
    )
)

# Domains where dots in the local part mean nothing.
DOTLESS_DOMAINS = frozenset({"gmail.com"})

# A function, not a person, reads these.
ROLE_MAILBOXES = words(
    """
    info information office kontakt contact contacts hello hallo mail post support help helpdesk hilfe service
    services kundenservice kundendienst customerservice customer.service customercare customer.care sales verkauf
    vertrieb ventas vente marketing press presse media billing invoice invoices rechnung rechnungen rechnungswesen
    buchhaltung accounting accounts accountspayable accounts.payable finance finanzen payments purchasing einkauf
    procurement orders order bestellung bestellungen shop store reception empfang zentrale frontdesk admin
    administrator administration verwaltung sekretariat secretary hr jobs careers career bewerbung personal
    recruiting legal recht compliance privacy datenschutz dpo security it edv webmaster hostmaster newsletter
    subscribe unsubscribe feedback enquiries enquiry inquiries inquiry anfrage reservations reservation booking
    bookings buchung team all staff management geschaeftsleitung direction direktion partner partners partnership
    dispatch logistics logistik warehouse lager returns
    """
)

# Second-level domains under which companies register: example.co.uk is registrable, co.uk is not.
SECOND_LEVELS = words("co com org net gov edu ac or ne go gob gouv gv ltd plc me nom asso")

# Hosts that house pages of many.
SHARED_HOSTS = words(
    """
    facebook.com instagram.com linkedin.com xing.com twitter.com x.com youtube.com tiktok.com pinterest.com
    google.com wordpress.com blogspot.com wixsite.com github.com github.io etsy.com ebay.com ebay.de amazon.com
    shopify.com myshopify.com jimdo.com weebly.com
    """
)

# Ends of domains before which people leave out the dot.
GLUED_ENDINGS = ("com", "net", "org", "info", "biz")

# Countries whose numbers are the country code and the digits behind the trunk zero, nothing else: code, trunk digit.
PLAIN_REGIONS = {
    "US": ("1", ""), "CA": ("1", ""), "GB": ("44", "0"), "DE": ("49", "0"), "AT": ("43", "0"), "CH": ("41", "0"),
    "FR": ("33", "0"), "NL": ("31", "0"), "BE": ("32", "0"), "SE": ("46", "0"), "ES": ("34", ""), "PL": ("48", ""),
    "DK": ("45", ""),
}  # fmt: skip
PLAIN_CODES = frozenset(code for code, _ in PLAIN_REGIONS.values())
