"""Month names (ASCII, lower case, umlauts written out) and who writes the month first."""

from __future__ import annotations

from mdm.cleanse.tables import inverted, table, words

_NUMBERS = inverted(
    table(
        """
        1: january, jan, januar, jaenner, jaen, enero, ene, janvier, janv, gennaio, gen, januari, janeiro,
            ianuarie, styczen, stycznia, sty, leden, tammikuu
        2: february, feb, februar, febr, feber, febrero, fevrier, fev, fevr, febbraio, februari, fevereiro,
            luty, lutego, unor, helmikuu
        3: march, mar, maerz, mrz, marzo, mars, maart, mrt, marco, marts, marzec, marca, brezen, maaliskuu
        4: april, apr, abril, abr, avril, avr, aprile, kwiecien, kwietnia, kwi, duben, huhtikuu
        5: may, mai, mayo, maggio, mag, mei, maio, maj, maja, kveten, toukokuu
        6: june, jun, juni, junio, juin, giugno, giu, junho, czerwiec, czerwca, cze, cerven, kesaekuu
        7: july, jul, juli, julio, juillet, juil, luglio, lug, julho, lipiec, lipca, lip, cervenec, heinaekuu
        8: august, aug, agosto, ago, aout, augustus, augusti, sierpien, sierpnia, sie, srpen, elokuu
        9: september, sep, sept, septiembre, septembre, settembre, set, setembro, wrzesien, wrzesnia, wrz, zari,
            syyskuu
        10: october, oct, oktober, okt, octubre, octobre, ottobre, ott, outubro, out, pazdziernik, pazdziernika,
            paz, rijen, lokakuu
        11: november, nov, noviembre, novembre, novembro, listopad, listopada, lis, marraskuu
        12: december, dec, dezember, dez, diciembre, dic, decembre, dicembre, dezembro, desember, des, grudzien,
            grudnia, gru, prosinec, joulukuu
        """
    )
)
MONTHS = {name: int(number) for name, number in _NUMBERS.items()}

MONTH_FIRST_COUNTRIES = words("US PH FM MH PW AS GU MP PR VI")
