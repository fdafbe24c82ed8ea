"""Countries as people write them, and what the posts' own data leaves open."""

from __future__ import annotations

from mdm.cleanse.tables import entries, inverted, table, words

_ALIASES = table(
    """
    US: usa, u s a, u s, us of a, united states, the united states, america, united states of america, estados unidos
        etats unis, vereinigte staaten
    GB: uk, u k, united kingdom, great britain, britain, england, scotland, wales, northern ireland, grossbritannien
        royaume uni, gb nir, gbr
    DE: germany, deutschland, allemagne, alemania, germania, duitsland, brd, niemcy, d
    AT: austria, oesterreich, autriche, a
    CH: switzerland, schweiz, suisse, svizzera, suiza
    FR: france, frankreich, francia, frankrijk, f
    IT: italy, italien, italia, italie, i
    ES: spain, spanien, espana, espagne, spagna, e
    PT: portugal
    NL: netherlands, the netherlands, holland, niederlande, nederland, pays bas
    BE: belgium, belgien, belgique, belgie
    LU: luxembourg, luxemburg
    DK: denmark, daenemark, danmark
    SE: sweden, schweden, sverige
    NO: norway, norwegen, norge
    FI: finland, finnland, suomi
    IE: ireland, irland, republic of ireland, eire
    PL: poland, polen, polska
    CZ: czech republic, czechia, tschechien, cesko, cesko republika
    SK: slovakia, slowakei
    HU: hungary, ungarn, magyarorszag
    GR: greece, griechenland, hellas
    TR: turkey, tuerkei, turkiye, tuerkiye
    RU: russia, russland, russian federation
    CN: china, prc, pr china, p r china
    JP: japan, nippon
    KR: south korea, korea, republic of korea
    TW: taiwan
    HK: hong kong
    SG: singapore
    IN: india, indien, bharat
    BR: brazil, brasil, brasilien
    MX: mexico, mexiko
    AR: argentina, argentinien
    CA: canada, kanada
    AU: australia, australien
    NZ: new zealand, neuseeland, aotearoa
    ZA: south africa, suedafrika
    AE: uae, u a e, united arab emirates, dubai
    SA: saudi arabia, ksa
    IL: israel
    EG: egypt, aegypten
    VN: vietnam
    TH: thailand
    UA: ukraine
    RO: romania, rumaenien
    BG: bulgaria, bulgarien
    HR: croatia, kroatien, hrvatska
    RS: serbia, serbien
    SI: slovenia, slowenien
    MD: moldova
    IR: iran
    SY: syria
    VE: venezuela
    BO: bolivia
    TZ: tanzania
    LI: liechtenstein, fl
    """
)
COUNTRY_ALIASES = inverted(_ALIASES)

# Parts of the United Kingdom that people write as if they were its counties.
NATIONS = entries("england, scotland, wales, northern ireland, cymru")

# Postcodes of a fixed number of digits.
POSTCODE_DIGITS = dict.fromkeys(words("US DE FR ES IT FI MX TR"), 5) | dict.fromkeys(
    words("AT CH BE DK NO HU LU AU NZ ZA SI BG"), 4
)

# Postcodes with a blank before their last characters.
SPACED_FROM_END = {"GB": 3, "IM": 3, "JE": 3, "GG": 3, "CA": 3, "NL": 2, "SE": 2, "CZ": 2, "SK": 2, "GR": 2, "IE": 4}

# The house number stands before the street's name.
NUMBER_FIRST_COUNTRIES = words("US CA GB IE AU NZ FR LU ZA IN SG HK IL MT PR GG JE IM TH PH MC")

# The postcode stands behind the town.
POSTCODE_LAST_COUNTRIES = NUMBER_FIRST_COUNTRIES - words("FR LU MC IL")

# Regions that one country alone has, as it writes them itself.
TELLING_REGIONS = inverted(
    table(
        """
        DE: baden wuerttemberg, bayern, brandenburg, hessen, mecklenburg vorpommern, niedersachsen, nordrhein westfalen
            rheinland pfalz, saarland, sachsen, sachsen anhalt, schleswig holstein, thueringen
        AT: niederoesterreich, oberoesterreich, steiermark, kaernten, burgenland, vorarlberg, tirol
        FR: auvergne rhone alpes, bourgogne franche comte, bretagne, centre val de loire, grand est, hauts de france
            ile de france, normandie, nouvelle aquitaine, occitanie, pays de la loire, provence alpes cote dazur
        NL: drenthe, flevoland, friesland, gelderland, noord brabant, noord holland, overijssel, zeeland, zuid holland
        ES: andalucia, aragon, principado de asturias, islas baleares, canarias, cantabria, castilla la mancha
            castilla y leon, cataluna, comunidad de madrid, comunidad valenciana, extremadura, galicia, pais vasco
        PL: dolnoslaskie, kujawsko pomorskie, lubelskie, lubuskie, lodzkie, malopolskie, mazowieckie, opolskie
            podkarpackie, podlaskie, pomorskie, slaskie, swietokrzyskie, warminsko mazurskie, wielkopolskie
            zachodniopomorskie
        GB: berkshire, buckinghamshire, cambridgeshire, cheshire, cumbria, derbyshire, gloucestershire, greater london
            greater manchester, hertfordshire, lancashire, leicestershire, lincolnshire, merseyside, north yorkshire
            south yorkshire, west yorkshire, northamptonshire, nottinghamshire, oxfordshire, shropshire, staffordshire
            tyne and wear, warwickshire, west midlands, wiltshire, worcestershire, midlothian, powys, gwynedd
        """
    )
)

# Where the post needs no regions but people write them.
COUNTIES = {
    "GB": entries(
        """
        avon, bedfordshire, beds, berkshire, berks, buckinghamshire, bucks, cambridgeshire, cambs, cheshire, cleveland
        cornwall, cumbria, derbyshire, devon, dorset, county durham, co durham, east sussex, west sussex, essex
        gloucestershire, glos, greater london, greater manchester, hampshire, hants, herefordshire, hertfordshire, herts
        kent, lancashire, lancs, leicestershire, leics, lincolnshire, lincs, merseyside, middlesex, middx, norfolk
        northamptonshire, northants, northumberland, north yorkshire, nottinghamshire, notts, oxfordshire, oxon, rutland
        shropshire, salop, somerset, south yorkshire, staffordshire, staffs, suffolk, surrey, tyne and wear
        warwickshire
        west midlands, west yorkshire, wiltshire, wilts, worcestershire, worcs, east lothian, fife, midlothian
        west lothian, lanarkshire, ayrshire, aberdeenshire, perthshire, county antrim, county down, gwynedd, clwyd
        dyfed
        powys, mid glamorgan, south glamorgan, west glamorgan, gwent
        """
    ),
}
