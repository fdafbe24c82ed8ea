"""The Netherlands: family names with particles."""

from mdm.simulate.chance import Ranked, Tail, Vocabulary, phrases, table, words
from mdm.simulate.country import Country, nicknames, towns

MEN = words("""
Jan Johannes Peter Hendrik Cornelis Willem Pieter Gerrit Jeroen Dirk Jacobus Mark Martijn Bas Sander Erik Marcel
Tim Thomas Daan Sem Lucas Bram Milan Lars Jasper Ruben Niels Wouter Maarten Joost Koen Stijn Tom Rob Ronald Henk
Kees Piet Klaas Sjoerd Wim Theo Frank Edwin Arjen Rik Jelle Thijs Floris Hugo Noah Mohamed
""")
WOMEN = words("""
Maria Johanna Anna Cornelia Elisabeth Wilhelmina Catharina Hendrika Petra Linda Monique Esther Marieke Sandra
Ingrid Anja Marijke Femke Sanne Lotte Anouk Lisa Emma Sophie Julia Fleur Eva Iris Roos Maud Noor Saskia Wendy
Mirjam Annemarie Ellen Margriet Truus Greetje Ria Els Hanneke Ilse Inge Karin Nienke Tessa Yvonne Fatima
""")
FAMILIES = phrases("""
de Jong, Jansen, de Vries, van den Berg, van Dijk, Bakker, Janssen, Visser, Smit, Meijer, de Boer, Mulder, de
Groot, Bos, Vos, Peters, Hendriks, van Leeuwen, Dekker, Brouwer, de Wit, Dijkstra, Smits, de Graaf, van der
Meer, van der Linden, Kok, Jacobs, de Haan, Vermeulen, van den Heuvel, van der Veen, van den Broek, de Bruijn,
de Bruin, van der Heijden, Schouten, van Beek, Willems, van Vliet, van de Ven, Hoekstra, Maas, Verhoeven,
Koster, van Dam, van der Wal, Prins, Blom, Huisman, Peeters, de Jonge, Kuipers, van Veen, Post, Kuiper,
Veenstra, Kramer, van den Brink, Scholten, van Wijk, Postma, Martens, Vink, de Ruiter, Timmermans, Groen,
Gerritsen, Jonker, van Loon, Boer, van der Velde, Willemsen, Smeets, de Lange, de Vos, van Dongen, Schipper, de
Koning, van der Laan, Koning, Driessen, van Doorn, Hermans, Evers, van den Bosch, van der Meulen, Hofman,
Bosman, Wolters, Sanders, van der Horst, Mol, Kuijpers, Molenaar, van de Pol, de Leeuw, Verbeek, Yilmaz, El
Idrissi, Ramdin
""")
FAMILY_TAIL = Tail(
    (
        "van ",
        "de ",
        "van der ",
        "ter ",
        "",
        "van den ",
        "op den ",
        "Oud",
        "Nieuw",
        "Wester",
        "Ooster",
        "Noorder",
        "Zuider",
    ),
    words("""
        Aalst Akker Bemmel Berkel Bergen Boom Borgh Brakel Dael Dorp Eijk Elst Geest Gelder Haar Hage Heide Helm
        Hoek Hout Kamp Kerk Kolk Land Lind Maat Made Meent Mors Nes Oever Plas Poel Raad Rijn Schans Sloot Spijk
        Steeg Straat Tol Veld Vaart Voort Waal Weerd Werf Wiel Wijk Woud Zand
    """),
    ("", "Boven ", "Neder"),
)
TOWNS = towns("""
Amsterdam | Noord-Holland | 10 | 20
Rotterdam | Zuid-Holland | 30 | 10
Den Haag | Zuid-Holland | 25 | 70
Utrecht | Utrecht | 35 | 30
Eindhoven | Noord-Brabant | 56 | 40
Groningen | Groningen | 97 | 50
Tilburg | Noord-Brabant | 50 | 13
Almere | Flevoland | 13 | 36
Breda | Noord-Brabant | 48 | 76
Nijmegen | Gelderland | 65 | 24
Apeldoorn | Gelderland | 73 | 55
Haarlem | Noord-Holland | 20 | 23
Arnhem | Gelderland | 68 | 26
Enschede | Overijssel | 75 | 53
Amersfoort | Utrecht | 38 | 33
Leiden | Zuid-Holland | 23 | 71
Maastricht | Limburg | 62 | 43
Zwolle | Overijssel | 80 | 38
Delft | Zuid-Holland | 26 | 15
Leeuwarden | Friesland | 89 | 58
""")
RURAL = towns("""
- | Drenthe | 94 | 592
- | Zeeland | 43 | 118
- | Gelderland | 70 | 314
- | Friesland | 86 | 515
""")
TOWN_TAIL = Tail(
    words("Oost West Noord Zuid Nieuw Oud Hoog Laag Broek Heer Water Berg Steen Zand Roos Wage"),
    words("""
        dorp veen hoven huizen kerk burg dam dijk drecht ingen loo meer rade straat voort wijk woude zele
    """),
    ("", "er", "en"),
)
STREETS = Vocabulary(
    Ranked(
        phrases("""
            Kerkstraat, Schoolstraat, Molenstraat, Dorpsstraat, Julianastraat, Nieuwstraat, Parallelweg,
            Stationsstraat, Wilhelminastraat, Industrieweg, Beatrixstraat, Prins Hendrikstraat, Marktstraat,
            Eikenlaan, Beukenlaan, Kastanjelaan, Hoofdstraat, Raadhuisplein, Emmastraat, Oranjestraat,
            Lindelaan, Esdoornstraat, Wilgenstraat, Vondelstraat, Rembrandtlaan, Singel, Herengracht
        """),
        6.0,
    ),
    Tail(
        words(
            """
            Acacia Adelaars Berken Bloemen Burg Dam Duin Eike Fazanten Goud Haven Hertog Kanaal Kievit Klooster
            Koren Linden Meeuwen Oever Rozen Tulpen Veld Wal Zonne
            """
        ),
        words("straat laan weg plein gracht kade pad hof singel"),
    ),
    0.4,
    40.0,
)
LEGAL_FORMS = table("""
B.V. | BV | Besloten Vennootschap | bv
N.V. | NV | Naamloze Vennootschap
V.O.F. | VOF | vof
""")
NICKNAMES = nicknames("""
Cornelis | Kees Cor
Gerrit | Gert
Hendrik | Henk
Jacobus | Jaap Koos
Johannes | Jan Hans Joop
Martijn | Tijn
Pieter | Piet
Willem | Wim
Anna | Anneke
Catharina | Trijntje Toos
Cornelia | Corrie
Elisabeth | Els Liesbeth
Hendrika | Riek
Johanna | Jo Hanneke
Maria | Ria Marijke
Wilhelmina | Mien Willy
""")

NL = Country(
    code="NL", share=0.05, language="nl", spellings=("NL", "Nederland", "Netherlands", "NLD"),
    women=Ranked(WOMEN), men=Ranked(MEN), families=Vocabulary(Ranked(FAMILIES, 12.0), FAMILY_TAIL, 0.28),
    towns=Ranked(TOWNS, 3.0), town_tail=TOWN_TAIL, rural=RURAL, streets=STREETS,
    postcode_pattern="## @@", unit_pattern=("#hoog", "bis", "@"),
    line="{street} {house}", one_line="{street} {house}, {postcode} {city}",
    dial="31", trunk="0", landline_length=9, mobiles=("61#######", "62#######", "63#######", "64#######", "65#######"),
    salutations=("Mevr.", "Dhr."),
    mail_hosts=Ranked(words("gmail.com hotmail.com ziggo.nl kpnmail.nl live.nl xs4all.nl"), 2.0),
    top_level="nl", legal_forms=LEGAL_FORMS,
    abbreviations=(("straat", "str."), ("straat", "str"), ("laan", "ln."), ("plein", "pl.")),
    nicknames=NICKNAMES, titles=("drs.", "ir.", "dr."), middle_share=0.12,
)  # fmt: skip
