"""Words of the world of work: trades, coined company names, lines of business, jobs."""

from __future__ import annotations

from collections.abc import Mapping

from mdm.simulate.chance import Ranked, Tail, phrases, words

# Trades by language, with the industry that they belong to.
TRADES: Mapping[str, Ranked[tuple[str, str]]] = {
    "de": Ranked((
        ("Maschinenbau", "manufacturing"), ("Bau", "construction"), ("Logistik", "logistics"),
        ("Elektrotechnik", "manufacturing"),
        ("Immobilien", "real_estate"), ("Metallbau", "manufacturing"), ("Spedition", "logistics"),
        ("Consulting", "consulting"),
        ("Haustechnik", "construction"), ("Druckerei", "media"), ("Autohaus", "retail"), ("Steuerberatung", "finance"),
        ("Bäckerei", "food"), ("Apotheke", "health"), ("Medizintechnik", "health"), ("Softwarehaus", "software"),
        ("IT-Systeme", "software"), ("Gebäudereinigung", "services"), ("Versicherungsmakler",
        "finance"), ("Energie", "energy"),
        ("Möbel", "retail"), ("Pflegedienst", "health"), ("Getränkehandel", "food"), ("Gartenbau", "services"),
    )),
    "en": Ranked((
        ("Consulting", "consulting"), ("Construction", "construction"), ("Logistics", "logistics"),
        ("Engineering", "manufacturing"),
        ("Solutions", "software"), ("Systems", "software"), ("Properties", "real_estate"), ("Foods", "food"),
        ("Health", "health"), ("Partners", "finance"), ("Insurance", "finance"), ("Media", "media"),
        ("Energy", "energy"),
        ("Motors", "retail"), ("Plumbing & Heating", "construction"), ("Technologies", "software"),
        ("Dental Care", "health"),
        ("Printing", "media"), ("Landscaping", "services"), ("Transport", "logistics"), ("Furniture", "retail"),
        ("Accountants", "finance"), ("Catering", "food"), ("Security", "services"),
    )),
    "fr": Ranked((
        ("Conseil", "consulting"), ("Bâtiment", "construction"), ("Transports", "logistics"),
        ("Informatique", "software"),
        ("Immobilier", "real_estate"), ("Mécanique", "manufacturing"), ("Énergies", "energy"), ("Pharmacie", "health"),
        ("Boulangerie", "food"), ("Imprimerie", "media"), ("Assurances", "finance"), ("Électricité", "construction"),
    )),
    "es": Ranked((
        ("Construcciones", "construction"), ("Transportes", "logistics"), ("Informática",
        "software"), ("Inmobiliaria", "real_estate"),
        ("Asesores", "finance"), ("Talleres", "manufacturing"), ("Alimentación", "food"), ("Energía Solar", "energy"),
        ("Farmacia", "health"), ("Muebles", "retail"),
    )),
    "nl": Ranked((
        ("Bouw", "construction"), ("Transport", "logistics"), ("Techniek", "manufacturing"),
        ("Vastgoed", "real_estate"),
        ("Adviesgroep", "consulting"), ("Installatie", "construction"), ("Bloemen", "retail"), ("Zorg", "health"),
        ("Automatisering", "software"), ("Bakkerij", "food"),
    )),
    "pl": Ranked((
        ("Budownictwo", "construction"), ("Transport", "logistics"), ("Nieruchomości",
        "real_estate"), ("Usługi", "services"),
        ("Meble", "retail"), ("Systemy", "software"), ("Produkcja", "manufacturing"), ("Apteka",
        "health"), ("Piekarnia", "food"),
        ("Doradztwo", "consulting"),
    )),
}  # fmt: skip

# First words of three-word names, whose initials serve as a short name.
LEADS: Mapping[str, tuple[str, ...]] = {
    "de": phrases(
        "Norddeutsche, Bayerische, Rheinische, Allgemeine, Vereinigte, Deutsche, Sächsische, Hessische, Neue, Erste"
    ),
    "en": phrases(
        "National, United, First, American, Northern, General, Pacific, Royal, British, Central, Allied, Standard"
    ),
    "fr": phrases(
        "Société Générale de, Compagnie Française de, Union Régionale de, Groupe Européen de, Atelier Lyonnais de"
    ),
    "es": phrases("Compañía Española de, Grupo Ibérico de, Sociedad General de, Unión Castellana de"),
    "nl": phrases("Nederlandse, Algemene, Koninklijke, Verenigde, Noordelijke"),
    "pl": phrases("Polskie Zakłady, Krajowa Grupa, Pierwsza Spółka, Ogólne Centrum"),
}

COINED = Tail(
    words("""
        Ad Al Am Apex Aqua Arc Ast Aur Axi Bel Bio Bright Cal Cen Cin Clear Cor Cy Dat Del Dyn Eco El En Ever
        Exi Fer Flex Fin Gen Glo Gran Hel Hori Hy Ideo In Iso Jup Kin Lan Lum Max Med Mer Met Micro Mon Nav Neo
        Nex Nor Nov Omni Opti Or Pan Par Penta Phar Pino Pro Qua Quan Rad Ren Sol Spec Stra Syn Tec Ter Tri Uni
        Val Vec Ver Vi Vol Xen Zen
    """),
    words("""
        a adis ago ant aris ara cor da dia ena era ex ia ica ify ika ion is ium ix la lia lis lon mark mera mix
        na nex nia nova o on ora oris os path point quest ra ris ro soft sys ta tek teq tis tra tron trix um us
        va vera via vis wave xis
    """),
    ("", "i", "o", "ti", "li", "ve", "ra", "ne"),
)

JOBS = Ranked(
    phrases("""
        Managing Director, Sales Manager, Head of Purchasing, Buyer, Accountant, IT Manager, Engineer, Office
        Manager, Project Manager, Consultant, Technician, Marketing Manager, Controller, Assistant, Head of
        Production, Logistics Manager, Developer, Architect, Quality Manager, HR Manager, CEO, CFO, Key Account
        Manager, Service Manager, Warehouse Manager, Partner, Analyst, Team Lead
    """),
    6.0,
)

OCCUPATIONS = Ranked(
    phrases("""
        Teacher, Nurse, Clerk, Electrician, Engineer, Student, Retired, Driver, Salesperson, Software developer,
        Carpenter, Physician, Police officer, Cook, Accountant, Mechanic, Farmer, Lawyer, Plumber, Designer,
        Social worker, Librarian, Pharmacist
    """),
    8.0,
)

BRANCH_WORDS: Mapping[str, tuple[str, ...]] = {
    "de": ("Niederlassung", "NL", "Filiale"),
    "en": ("Branch", "Office", "-"),
    "fr": ("Agence", "Succursale"),
    "es": ("Sucursal", "Delegación"),
    "nl": ("Vestiging", "Filiaal"),
    "pl": ("Oddział", "Filia"),
}

HOLDINGS = ("Holding", "International", "Service", "Group", "Digital")
ROLE_MAILBOXES = ("info", "office", "contact", "sales", "mail", "service", "accounts")
