"""Street words and their abbreviations (folded), by the language of the country."""

from __future__ import annotations

from mdm.cleanse.tables import inverted, table, words

_ENGLISH = table(
    """
    street: st, str, strt
    road: rd
    avenue: ave, av, aven, avn
    boulevard: blvd, boul, bvd
    drive: dr, drv
    lane: ln, la
    court: ct, crt
    place: pl
    square: sq
    terrace: ter, terr, tce
    parkway: pkwy, pky, pkway, py
    highway: hwy, hiway
    circle: cir, circ, ci
    trail: trl, tr
    way: wy
    crescent: cres
    gardens: gdns, gdn
    close: cl
    grove: grv, gr
    heights: hts
    hill: hl
    mount: mt
    mountain: mtn
    park: pk
    plaza: plz
    point: pt
    ridge: rdg
    route: rte, rt
    expressway: expy, expwy
    freeway: fwy
    junction: jct
    landing: lndg
    meadows: mdws
    mews: mws
    valley: vly
    view: vw
    village: vlg
    loop: lp
    alley: aly
    bend: bnd
    crossing: xing, crssng
    cove: cv
    creek: crk
    estate: est
    estates: ests
    turnpike: tpke
    fort: ft
    lake: lk
    harbor: hbr, harbour
    island: isl
    center: ctr, centre
    county: co
    apartments: apts
    buildings: bldgs
    saint: snt
    """
)
_GERMAN = table(
    """
    strasse: str
    platz: pl
    allee: all
    sankt: st, skt
    doktor: dr
    professor: prof
    am: a
    """
)
_FRENCH = table(
    """
    rue: r
    avenue: av, ave
    boulevard: bd, bld, blvd, boul
    place: pl
    impasse: imp
    allee: all
    chemin: ch, che, chem
    route: rte
    square: sq
    quai: q
    faubourg: fg, fbg
    cours: crs
    saint: st
    sainte: ste
    general: gen, gal
    residence: res
    """
)
_SPANISH = table(
    """
    calle: c, cl
    avenida: av, avda, avd
    plaza: pl, pza, plza
    paseo: pso, po
    carretera: ctra
    camino: cno
    ronda: rda
    travesia: trva
    santa: sta
    general: gral
    """
)
_ITALIAN = table(
    """
    via: v
    viale: vle
    piazza: pza
    corso: cso
    largo: lgo
    vicolo: vic
    strada: str
    santa: sta
    """
)
_DUTCH = table(
    """
    straat: str
    laan: ln
    weg: wg
    plein: pl
    sint: st
    """
)
_PORTUGUESE = table(
    """
    rua: r
    avenida: av, avda
    praca: pc
    travessa: tv, trav
    estrada: estr
    largo: lg
    """
)
_POLISH = table(
    """
    : ul, ulica
    aleja: al, aleje
    plac: pl
    osiedle: os
    """
)

ENGLISH_EXPANSIONS = inverted(_ENGLISH)
EXPANSIONS = {
    country: language
    for countries, language in (
        ("US CA GB IE AU NZ ZA IN SG HK PH PR", ENGLISH_EXPANSIONS),
        ("DE AT CH LI", inverted(_GERMAN)),
        ("FR LU MC", inverted(_FRENCH)),
        ("ES MX AR CO CL PE", inverted(_SPANISH)),
        ("IT SM", inverted(_ITALIAN)),
        ("NL BE", inverted(_DUTCH)),
        ("PT BR", inverted(_PORTUGUESE)),
        ("PL", inverted(_POLISH)),
    )
    for country in countries.split()
}
ENGLISH_COUNTRIES = frozenset(country for country, language in EXPANSIONS.items() if "hwy" in language) | {""}
GERMAN_COUNTRIES = words("DE AT CH LI")

# Words that end a street's name, so that what follows is the place.
STREET_TYPES = frozenset(_ENGLISH) - words(
    "saint mount fort lake island county center park point village valley creek heights hill view harbor"
)

# Written as one word with what stands before them: Berliner Straße, Berlinerstr.
GERMAN_ENDINGS = words("strasse weg platz allee gasse ring damm ufer steig chaussee stieg")

# Abbreviated at the end of another word: Julianastr., Raadhuispl.
JOINED_ENDINGS = {
    country: {"str": "straat", "pln": "plein", "pl": "plein", "ln": "laan", "gr": "gracht"} for country in ("NL", "BE")
}

# The abbreviation of a street word only where nothing follows: Skunk La, but Villa La Jolla Drive.
ONLY_LAST = words("la")

# Never the abbreviation of a street word where they stand first: Dr Martin Luther King Blvd.
NOT_FIRST = words("drive court place center county lane crescent trail")

# What makes "St" before it a state's road.
STATE_ROADS = words("hwy highway rte rt route road rd")

DIRECTIONS = inverted(
    table(
        """
        north: n, no, nth
        south: s, so, sth
        east: e
        west: w
        northeast: ne
        northwest: nw
        southeast: se
        southwest: sw
        """
    )
)
DIRECTION_WORDS = frozenset(DIRECTIONS) | frozenset(DIRECTIONS.values())

ORDINALS = inverted(
    table(
        """
        1st: first
        2nd: second
        3rd: third
        4th: fourth
        5th: fifth
        6th: sixth
        7th: seventh
        8th: eighth
        9th: ninth
        10th: tenth
        11th: eleventh
        12th: twelfth
        """
    )
)
