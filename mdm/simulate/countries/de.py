"""Germany."""

from mdm.simulate.chance import Ranked, Tail, Vocabulary, phrases, table, words
from mdm.simulate.country import Country, nicknames, towns

MEN = words("""
Michael Thomas Andreas Peter Stefan Christian Wolfgang Klaus Martin Jürgen Alexander Frank Daniel Matthias
Markus Uwe Bernd Jan Werner Sebastian Hans Ralf Florian Dieter Tobias Helmut Jens Manfred Dirk Christoph Jörg
Philipp Torsten Sven Marcel Heinz Günter Oliver Karl Rainer Horst Gerhard Holger Patrick Tim Dennis Felix Simon
Benjamin Lukas Johannes Fabian Dominik David Kevin Jonas Julian Paul Maximilian Marco Norbert Volker Ulrich
Robert Gerd Reinhard Friedrich Franz Josef Walter Kai Lars Axel Carsten Heiko Mario Ingo Roland Hartmut Rolf
Georg Joachim Detlef Leon Finn Elias Noah Moritz Jakob Anton Emil Theo Oskar Jannik Nico René Mehmet Mustafa Ali
Ahmet Murat Sergej Viktor Igor Kurt Otto Erwin Herbert Siegfried Albert Eberhard Gregor Konstantin Leonard
Henrik Bastian Benedikt Korbinian Linus Mats Ole Till
""")
WOMEN = words("""
Sabine Susanne Petra Andrea Claudia Monika Birgit Stefanie Ursula Martina Nicole Renate Karin Gabriele Brigitte
Barbara Christine Anna Sandra Melanie Kerstin Heike Angelika Katharina Anja Julia Christina Ute Tanja Silke
Daniela Helga Maria Katrin Nadine Ingrid Simone Elke Sarah Kathrin Jana Jutta Angela Cornelia Anke Gisela
Bettina Elisabeth Sonja Anne Beate Yvonne Jessica Eva Christa Laura Lisa Manuela Erika Marion Silvia Regina
Jennifer Franziska Carina Vanessa Lena Hannah Sophie Marie Johanna Mia Emma Lea Leonie Emilia Clara Charlotte
Frieda Paula Greta Ida Mathilda Luisa Theresa Antonia Annika Carolin Miriam Judith Ruth Hildegard Gertrud
Irmgard Edith Waltraud Rosemarie Hannelore Inge Margarete Doris Ilse Roswitha Ulrike Astrid Dagmar Antje Britta
Imke Fatma Ayşe Emine Elif Olga Natalia Irina Svetlana Agnieszka
""")
FAMILIES = words("""
Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf
Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Schmitz Krause Meier
Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller
Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke
Albrecht Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer Groß
Seidel Heinrich Brandt Haas Schreiber Graf Schulte Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch Bergmann
Thomas Voigt Sauer Arnold Wolff Pfeiffer Ernst Lindner Hübner Kramer Franz Beyer Wenzel Jansen Peter Thiel Barth
Riedel Paul Haupt Nowak Kunz Marx Seifert Michel Voß Fiedler Ritter Böttcher Lutz Reuter Brinkmann Schilling Ott
Kaufmann Hermann Blum Ackermann Noack Kirchner Reichert Hansen Petersen Christiansen Janssen Yildirim Kaya Demir
Öztürk Şahin Çelik Arslan Kowalski Wiśniewski Ivanov Petrov Weißmann Gerlach Stark Dörr Ebert Eichhorn Moser
Rieger Bender Behrens Wiegand Steffen Lenz Heller Hess Heß Stephan Wendt Urban Kern Pfeifer Nagel Bachmann Adam
Schlüter Siebert Benz Dreher Gebhardt Mertens Baumgartner Hagen Brückner Rothe Schiller Rausch Fritz Opitz Bock
Wirth Freitag Konrad Geiger Zander Kolb Rapp Rösch Böhme Hauser
""")
FAMILY_TAIL = Tail(
    words("""
        Acker Bach Birn Brand Breit Brunn Buch Burg Dach Dorn Eber Eich Eisen Ellen Engel Erlen Falken Feld
        Finken Freuden Gold Grün Haber Hagen Hasel Heiden Hirsch Hoch Holz Horn Kalten Kirch Klein Kupfer Lang
        Lauten Linden Lichten Mandel Mittel Mühl Nieder Ober Oster Rauten Reichen Rosen Roth Schön Silber Stein
        Stock Sturm Tannen Wald Weiden Wiesen Winter Wolken Ziegel
    """),
    words("""
        bach bauer baum beck berg berger brink bruch burg dorf feld felder fried gruber hardt hauser heim hof
        hofer huber kamp kötter lein mann maier meier meister müller reiter rath ried schmidt stein steiner thal
        thaler wald
    """),
    ("", "en", "er", "el", "ing", "in", "ert", "an", "ol", "um", "is", "ar", "ei", "au", "usch", "att"),
)
TOWNS = towns("""
Berlin | Berlin | 10 | 30
Hamburg | Hamburg | 20 | 40
München | Bayern | 80 | 89
Köln | Nordrhein-Westfalen | 50 | 221
Frankfurt am Main | Hessen | 60 | 69
Stuttgart | Baden-Württemberg | 70 | 711
Düsseldorf | Nordrhein-Westfalen | 40 | 211
Leipzig | Sachsen | 04 | 341
Dortmund | Nordrhein-Westfalen | 44 | 231
Essen | Nordrhein-Westfalen | 45 | 201
Bremen | Bremen | 28 | 421
Dresden | Sachsen | 01 | 351
Hannover | Niedersachsen | 30 | 511
Nürnberg | Bayern | 90 | 911
Duisburg | Nordrhein-Westfalen | 47 | 203
Bochum | Nordrhein-Westfalen | 44 | 234
Wuppertal | Nordrhein-Westfalen | 42 | 202
Bielefeld | Nordrhein-Westfalen | 33 | 521
Bonn | Nordrhein-Westfalen | 53 | 228
Münster | Nordrhein-Westfalen | 48 | 251
Karlsruhe | Baden-Württemberg | 76 | 721
Mannheim | Baden-Württemberg | 68 | 621
Augsburg | Bayern | 86 | 821
Wiesbaden | Hessen | 65 | 611
Braunschweig | Niedersachsen | 38 | 531
Kiel | Schleswig-Holstein | 24 | 431
Chemnitz | Sachsen | 09 | 371
Aachen | Nordrhein-Westfalen | 52 | 241
Magdeburg | Sachsen-Anhalt | 39 | 391
Freiburg im Breisgau | Baden-Württemberg | 79 | 761
Lübeck | Schleswig-Holstein | 23 | 451
Erfurt | Thüringen | 99 | 361
Mainz | Rheinland-Pfalz | 55 | 6131
Rostock | Mecklenburg-Vorpommern | 18 | 381
Kassel | Hessen | 34 | 561
Saarbrücken | Saarland | 66 | 681
Potsdam | Brandenburg | 14 | 331
Oldenburg | Niedersachsen | 26 | 441
Osnabrück | Niedersachsen | 49 | 541
Heidelberg | Baden-Württemberg | 69 | 6221
Darmstadt | Hessen | 64 | 6151
Regensburg | Bayern | 93 | 941
Würzburg | Bayern | 97 | 931
Ulm | Baden-Württemberg | 89 | 731
Göttingen | Niedersachsen | 37 | 551
Trier | Rheinland-Pfalz | 54 | 651
Konstanz | Baden-Württemberg | 78 | 7531
""")
RURAL = towns("""
- | Niedersachsen | 21 | 4131
- | Bayern | 84 | 871
- | Hessen | 35 | 641
- | Sachsen | 02 | 3581
- | Nordrhein-Westfalen | 57 | 271
- | Baden-Württemberg | 73 | 7161
- | Thüringen | 07 | 3641
- | Rheinland-Pfalz | 56 | 261
- | Schleswig-Holstein | 25 | 4841
""")
TOWN_TAIL = Tail(
    words("""
        Adel Alten Brei Buchen Dingel Ebers Eichen Eller Fried Garten Grafen Hain Hasel Heiligen Herms Hilders
        Kirch Königs Langen Lauter Linden Mark Neuen Nieder Ober Otters Reichen Rosen Rotten Schwarzen Stein
        Unter Wald Weiler Wester Wolfs Ziegen
    """),
    words("""
        hausen dorf heim bach berg burg feld furt hagen hofen ingen kirchen leben rode roda stadt stedt stetten
        tal wald weiler
    """),
    ("", "el", "er", "in"),
)
STREETS = Vocabulary(
    Ranked(
        phrases("""
            Hauptstraße, Dorfstraße, Schulstraße, Bahnhofstraße, Gartenstraße, Bergstraße, Lindenstraße,
            Birkenweg, Waldstraße, Kirchstraße, Ringstraße, Schillerstraße, Goethestraße, Amselweg, Wiesenweg,
            Mozartstraße, Buchenweg, Feldstraße, Finkenweg, Friedhofstraße, Kirchweg, Blumenstraße, Eichenweg,
            Rosenstraße, Ahornweg, Beethovenstraße, Mühlenweg, Talstraße, Tannenweg, Lerchenweg, Fliederweg,
            Friedrichstraße, Marktplatz, Am Markt, Parkstraße, Uhlandstraße, Kastanienallee, Mittelstraße,
            Wilhelmstraße, Bismarckstraße, Industriestraße, Poststraße, Nordstraße, Südstraße, Karlstraße,
            Steinweg, Jahnstraße, Kurze Straße, Lange Straße, Neue Straße, Hohe Straße, Am Bahnhof,
            Sonnenstraße, Heideweg, Im Winkel, Kantstraße, Lessingstraße, Rathausplatz, Breite Straße, An der
            Mühle
        """),
        8.0,
    ),
    Tail(
        words("""
            Adler Anger Bach Brunnen Burg Dahlien Damm Eber Elster Erlen Fasanen Fichten Garten Ginster Hafen
            Hecken Hirsch Kapellen Kloster Krug Lauben Mauer Meisen Nelken Obst Pappel Quellen Reben Sand
            Schloss Specht Tulpen Ulmen Veilchen Wein Ziegel Albert Anna Bertha Clara Daimler Ebert Humboldt
            Kepler Linné Luther Röntgen Siemens Stein
        """),
        words("straße weg allee platz gasse ring ufer stieg"),
    ),
    0.3,
    60.0,
)
LEGAL_FORMS = table("""
GmbH | Gesellschaft mit beschränkter Haftung | G.m.b.H. | mbH
GmbH & Co. KG | GmbH & Co KG | GmbH u. Co. KG | GmbH+Co.KG
AG | Aktiengesellschaft | A.G.
UG (haftungsbeschränkt) | UG | UG haftungsbeschränkt
e.K. | eK | e. K. | Inh.
KG | Kommanditgesellschaft
OHG | Offene Handelsgesellschaft
GbR | Gesellschaft bürgerlichen Rechts
e.V. | eV | eingetragener Verein
""")
NICKNAMES = nicknames("""
Alexander | Alex Sascha
Andreas | Andi Andy
Benjamin | Ben Benni
Bernd | Bernhard
Christian | Chris
Christoph | Chris Stoffel
Daniel | Dani
Friedrich | Fritz Fred
Günter | Günther
Hans | Johannes Hannes
Heinz | Heinrich
Johannes | Hannes Jo
Josef | Sepp Jupp
Joachim | Jochen Achim
Jürgen | Jörg
Karl | Carl
Klaus | Claus Nikolaus
Leonard | Leo
Manfred | Manni Fred
Markus | Marcus
Matthias | Matze Mathias
Maximilian | Max
Michael | Micha Michi
Moritz | Mo
Philipp | Phil
Sebastian | Basti
Stefan | Stephan Steffen
Thomas | Tom Thommy
Tobias | Tobi
Torsten | Thorsten
Ulrich | Uli
Walter | Walther
Wolfgang | Wolf Wolle
Angelika | Geli
Barbara | Babsi
Brigitte | Gitte
Charlotte | Lotte
Christine | Christel Tine
Christina | Tina
Cornelia | Conny
Elisabeth | Elli Lisa Sissi
Franziska | Franzi
Gabriele | Gabi
Hannah | Hanna
Johanna | Hanna Jo
Katharina | Kathi Katja
Kathrin | Katrin
Magdalena | Lena
Margarete | Grete Gretel
Monika | Moni
Stefanie | Steffi Stephanie
Susanne | Susi Sanne
Theresa | Resi Therese
Ursula | Uschi Ulla
""")

DE = Country(
    code="DE", share=0.38, language="de", spellings=("DE", "Deutschland", "Germany", "D", "DEU"),
    women=Ranked(WOMEN), men=Ranked(MEN), families=Vocabulary(Ranked(FAMILIES, 18.0), FAMILY_TAIL, 0.34),
    towns=Ranked(TOWNS, 3.0), town_tail=TOWN_TAIL, rural=RURAL, streets=STREETS,
    postcode_pattern="###", unit_pattern=("Whg. #", "#. OG", "App. ##"),
    line="{street} {house}", one_line="{street} {house}, {postcode} {city}",
    dial="49", trunk="0", landline_length=10,
    mobiles=("151########", "152########", "157########", "160#######", "170#######", "171#######", "172#######",
             "175#######", "176########", "177#######", "179#######"),
    salutations=("Frau", "Herr"),
    mail_hosts=Ranked(words("gmx.de web.de gmail.com t-online.de freenet.de outlook.de posteo.de icloud.com"), 2.0),
    top_level="de", legal_forms=LEGAL_FORMS,
    abbreviations=(("straße", "str."), ("Straße", "Str."), ("straße", "strasse"), ("platz", "pl."), ("straße", "str")),
    nicknames=NICKNAMES, titles=("Dr.", "Dr.", "Prof. Dr.", "Dipl.-Ing."), middle_share=0.05,
)  # fmt: skip
