"""Spain: people carry two family names."""

from mdm.simulate.chance import Ranked, Tail, Vocabulary, phrases, table, words
from mdm.simulate.country import Country, nicknames, towns

MEN = words("""
Antonio Manuel José Francisco David Juan Javier Daniel Carlos Jesús Alejandro Miguel Rafael Pedro Pablo Ángel
Sergio Fernando Jorge Luis Alberto Álvaro Adrián Diego Raúl Iván Rubén Enrique Óscar Ramón Vicente Andrés
Joaquín Santiago Eduardo Víctor Mario Roberto Jaime Marcos Ignacio Alfonso Salvador Ricardo Hugo Emilio
Guillermo Gabriel Julián Tomás Agustín Lucas Martín Mateo Gonzalo Félix Nicolás Xavier Jordi Iker Mikel Marc
""")
WOMEN = words("""
Carmen María Ana Isabel Laura Cristina Marta Josefa Dolores Lucía Antonia Sara Pilar Elena Teresa Paula Raquel
Manuela Mercedes Beatriz Rosario Nuria Silvia Julia Rocío Patricia Alba Irene Montserrat Andrea Ángela Mónica
Inés Yolanda Sonia Margarita Alicia Sandra Marina Susana Amparo Nerea Natalia Ainhoa Victoria Eva Concepción
Esther Verónica Encarnación Lorena Miriam Claudia Sofía Daniela Martina Carla Noelia Leire Gloria
""")
FAMILIES = words("""
García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Hernández Ruiz Díaz Moreno
Muñoz Álvarez Romero Gutiérrez Alonso Navarro Torres Domínguez Ramos Vázquez Ramírez Gil Serrano Morales Molina
Blanco Suárez Castro Ortega Delgado Ortiz Marín Rubio Núñez Medina Sanz Castillo Iglesias Cortés Garrido Santos
Guerrero Lozano Cano Cruz Méndez Flores Prieto Herrera Peña León Márquez Cabrera Gallego Calvo Vidal Campos
Reyes Vega Fuentes Carrasco Díez Aguilar Caballero Nieto Santana Vargas Pascual Giménez Herrero Hidalgo Montero
Lorenzo Ibáñez Santiago Benítez Durán Ferrer Arias Mora Carmona Vicente Crespo Soto Román Pastor Velasco Sáez
Rojas Moya Parra Soler Bravo Gallardo Esteban Silva Franco Rivas Lara Merino Espinosa Mendoza Izquierdo Rivera
Casado Arroyo Redondo Camacho Vera Rey Luque Otero Galán Montes Ríos Sierra Segura Carrillo Marcos Martí Soriano
Bernal Robles Heredia Puig Etxeberria Aguirre Ortuño Echevarría Zabala Goikoetxea
""")
FAMILY_TAIL = Tail(
    words("""
        Al Alba Ar Arre Bar Ben Bor Cal Can Carra Cas Ceba Cor Dur Elo Esca Fon Gala Gor Gra Gua Her Ibar Lan
        Lla Mal Mar Men Mi Mon Mur Ola Ore Oya Pal Pare Pe Que Re Ro Sal Sa Sega So Ta Tor Uri Va Vela Vi Za Zu
    """),
    words("""
        barra bera cano cedo cho dal dero dez dillo do gal gón guez jada jano lar lejo lla llo mar mendi mino
        món na ndo nés nilla nzo ques rado ralta rán res rillo riz rra sco tega tero tos vedo zano zar
    """),
    ("", "a", "e", "i", "o", "an", "er"),
)
TOWNS = towns("""
Madrid | Comunidad de Madrid | 28 | 91
Barcelona | Cataluña | 08 | 93
Valencia | Comunidad Valenciana | 46 | 96
Sevilla | Andalucía | 41 | 954
Zaragoza | Aragón | 50 | 976
Málaga | Andalucía | 29 | 952
Murcia | Región de Murcia | 30 | 968
Palma | Illes Balears | 07 | 971
Las Palmas de Gran Canaria | Canarias | 35 | 928
Bilbao | País Vasco | 48 | 94
Alicante | Comunidad Valenciana | 03 | 965
Córdoba | Andalucía | 14 | 957
Valladolid | Castilla y León | 47 | 983
Vigo | Galicia | 36 | 986
Gijón | Asturias | 33 | 985
A Coruña | Galicia | 15 | 981
Granada | Andalucía | 18 | 958
Pamplona | Navarra | 31 | 948
Santander | Cantabria | 39 | 942
Salamanca | Castilla y León | 37 | 923
""")
RURAL = towns("""
- | Castilla-La Mancha | 45 | 925
- | Extremadura | 06 | 924
- | Castilla y León | 09 | 947
- | Galicia | 27 | 982
""")
TOWN_TAIL = Tail(
    (
        "Villa",
        "Villanueva de ",
        "San ",
        "Torre",
        "Fuente",
        "Monte",
        "Puebla de ",
        "Aldea ",
        "Castro",
        "Navas de ",
        "Peña",
    ),
    words("""
        franca mayor verde rubia blanca longa seca hermosa real clara alta nueva redonda lobos molinos reyes
        olmos cerezos encinas palomas halcones
    """),
)
STREETS = Vocabulary(
    Ranked(
        phrases("""
            Calle Mayor, Calle Real, Calle de la Iglesia, Plaza de la Constitución, Calle Nueva, Plaza de
            España, Calle Cervantes, Calle San Juan, Avenida de la Constitución, Calle Sol, Calle Iglesia, Paseo
            de la Castellana, Calle Goya, Avenida de Andalucía, Calle Velázquez, Calle San José, Calle del
            Carmen, Calle Colón, Gran Vía, Rambla Nova, Calle Santa María, Calle Murillo
        """),
        6.0,
    ),
    Tail(
        ("Calle ", "Avenida ", "Plaza ", "Paseo ", "Camino ", "Travesía "),
        phrases("""
            de los Olivos, de las Flores, del Prado, de la Fuente, de la Paz, del Río, de Toledo, de Burgos, de
            Alcalá, de la Libertad, Ramón y Cajal, Federico García Lorca, Miguel Hernández, Isaac Albéniz,
            Picasso, de los Almendros, de las Acacias, del Molino, de la Ermita, de Santiago, San Antonio, Santa
            Ana, de la Estación, del Puerto
        """),
    ),
    0.4,
    40.0,
)
LEGAL_FORMS = table("""
S.L. | SL | Sociedad Limitada | S.L.U.
S.A. | SA | Sociedad Anónima
S.Coop. | Sociedad Cooperativa | S. Coop.
""")
NICKNAMES = nicknames("""
Antonio | Toni Antoñito
Alejandro | Álex
Daniel | Dani
Enrique | Quique
Fernando | Nando
Francisco | Paco Fran Pancho
Ignacio | Nacho
Javier | Javi
Jesús | Chus
José | Pepe
Manuel | Manolo
Rafael | Rafa
Santiago | Santi
Concepción | Concha Conchi
Cristina | Cris
Dolores | Lola
Encarnación | Encarna
Isabel | Isa
Josefa | Pepa
Mercedes | Merche
Montserrat | Montse
Pilar | Pili
Rosario | Charo
Teresa | Tere
""")

ES = Country(
    code="ES", share=0.06, language="es", spellings=("ES", "España", "Spain", "ESP"),
    women=Ranked(WOMEN), men=Ranked(MEN), families=Vocabulary(Ranked(FAMILIES, 12.0), FAMILY_TAIL, 0.22),
    towns=Ranked(TOWNS, 3.0), town_tail=TOWN_TAIL, rural=RURAL, streets=STREETS,
    postcode_pattern="###", unit_pattern=("#º @", "Piso #", "Bajo @"),
    line="{street} {house}", one_line="{street} {house}, {postcode} {city}",
    dial="34", trunk="", landline_length=9,
    mobiles=("60#######", "61#######", "62#######", "64#######", "65#######", "66#######", "69#######"),
    salutations=("Sra.", "Sr."),
    mail_hosts=Ranked(words("gmail.com hotmail.com yahoo.es telefonica.net outlook.es icloud.com"), 2.0),
    top_level="es", legal_forms=LEGAL_FORMS,
    abbreviations=(("Calle", "C/"), ("Avenida", "Avda."), ("Plaza", "Pza."), ("Paseo", "Pº")),
    nicknames=NICKNAMES, titles=("Dr.", "Dra."), has_two_families=True,
)  # fmt: skip
