"""Words around personal names (ASCII, lower case, without dots)."""

from __future__ import annotations

from mdm.cleanse.tables import inverted, table, words

# In front of a name. Not here: titles that are given names too (Don, Dean, Earl, Prince, Major).
TITLES = words(
    """
    mr mrs ms miss mx mister missus master dr doctor prof professor sir dame lord lady rev reverend revd hon
    honourable honorable capt captain cpt col colonel lt lieutenant maj sgt sergeant cpl cmdr pvt herr frau
    fraeulein frl hr fr dipl diplom ing mag magister mmag dkfm ddr pd mme mlle monsieur madame mademoiselle m
    maitre sr sra srta senor senora senorita dna sig sigra signor signora signore signorina dott dottore dottssa
    avv geom rag dhr mevr mevrouw mw drs mr ir jhr fru froeken pan pani mgr bc judr mudr shri shrimati smt sheikh
    shaikh haji hajji datuk
    """
)

# Words that follow another title: Dipl.-Ing., Dr. med. dent., Prof. h. c.
TITLE_TAILS = words(
    """
    med dent vet jur iur phil rer nat oec pol techn theol habil hc ing kfm inf psych wirt univ ec mag fh arch
    """
)

GENERATIONS = inverted(
    table(
        """
        jr: jr, junior, jnr, jun, filho, fils
        sr: sr, senior, snr, sen, pere
        ii: ii, 2nd, second, 2
        iii: iii, 3rd, third, 3, neto
        iv: iv, 4th, 4
        v: v, 5th
        vi: vi
        """
    )
)
# Safe to take from the end of any name; the others only where a column or a comma says that a suffix follows.
CLEAR_GENERATIONS = frozenset({"jr", "jnr", "sr", "snr", "ii", "2nd", "iii", "3rd", "iv", "4th", "junior", "senior"})
GENERATIONS_SHOWN = {"jr": "Jr", "sr": "Sr", "ii": "II", "iii": "III", "iv": "IV", "v": "V", "vi": "VI"}

# After a name: degrees, orders, professions.
HONOURS = words(
    """
    phd dphil md dds dmd dvm dsc edd psyd jd llb llm lld esq esquire cpa cfa cfp mba bsc msc beng meng mphil
    mpharm pharmd rn lpn obe mbe cbe kbe dbe qc kc jp frs frcs frcp mrcp mrcs mph msw lcsw pmp facs dipling bba
    mfa msn bsn dnp aprn crna rph usn usmc usaf
    """
)
# Only after a comma or with dots: Ma, Do and Ba are families.
UNCLEAR_HONOURS = words("ma ba bs ms do pe pa od dc rd ra cpt ret mp")

# They belong to the family name that follows.
PARTICLES = words(
    """
    van von vom der den de del della delle dello degli dei di da do dos das du des la le les lo ten ter te tot
    thor zu zum zur auf af av san santa st saint ste ibn bin binti bint ben bat al el abu abd mac mc o d l dal
    dalla e y i und dela delos vander vanden
    """
)
# Only between two family names, never first.
JOINING = frozenset({"e", "y", "i", "und"})
# Glued to the next word in the comparable form: Mc Donald is McDonald, O Brien is O'Brien.
GLUED = frozenset({"mc", "mac", "o", "d", "l"})
LOWER_CASED = PARTICLES - words("mac mc o d l st saint ste san santa thor ben bat abd abu")

# Before a former name.
FORMER_MARKERS = words("nee ne geb geborene geborener geboren formerly fka frueher ehemals ehem maiden")
# Before a former name in brackets, where they can't be a name.
BRACKETED_MARKERS = FORMER_MARKERS | words("born was now previously aka alias roz verw verh gesch o s")

# Where people have a father's and a mother's family name, in one text both without a sign between them.
TWO_FAMILIES_COUNTRIES = words("ES MX CO CL PE VE EC GT CU BO DO HN PY SV NI CR PA UY PR")
# Where M. in front of a family name is Monsieur; elsewhere it is an initial.
FRENCH_COUNTRIES = words("FR BE CH LU MC")
# Family names that tell a Spanish pair of them anywhere; not those that are as often given names.
SPANISH_FAMILIES = words(
    """
    garcia rodriguez gonzalez fernandez lopez martinez sanchez perez gomez jimenez ruiz hernandez diaz moreno munoz
    alvarez romero alonso gutierrez navarro torres dominguez vazquez vasquez ramos gil ramirez serrano molina morales
    suarez ortega delgado castro ortiz rubio marin sanz nunez iglesias medina garrido cortes castillo lozano guerrero
    cano prieto mendez calvo cruz gallego vidal herrera marquez pena flores cabrera campos vega fuentes carrasco
    caballero reyes nieto aguilar pascual herrero lorenzo montero hidalgo gimenez ibanez ferrer duran benitez vargas
    arias carmona crespo rojas rivera silva soto mendoza guzman chavez contreras espinoza espinosa salazar rios
    estrada ayala sandoval cardenas maldonado valdez padilla acosta velasquez camacho trevino cervantes salinas otero
    """
)
SPANISH_ENDINGS = ("ez", "iz")
# Second given names in Spanish: what stands behind them is the only family name stated.
SECOND_FORENAMES = words(
    """
    jose maria luis carlos antonio manuel jesus angel javier miguel pedro pablo juan francisco ignacio alberto
    alejandro andres daniel david enrique fernando eduardo rafael ramon carmen isabel teresa pilar dolores mercedes
    cristina elena ana lucia luisa victoria rosa josefa antonia mar rocio belen paz
    """
)
