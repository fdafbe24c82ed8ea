"""Poland: women carry many family names in a form of their own."""

from mdm.simulate.chance import Ranked, Tail, Vocabulary, phrases, table, words
from mdm.simulate.country import Country, nicknames, towns

MEN = words("""
Piotr Krzysztof Andrzej Tomasz Jan Paweł Michał Marcin Stanisław Jakub Adam Marek Łukasz Grzegorz Mateusz
Wojciech Mariusz Dariusz Zbigniew Jerzy Maciej Rafał Robert Kamil Józef Jacek Dawid Szymon Tadeusz Ryszard
Kacper Bartosz Artur Jarosław Sławomir Janusz Patryk Sebastian Damian Daniel Roman Henryk Przemysław Karol Filip
Kazimierz Wiesław Antoni Leszek Igor
""")
WOMEN = words("""
Anna Katarzyna Maria Małgorzata Agnieszka Barbara Ewa Krystyna Magdalena Elżbieta Joanna Aleksandra Zofia Monika
Teresa Danuta Natalia Karolina Marta Julia Beata Dorota Janina Jadwiga Jolanta Irena Halina Iwona Grażyna Helena
Paulina Renata Bożena Justyna Hanna Oliwia Wiktoria Urszula Zuzanna Agata Patrycja Emilia Sylwia Maja Weronika
Wanda Lena Kinga Alicja Dominika
""")
FAMILIES = words("""
Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Woźniak Szymański Dąbrowski Kozłowski
Mazur Jankowski Kwiatkowski Wojciechowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski Król Michalski
Wróbel Wieczorek Jabłoński Nowakowski Majewski Olszewski Dudek Jaworski Stępień Malinowski Adamczyk Górski
Pawlak Nowicki Sikora Witkowski Rutkowski Walczak Baran Michalak Szewczyk Ostrowski Tomaszewski Zalewski
Wróblewski Pietrzak Jasiński Marciniak Sadowski Bąk Zawadzki Duda Jakubowski Wilk Chmielewski Borkowski
Włodarczyk Sokołowski Szczepański Sawicki Lis Kucharski Kalinowski Wysocki Mazurek Kubiak Maciejewski Kołodziej
Kaźmierczak Czarnecki Sobczak Konieczny Urban Głowacki Wasilewski Krupa Sikorski Zakrzewski Laskowski Gajewski
Mróz
""")
FAMILY_TAIL = Tail(
    words("""
        Bar Biel Boro Brzez Buk Chrza Czar Dąb Dębo Gala Gło Gór Grab Jar Jel Kacz Kali Kar Klim Koby Kosz Kras
        Krup Kur Lip Łęcz Mał Mar Mil Mod Moraw Oł Orl Pak Piąt Podl Rad Rog Rud Sad Siem Sok Star Stan Szcz Tar
        Topol Wal War Wierz Wil Wit Zab Zar Żuk
    """),
    words("""
        ański ecki eński ewski icki iński kiewicz łowski nicki ocki owicz owski ycki yński czak czyk ski ak ek
        ik
    """),
    ("", "an", "ar", "el", "er", "il", "ol", "or", "un"),
)
TOWNS = towns("""
Warszawa | mazowieckie | 00 | 22
Kraków | małopolskie | 30 | 12
Łódź | łódzkie | 90 | 42
Wrocław | dolnośląskie | 50 | 71
Poznań | wielkopolskie | 60 | 61
Gdańsk | pomorskie | 80 | 58
Szczecin | zachodniopomorskie | 70 | 91
Bydgoszcz | kujawsko-pomorskie | 85 | 52
Lublin | lubelskie | 20 | 81
Białystok | podlaskie | 15 | 85
Katowice | śląskie | 40 | 32
Rzeszów | podkarpackie | 35 | 17
Toruń | kujawsko-pomorskie | 87 | 56
Kielce | świętokrzyskie | 25 | 41
Olsztyn | warmińsko-mazurskie | 10 | 89
Opole | opolskie | 45 | 77
""")
RURAL = towns("""
- | mazowieckie | 05 | 23
- | śląskie | 43 | 33
- | wielkopolskie | 62 | 63
""")
TOWN_TAIL = Tail(
    words(
        """
        Biało Brzez Czarn Dąbr Gór Jasno Kamien Kras Lip Łąk Mał Nowo Ostr Pod Rad Rud Sosn Star Wielk
        Wierzb Zał Zielon
        """
    ),
    words("ów owo ica iec owice ówka ogród ołęka ęcin yń iny isko"),
    ("", "ow", "n", "k"),
)
STREETS = Vocabulary(
    Ranked(
        phrases("""
            Polna, Leśna, Słoneczna, Krótka, Szkolna, Ogrodowa, Lipowa, Brzozowa, Łąkowa, Kwiatowa, Sosnowa,
            Kościelna, Akacjowa, Parkowa, Zielona, Kolejowa, Sportowa, Dębowa, Kościuszki, Mickiewicza,
            Sienkiewicza, Słowackiego, 3 Maja, Piłsudskiego, Kopernika
        """),
        6.0,
    ),
    Tail(
        words(
            """
            Jaśmin Klon Malin Miod Nadrzecz Różan Tulip Wiosen Wrzos Zamk Jagod Wiśni Bursztyn Spacer Górsk
            Wesoł Dworsk Cich
            """
        ),
        words("owa na ska ańska icka ówka"),
    ),
    0.35,
    30.0,
)
LEGAL_FORMS = table("""
Sp. z o.o. | sp. z o. o. | Spółka z ograniczoną odpowiedzialnością | Sp z oo
S.A. | SA | Spółka Akcyjna
Sp. j. | Spółka jawna
""")
NICKNAMES = nicknames("""
Aleksandra | Ola
Agnieszka | Aga
Barbara | Basia
Elżbieta | Ela
Ewa | Ewka
Joanna | Asia
Katarzyna | Kasia
Magdalena | Magda
Małgorzata | Gosia Małgosia
Zofia | Zosia
Zuzanna | Zuza
Andrzej | Jędrek
Grzegorz | Grzesiek
Jakub | Kuba
Krzysztof | Krzysiek
Łukasz | Łukaszek
Piotr | Piotrek
Tomasz | Tomek
Stanisław | Staszek
Wojciech | Wojtek
""")

PL = Country(
    code="PL", share=0.04, language="pl", spellings=("PL", "Polska", "Poland", "POL"),
    women=Ranked(WOMEN), men=Ranked(MEN), families=Vocabulary(Ranked(FAMILIES, 12.0), FAMILY_TAIL, 0.3),
    towns=Ranked(TOWNS, 3.0), town_tail=TOWN_TAIL, rural=RURAL, streets=STREETS,
    postcode_pattern="-###", unit_pattern=("m. #", "m. ##", "lok. #"),
    line="ul. {street} {house}", one_line="ul. {street} {house}, {postcode} {city}",
    dial="48", trunk="", landline_length=9, mobiles=("50#######", "51#######", "60#######",
    "66#######", "69#######", "78#######", "88#######"),
    salutations=("Pani", "Pan"), mail_hosts=Ranked(words("gmail.com wp.pl onet.pl o2.pl interia.pl"), 2.0),
    top_level="pl", legal_forms=LEGAL_FORMS, abbreviations=(("Kościuszki", "Kościuszki T."),),
    nicknames=NICKNAMES, titles=("dr", "mgr"), feminine=(("ski", "ska"), ("cki", "cka"), ("dzki", "dzka")),
)  # fmt: skip
